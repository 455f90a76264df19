package weft.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
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
    FutureTask<@Nullable Void> once = new FutureTask<>(work);
    boolean interrupted = Thread.interrupted();
    try {
      while (!once.isDone()) {
        interrupted |= isInterruptedIn(once);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (once.state() == Future.State.FAILED) {
      throw failure(once.exceptionNow());
    }
  }

  /// Has a task done, unless an interrupt comes before it begins: then it waits for a thread no
  /// longer.
  private boolean isInterruptedIn(FutureTask<@Nullable Void> once) throws IOException {
    try {
      call(Executors.callable(once));
      return Thread.interrupted();
    } catch (InterruptedIOException _) {
      return Thread.interrupted();
    } catch (OffloadRefused _) {
      // Better held up than never done.
      once.run();
      return false;
    }
  }

  private static IOException failure(Throwable failure) {
    return switch (failure) {
      case ClosedByInterruptException cause -> interrupted(cause);
      case IOException cause -> cause;
      case RuntimeException cause -> throw cause;
      case Error cause -> throw cause;
      case InterruptedException cause -> interrupted(cause);
      default -> throw new IllegalStateException(failure);
    };
  }

  private static IOException interrupted(Exception cause) {
    return Interrupts.failure("interrupted at a file", cause);
  }
}
