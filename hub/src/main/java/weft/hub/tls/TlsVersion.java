package weft.hub.tls;

/// The oldest version of TLS that is spoken.
public enum TlsVersion {
  /// TLS 1.2, RFC 5246, and 1.3.
  TLS_1_2,
  /// TLS 1.3, RFC 8446, only.
  TLS_1_3
}
