package weft.http.h2;

/// Whoever has a stream's request handled: told, on the hub's thread, what happens to it.
public interface Http2StreamOwner {
  /// The head is complete: have the request handled. Ends with [Http2Connection#handled].
  void requested();

  /// The client went away, or gave the stream up, while its request is being handled.
  /// [Http2Connection#handled] is still expected.
  void gone();

  /// Whoever found no body bytes, or no room for output, may try again.
  void ready();

  /// The stream is not used any more.
  void released();
}
