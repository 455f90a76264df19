package weft.web.forms;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import weft.http.HttpError;
import weft.http.Status;
import weft.hub.Offload;

/// Where files are touched: on the offload pool, as a virtual thread would hold up its hub for as
/// long as a disk takes. A thread of another kind touches them itself.
///
/// @param offload null for this thread, whatever it is
record FileWork(@Nullable Offload offload) {
  /// Does some work and waits for its end, also when interrupted.
  ///
  /// @throws IOException of the work, or when interrupted
  /// @throws HttpError 503 when the pool takes no more
  <T extends @Nullable Object> T call(Callable<T> work) throws IOException {
    FutureTask<T> task = new FutureTask<>(isHere() ? work : () -> pool().call(work));
    // On this thread: the task is how whatever the work throws is caught.
    task.run();
    if (task.state() == Future.State.SUCCESS) {
      return task.resultNow();
    }
    throw failure(task.exceptionNow());
  }

  /// Does some work whatever else happens: for what gives things back.
  void always(Callable<@Nullable Void> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      call(work);
    } catch (HttpError _) {
      // The pool is full: better held up than never done.
      new FileWork(null).call(work);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean isHere() {
    return offload == null || !Thread.currentThread().isVirtual();
  }

  private Offload pool() {
    if (offload == null) {
      throw new IllegalStateException("there is no pool");
    }
    return offload;
  }

  private static IOException failure(Throwable failure) {
    return switch (failure) {
      case IOException cause -> cause;
      case RejectedExecutionException _ ->
          throw new HttpError(
                  Status.SERVICE_UNAVAILABLE, "too many requests wait for the file system")
              .withHeader("Retry-After", "1");
      case RuntimeException cause -> throw cause;
      case Error cause -> throw cause;
      case InterruptedException cause -> interrupted(cause);
      default -> throw new IllegalStateException(failure);
    };
  }

  private static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted = new InterruptedIOException("interrupted at a file");
    interrupted.initCause(cause);
    return interrupted;
  }
}
