package weft.http.protocol;

import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.hub.memory.BufferPool;

/// A request as a client sends it, checked and ready to be encoded. Immutable, its list too.
///
/// @param method a token
/// @param scheme `http` or `https`
/// @param authority host and port as in a URI, for Host and `:authority`
/// @param target what stands in the request line: path and query; the whole URI for a proxy of
///   HTTP/1.1; `*`; or, when the method is CONNECT, host and port
/// @param fields without Host, Connection, Content-Length, Transfer-Encoding, Expect and whatever
///   else frames messages
/// @param bodyLength bytes of the body, 0 for none, -1 when it is not known
/// @param expectsContinue whether the server is asked to say so before the body is sent; its owner
///   waits for that, the machine sends what it is given
/// @param protocol what an extended CONNECT asks for (RFC 8441), only over HTTP/2, or `null`
public record OutgoingRequest(
    String method,
    String scheme,
    String authority,
    String target,
    FieldList fields,
    long bodyLength,
    boolean expectsContinue,
    @Nullable String protocol) {
  /// Bytes of the largest head that is sent in every version.
  public static final int HEAD_BYTES_MAX = BufferPool.SIZE_MAX;

  /// What a version adds of its own: names, framing, the opening of a WebSocket.
  private static final int OWN_BYTES = 1024;

  /// A request for no other protocol.
  public OutgoingRequest(
      String method,
      String scheme,
      String authority,
      String target,
      FieldList fields,
      long bodyLength,
      boolean expectsContinue) {
    this(method, scheme, authority, target, fields, bodyLength, expectsContinue, null);
  }

  /// Whether its head can be sent. Whoever makes requests looks before it takes a connection.
  public boolean fits() {
    long bytes = (long) OWN_BYTES + method.length() + authority.length() + target.length();
    return bytes + fields.bytes() + fields.bytes() / 32 <= HEAD_BYTES_MAX;
  }
}
