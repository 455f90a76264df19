package weft.hub.tls.engine;

import java.util.Locale;

/// Why a TLS connection did not come about or broke; each is counted by itself.
public enum TlsProblem {
  /// The peer did not finish the handshake in time.
  TIMEOUT,
  /// HTTP without TLS.
  PLAIN_HTTP,
  /// Bytes that are not TLS.
  NOT_TLS,
  /// The peer went away in the middle.
  PEER_GONE,
  /// The peer sent an alert, for example because it does not trust the certificate.
  PEER_ALERT,
  /// No protocol version in common.
  NO_COMMON_VERSION,
  /// No cipher, group or signature algorithm in common.
  NO_COMMON_CIPHER,
  /// No application protocol (ALPN) in common.
  NO_COMMON_PROTOCOL,
  /// The client has no certificate and needs one.
  CLIENT_CERTIFICATE_MISSING,
  /// The client's certificate is not trusted, expired or revoked.
  CLIENT_CERTIFICATE_REFUSED,
  /// The server's certificate comes from no trusted authority.
  SERVER_UNTRUSTED,
  /// The server's certificate is not valid at this time.
  SERVER_EXPIRED,
  /// The server's certificate is revoked.
  SERVER_REVOKED,
  /// The server's certificate is for another host.
  SERVER_WRONG_HOST,
  /// The server's certificate is refused for another reason.
  SERVER_REFUSED,
  /// Too much is waiting, for the offload pool or a reader, or there is no memory for a handshake.
  OVERLOAD,
  /// The peer broke the protocol in another way.
  PROTOCOL;

  /// Its name in counters and logs: `plain_http`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
