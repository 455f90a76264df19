package weft.http.client;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import weft.hub.Interrupts;

/// What must not run on a hub's virtual threads, and is rare enough for a thread of its own.
final class PlatformThreads {
  private PlatformThreads() {}

  /// Runs something on a thread and waits for it.
  ///
  /// @param name of the thread
  /// @throws IOException what it throws, or that it failed otherwise
  static <T> T call(String name, Callable<T> work) throws IOException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().name(name).start(task);
    try {
      return task.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(name + " failed", failed.getCause());
    } catch (InterruptedException interrupted) {
      throw Interrupts.failure("interrupted while waiting for " + name, interrupted);
    }
  }
}
