package weft.web;

/// A handler whose requests would not end by themselves.
interface Stoppable {
  /// The server stops: ends requests in good order. Any thread.
  void stop();
}
