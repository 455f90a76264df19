package weft.hub;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Work on its way to a platform thread, and the caller that waits for it.
///
/// An interrupt of the caller reaches the work, and the caller goes on waiting until the work has
/// ended: what the two share never has two owners.
final class OffloadedCall<T extends @Nullable Object> implements Runnable {
  private final Callable<T> work;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable Thread runner;
  private boolean isOver;

  // Written before the latch, read behind it.
  private @Nullable T result;
  private @Nullable Throwable failure;

  OffloadedCall(Callable<T> work) {
    this.work = work;
  }

  // On the platform thread.

  @Override
  public void run() {
    if (begin()) {
      try {
        result = work.call();
      } catch (Throwable thrown) {
        failure = thrown;
      }
      end();
      ended.countDown();
    }
  }

  private boolean begin() {
    lock.lock();
    try {
      if (!isOver) {
        runner = Thread.currentThread();
      }
      return !isOver;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      runner = null;
      isOver = true;
    } finally {
      lock.unlock();
    }
    // An interrupt was meant for the work, not for what this thread does next.
    Thread.interrupted();
  }

  // On other threads.

  /// Waits for the end of the work.
  ///
  /// @throws InterruptedException when the caller was interrupted before the work began, which then
  ///   never does; or when the work throws it
  /// @throws Exception what the work throws
  @SuppressWarnings("NullAway") // A null result is one that the work has returned.
  T await() throws Exception {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException interrupt) {
        interrupted = true;
        interruptWork(interrupt);
      }
    }
    switch (failure) {
      case null -> {}
      case Exception exception -> throw exception;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return result;
  }

  /// Gives up work that has not begun, as there is no thread for it any more.
  void refuse() {
    giveUp(new RejectedExecutionException("the offload pool has been closed"));
  }

  private void interruptWork(InterruptedException interrupt) {
    lock.lock();
    try {
      if (runner != null) {
        runner.interrupt();
        return;
      }
    } finally {
      lock.unlock();
    }
    giveUp(interrupt);
  }

  private void giveUp(Exception reason) {
    lock.lock();
    try {
      if (isOver || runner != null) {
        return;
      }
      isOver = true;
    } finally {
      lock.unlock();
    }
    failure = reason;
    ended.countDown();
  }
}
