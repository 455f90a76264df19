package weft.web;

import weft.web.sse.EventStream;

/// User code that sends events to one client, with what that client asked for.
///
/// See [weft.web.sse.EventHandler].
@FunctionalInterface
public interface SseHandler {
  /// Sends events until there are no more.
  ///
  /// @throws Exception logged, and the stream is broken off
  void handle(WebRequest request, EventStream events) throws Exception;
}
