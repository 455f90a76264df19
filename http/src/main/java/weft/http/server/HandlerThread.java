package weft.http.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The thread that runs a handler, as far as others have to do with it. They may interrupt it only
/// while it runs that handler, never when it has gone on to something else; and those it lends the
/// request to say so before it has ended, or are told that it has.
final class HandlerThread {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(HandlerThread.class, "state", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private static final int WAITING = 0;
  private static final int RUNNING = 1;
  private static final int INTERRUPTING = 2;
  private static final int INTERRUPTED = 3;
  private static final int ENDED = 4;

  /// Beside any of them: the request was lent to another thread.
  private static final int LENT = 8;

  // Written through STATE.
  @SuppressWarnings("UnusedVariable")
  private int state;

  private @Nullable Thread thread;

  HandlerThread() {}

  /// A new request waits for its handler.
  void reset() {
    thread = null;
    STATE.setRelease(this, WAITING);
  }

  /// The calling thread begins to run the handler.
  ///
  /// @return false when it shall not: the request was taken back
  boolean begin() {
    Thread current = Thread.currentThread();
    thread = current;
    if (STATE.compareAndSet(this, WAITING, RUNNING)) {
      return true;
    }
    if (hasEnded()) {
      return false;
    }
    current.interrupt();
    return true;
  }

  /// Takes the request back, so that no handler runs for it.
  ///
  /// @return false when one does already, or was to be interrupted
  boolean withdraw() {
    return STATE.compareAndSet(this, WAITING, ENDED);
  }

  /// The handler has returned. Afterwards nobody interrupts the thread on its account, and an
  /// interrupt on its account is forgotten; and nobody is lent the request.
  void end() {
    if (!STATE.compareAndSet(this, RUNNING, ENDED)) {
      endSlow();
    }
  }

  private void endSlow() {
    int now = now();
    while (phase(now) == INTERRUPTING || !STATE.compareAndSet(this, now, ENDED | (now & LENT))) {
      Thread.onSpinWait();
      now = now();
    }
    if (phase(now) == INTERRUPTED) {
      Thread.interrupted();
    }
  }

  /// Interrupts the handler, now or when it begins.
  void interrupt() {
    if (move(WAITING, INTERRUPTED)) {
      return;
    }
    if (move(RUNNING, INTERRUPTING)) {
      Thread running = thread;
      if (running != null) {
        running.interrupt();
      }
      move(INTERRUPTING, INTERRUPTED);
    }
  }

  /// Goes from one phase to another; what was lent stays so.
  ///
  /// @return false when it was in another phase
  private boolean move(int from, int to) {
    int now = now();
    while (phase(now) == from) {
      if (STATE.compareAndSet(this, now, to | (now & LENT))) {
        return true;
      }
      now = now();
    }
    return false;
  }

  /// Another thread is about to use the request.
  ///
  /// @return false when the handler has returned, or has not begun
  boolean lend() {
    int now = now();
    while (phase(now) != WAITING && phase(now) != ENDED) {
      if ((now & LENT) != 0 || STATE.compareAndSet(this, now, now | LENT)) {
        return true;
      }
      now = now();
    }
    return false;
  }

  /// Whether the request was lent; once the handler has returned, that is settled.
  boolean wasLent() {
    return (now() & LENT) != 0;
  }

  /// Whether the handler has returned.
  boolean hasEnded() {
    return phase(now()) == ENDED;
  }

  /// Whether it was interrupted on account of this request.
  boolean wasInterrupted() {
    int phase = phase(now());
    return phase == INTERRUPTING || phase == INTERRUPTED;
  }

  private int now() {
    return (int) STATE.getVolatile(this);
  }

  private static int phase(int state) {
    return state & ~LENT;
  }
}
