package weft.http.h1;

import weft.http.protocol.ConnectionLink;
import weft.hub.memory.BufferQueue;

/// What an [Http1Connection] asks of whoever drives it: a server's connection on a hub, or a test.
///
/// Called on the connection's hub only, from within calls of the connection.
public interface Http1Link extends ConnectionLink {
  /// Lends a message for the next request.
  Http1Message acquire();

  /// Takes a message back; nothing of it is used any more.
  void release(Http1Message message);

  /// Lends a message, of which nothing is used any more, once more for the request behind it.
  ///
  /// @return false when that must not be, and it has to be released
  boolean lendAgain(Http1Message message);

  /// A head is complete: have the request handled. Ends with [Http1Connection#handled].
  void requested(Http1Message message);

  /// A request without a body would have the connection go on with HTTP/2. Whoever takes that up
  /// drives the connection from now on; nothing of the message is used any more.
  ///
  /// @param rest what came behind the request
  /// @return whether it is taken up
  boolean upgrade(Http1Message message, BufferQueue rest);

  /// The client went away while its request is being handled. [Http1Connection#handled] is still
  /// expected.
  void gone(Http1Message message);

  /// Whoever found no body bytes may try again.
  void bodyReady();

  /// Whoever found no room for output may try again.
  void outputReady();
}
