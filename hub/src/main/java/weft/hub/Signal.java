package weft.hub;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A binary signal with one waiter: how the hub tells a thread that what it waits for is there.
///
/// Works for virtual threads carried by the hub, for other virtual threads and for platform
/// threads. A carried thread that cannot unmount (it waits inside a class initialiser or below a
/// native frame) keeps its hub's I/O going while it waits, since otherwise nobody would raise the
/// signal.
public final class Signal {
  private final Hub hub;
  private volatile boolean raised;
  private volatile @Nullable Thread waiter;

  /// A signal that is not raised.
  public Signal(Hub hub) {
    this.hub = hub;
  }

  /// Waits until the signal is raised, and takes it back.
  ///
  /// @param deadlineNanos on the clock of [Hub#nowNanos], or `Long.MAX_VALUE`
  /// @return whether it was raised; `false` when the deadline passed first
  /// @throws InterruptedException when the waiting thread is interrupted; the signal stays as it is
  public boolean await(long deadlineNanos) throws InterruptedException {
    if (take()) {
      return true;
    }
    Thread current = Thread.currentThread();
    if (current == hub.thread()) {
      throw new IllegalStateException("the bare hub thread must not wait");
    }
    waiter = current;
    try {
      while (!take()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (deadlineNanos != Long.MAX_VALUE && hub.clockNanos() >= deadlineNanos) {
          return take();
        }
        park(deadlineNanos);
      }
      return true;
    } finally {
      waiter = null;
    }
  }

  /// Raises the signal and wakes the waiter. Any thread; raising twice is raising once.
  public void raise() {
    raised = true;
    Thread thread = waiter;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /// Forgets that it was raised.
  public void clear() {
    raised = false;
  }

  private boolean take() {
    if (!raised) {
      return false;
    }
    raised = false;
    return true;
  }

  private void park(long deadlineNanos) {
    if (hub.carriesCaller()) {
      hub.parkCarried(deadlineNanos);
    } else if (deadlineNanos == Long.MAX_VALUE) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, deadlineNanos - hub.clockNanos());
    }
  }
}
