package weft.web;

import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import weft.http.HttpError;
import weft.http.Status;
import weft.hub.Offload;

/// Brings requests to where their routes run.
///
/// @param offload the pool
/// @param moveHogs whether a route that holds up a hub is moved to the pool
record Placement(Offload offload, boolean moveHogs) {
  /// Answers a request; returns when it has been answered, wherever that was.
  ///
  /// @throws HttpError 503 when the pool takes no more
  /// @throws Exception when it cannot be answered any more
  void run(RouteAction action, WebRequest request, WebResponse response) throws Exception {
    Execution execution = action.execution();
    if (execution == Execution.HUB) {
      if (moveHogs) {
        request.http().onHeldUp(action.moveToPool);
      }
      action.run(request, response);
    } else {
      runElsewhere(execution, action, request, response);
    }
  }

  private void runElsewhere(
      Execution execution, RouteAction action, WebRequest request, WebResponse response)
      throws Exception {
    Callable<@Nullable Void> work =
        () -> {
          action.run(request, response);
          return null;
        };
    if (execution == Execution.THREAD) {
      offload.callAlone(work);
      return;
    }
    try {
      offload.call(work);
    } catch (RejectedExecutionException full) {
      throw new HttpError(Status.SERVICE_UNAVAILABLE, "too many requests wait for the pool")
          .withHeader("Retry-After", "1");
    }
  }
}
