package weft.web;

/// User code that has a WebSocket.
///
/// Called on a virtual thread for each socket; it may block. Shared by all sockets of the route.
@FunctionalInterface
public interface WebSocketHandler {
  /// Runs for the life of one socket. When it returns the socket is closed with 1000, when it
  /// throws with 1011, or with 1008 and the sentence of a [ProblemError] or [weft.http.HttpError]
  /// of 400 to 499; none has an effect on one that has closed before.
  ///
  /// @throws Exception logged, unless it is [weft.http.WebSocketClosed] or such an error
  void handle(WebSocketSession socket) throws Exception;
}
