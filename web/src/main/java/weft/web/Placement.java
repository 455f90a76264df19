package weft.web;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import weft.hub.Offload;
import weft.hub.OffloadRefused;

/// Brings requests to where their routes run.
///
/// @param offload the pool
/// @param moveHogs whether a route that holds up a hub is moved to the pool
record Placement(Offload offload, boolean moveHogs) {
  /// Answers a request; returns when it has been answered, wherever that was.
  ///
  /// @throws weft.http.HttpError 503 when the pool takes no more
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
    } catch (OffloadRefused full) {
      throw ErrorAnswers.overload();
    }
  }
}
