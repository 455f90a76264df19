package weft.web.files;

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import weft.http.HttpError;
import weft.http.Status;
import weft.hub.Hub;

/// Work that may wait for a disk, done where that holds up nobody.
final class DiskWork {
  private DiskWork() {}

  /// Does it, and answers its result.
  ///
  /// @throws HttpError 503 when too much of such work waits already
  /// @throws Exception what the work throws
  static <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
    Hub hub = Thread.currentThread().isVirtual() ? Hub.current() : null;
    if (hub == null) {
      return work.call();
    }
    try {
      return hub.offload().call(work);
    } catch (RejectedExecutionException crowded) {
      throw new HttpError(Status.SERVICE_UNAVAILABLE, "too many files wait to be opened")
          .withHeader("Retry-After", "1");
    }
  }
}
