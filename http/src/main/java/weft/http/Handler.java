package weft.http;

/// User code that answers requests.
///
/// Called on a virtual thread; it may block. The thread is interrupted when the client goes away.
/// Shared by all requests, so it must be safe for several threads.
@FunctionalInterface
public interface Handler {
  /// Answers one request.
  ///
  /// A handler that returns without sending anything has sent an empty body; an output stream left
  /// open is closed.
  ///
  /// @param request valid until this method returns
  /// @param response valid until this method returns
  /// @throws Exception [HttpError] is answered with its status; anything else with 500
  void handle(Request request, Response response) throws Exception;
}
