package weft.http;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// The request that opened a [WebSocket], as far as it is kept: it lasts as long as anybody holds
/// it.
///
/// @param path undecoded
/// @param query undecoded, without its question mark; `null` when there is none
/// @param scheme `http` or `https`
/// @param version of HTTP it came by
/// @param authority host and port, as the client says
/// @param fields names and values in turn, without those of the handshake
/// @param peerAddress the peer's; behind a proxy, the proxy's
public record WebSocketRequest(
    String path,
    @Nullable String query,
    String scheme,
    String version,
    String authority,
    FieldList fields,
    SocketAddress peerAddress) {
  /// The value of the first field of that name, or `null`.
  public @Nullable String header(String name) {
    return fields.first(name);
  }
}
