package weft.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Where files are touched: on the offload pool, as a virtual thread would hold up its hub for as
/// long as a disk takes. A thread of another kind touches them itself.
///
/// @param offload null for this thread, whatever it is
public record FileWork(@Nullable Offload offload) {
  /// On the calling thread, whatever it is.
  public static final FileWork HERE = new FileWork(null);

  /// Does some work and waits for its end, also when interrupted.
  ///
  /// @throws OffloadRefused when the pool takes no more
  /// @throws InterruptedIOException when interrupted; the thread's mark stands
  /// @throws IOException of the work
  public <T extends @Nullable Object> T call(Callable<T> work) throws IOException {
    Offload pool = Thread.currentThread().isVirtual() ? offload : null;
    FutureTask<T> task = new FutureTask<>(pool == null ? work : () -> pool.call(work));
    // On this thread: the task is how whatever the work throws is caught.
    task.run();
    if (task.state() == Future.State.SUCCESS) {
      return task.resultNow();
    }
    throw failure(task.exceptionNow());
  }

  /// Does some work whatever else happens: for what gives things back.
  public void always(Callable<@Nullable Void> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      call(work);
    } catch (OffloadRefused _) {
      // Better held up than never done.
      HERE.call(work);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(Throwable failure) {
    return switch (failure) {
      case IOException cause -> cause;
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
