package weft.hub;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A task another thread asked the hub to run and waits for.
final class Invocation implements Runnable {
  /// How often a waiter looks whether the hub has ended.
  private static final long ENDED_CHECK_MILLIS = 20;

  private final Hub hub;
  private final Runnable task;
  private final CountDownLatch done = new CountDownLatch(1);
  private @Nullable Throwable thrown;

  Invocation(Hub hub, Runnable task) {
    this.hub = hub;
    this.task = task;
  }

  /// Runs the task on the hub and waits for its end.
  ///
  /// @return whether it was run; `false` when the hub has ended, and it never will be
  boolean await() {
    hub.execute(this);
    boolean interrupted = false;
    boolean waiting = true;
    while (waiting) {
      try {
        waiting = !done.await(ENDED_CHECK_MILLIS, TimeUnit.MILLISECONDS) && !hub.ended();
      } catch (InterruptedException _) {
        // The task is short and will be done; who asked must not go on before.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (done.getCount() > 0) {
      return false;
    }
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    return true;
  }

  @Override
  public void run() {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      thrown = failure;
    }
    done.countDown();
  }
}
