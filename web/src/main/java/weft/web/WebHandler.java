package weft.web;

/// User code that answers requests of a route.
///
/// Called on a virtual thread; it may block. Shared by all requests of the route.
@FunctionalInterface
public interface WebHandler {
  /// Answers one request.
  ///
  /// A handler that sets neither body nor status has answered 204 (No Content).
  ///
  /// @param request valid until this method returns
  /// @param response sent when this method and the after-handlers have returned, or streamed by
  ///   them
  /// @throws Exception answered by the error handler of its type; [weft.http.HttpError] and
  ///   [ProblemError] with their own status, anything else with 500
  void handle(WebRequest request, WebResponse response) throws Exception;
}
