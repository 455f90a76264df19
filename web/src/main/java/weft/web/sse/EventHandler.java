package weft.web.sse;

/// User code that sends events to one client.
///
/// Called on a virtual thread; it may block. The thread is interrupted when the client goes away,
/// when it is too slow (see [Overflow]), and when the server stops; what the handler throws then is
/// nobody's business any more.
@FunctionalInterface
public interface EventHandler {
  /// Sends events until there are no more; the stream ends when it returns, and the client comes
  /// back.
  ///
  /// @throws Exception logged, and the stream is broken off
  void handle(EventStream events) throws Exception;
}
