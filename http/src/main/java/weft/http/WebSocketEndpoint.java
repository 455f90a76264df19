package weft.http;

/// User code that has a [WebSocket].
///
/// Called on a virtual thread; it may block.
@FunctionalInterface
public interface WebSocketEndpoint {
  /// Runs for the life of one socket. When it returns the socket is closed with 1000, when it
  /// throws with 1011; neither has an effect on one that has closed before.
  ///
  /// @throws Exception logged, unless it is [WebSocketClosed] and this socket has
  void run(WebSocket socket) throws Exception;
}
