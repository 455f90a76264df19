package weft.http.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The thread that runs a handler, as far as others may interrupt it: only while it runs that
/// handler, never when it has gone on to something else.
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
  void begin() {
    Thread current = Thread.currentThread();
    thread = current;
    if (!STATE.compareAndSet(this, WAITING, RUNNING)) {
      current.interrupt();
    }
  }

  /// The handler has returned. Afterwards nobody interrupts the thread on its account, and an
  /// interrupt on its account is forgotten.
  void end() {
    if (!STATE.compareAndSet(this, RUNNING, ENDED)) {
      while ((int) STATE.getAcquire(this) == INTERRUPTING) {
        Thread.onSpinWait();
      }
      STATE.setRelease(this, ENDED);
      Thread.interrupted();
    }
  }

  /// Interrupts the handler, now or when it begins.
  void interrupt() {
    if (STATE.compareAndSet(this, WAITING, INTERRUPTED)) {
      return;
    }
    if (STATE.compareAndSet(this, RUNNING, INTERRUPTING)) {
      Thread running = thread;
      if (running != null) {
        running.interrupt();
      }
      STATE.setRelease(this, INTERRUPTED);
    }
  }

  /// Whether it was interrupted on account of this request.
  boolean wasInterrupted() {
    int now = (int) STATE.getAcquire(this);
    return now == INTERRUPTING || now == INTERRUPTED;
  }
}
