package weft.hub.tls.boringssl;

import io.netty.internal.tcnative.SSL;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import weft.hub.tls.engine.EngineRefused;

/// Calls that declare every exception there is, with one that says what was tried.
final class NativeCall {
  private NativeCall() {}

  /// Makes the call on this thread.
  ///
  /// @throws EngineRefused when it fails, with the library's own words
  static <T> T of(String what, Callable<T> call) throws EngineRefused {
    // What an earlier failure left in the thread's queue would be taken for this call's.
    SSL.clearError();
    FutureTask<T> attempt = new FutureTask<>(call);
    attempt.run();
    try {
      return attempt.get();
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      throw new EngineRefused(
          "BoringSSL refuses " + what + ": " + (cause == null ? failed : cause).getMessage(),
          "see the reason");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EngineRefused("interrupted", "start again");
    }
  }
}
