package weft.hub.tls.engine;

import java.util.List;

/// The context of a client. Immutable but for the sessions to be taken up again. Any thread.
public interface ClientContext extends TlsContext {
  /// An engine for a connection that was made. Its first handshake step needs no bytes.
  ///
  /// @param server whom it speaks to
  /// @param applicationProtocols ALPN names by preference; empty for no ALPN
  TlsEngine newEngine(ServerName server, List<String> applicationProtocols);
}
