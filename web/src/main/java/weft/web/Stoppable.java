package weft.web;

/// A handler that has something to do when its app ends. Any thread.
interface Stoppable {
  /// The server stops: ends requests in good order that would not end by themselves.
  default void stop() {}

  /// The server has stopped, no request is left: lets go of what is held open.
  default void release() {}
}
