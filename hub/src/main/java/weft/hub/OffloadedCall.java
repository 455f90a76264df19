package weft.hub;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Work on its way to a platform thread, and the caller that waits for it.
///
/// An interrupt of the caller reaches the work, and the caller goes on waiting until the work has
/// ended: what the two share never has two owners.
final class OffloadedCall<T extends @Nullable Object> implements Runnable {
  private final FutureTask<T> work;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private @Nullable Thread runner;
  private boolean isOver;

  /// Why the work never began. Written before the latch, read behind it.
  private @Nullable Exception refusal;

  private OffloadedCall(Callable<T> work) {
    this.work = new FutureTask<>(work);
  }

  /// A call that the calling thread will wait for.
  ///
  /// @throws InterruptedException when it is interrupted already
  static <T extends @Nullable Object> OffloadedCall<T> of(Callable<T> work)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("before the work began");
    }
    return new OffloadedCall<>(work);
  }

  // On the platform thread.

  @Override
  public void run() {
    if (begin()) {
      work.run();
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
  T await() throws Exception {
    boolean interrupted = awaitEnd();
    if (refusal != null) {
      throw refusal;
    }
    T result = result();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return result;
  }

  /// @return whether the caller was interrupted
  private boolean awaitEnd() {
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        return interrupted;
      } catch (InterruptedException interrupt) {
        interrupted = true;
        interruptWork(interrupt);
      }
    }
  }

  private T result() throws Exception {
    try {
      return work.get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case Exception exception -> throw exception;
        case Error error -> throw error;
        case null, default -> throw failed;
      }
    }
  }

  /// Gives up work that has not begun, as there is no thread for it any more.
  void refuse() {
    giveUp(new OffloadRefused("the offload pool has been closed"));
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
    refusal = reason;
    ended.countDown();
  }
}
