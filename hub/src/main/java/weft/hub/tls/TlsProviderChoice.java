package weft.hub.tls;

/// Which library does TLS.
public enum TlsProviderChoice {
  /// BoringSSL where it loads, else the JDK.
  AUTO,
  /// BoringSSL, or no start.
  BORINGSSL,
  /// The JDK.
  JDK
}
