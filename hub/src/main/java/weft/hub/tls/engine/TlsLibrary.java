package weft.hub.tls.engine;

/// A library that does TLS.
public interface TlsLibrary {
  /// Its name: `BoringSSL` or `JDK`.
  String name();

  /// Brings certificates and settings into its form.
  ///
  /// @throws EngineRefused when it cannot do what they ask for
  TlsContext context(EngineSettings settings) throws EngineRefused;
}
