package weft.hub.tls.engine;

import java.util.Locale;

/// Why a TLS connection did not come about or broke; each is counted by itself.
public enum TlsProblem {
  /// The peer did not finish the handshake in time.
  TIMEOUT,
  /// An HTTP request without TLS.
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
  /// Too much is waiting for the offload pool, or memory has run out.
  OVERLOAD,
  /// The peer broke the protocol in another way.
  PROTOCOL;

  /// Its name in counters and logs: `plain_http`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
