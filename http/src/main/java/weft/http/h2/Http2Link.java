package weft.http.h2;

import weft.http.protocol.ConnectionLink;

/// What an [Http2Connection] asks of whoever drives it: a server's connection on a hub, or a test.
///
/// Called on the connection's hub only, from within calls of the connection.
public interface Http2Link extends ConnectionLink {
  /// Lends a stream for the next request, until [Http2StreamOwner#released].
  Http2Stream acquire();
}
