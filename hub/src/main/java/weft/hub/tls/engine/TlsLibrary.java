package weft.hub.tls.engine;

/// A library that does TLS.
public interface TlsLibrary {
  /// Its name: `BoringSSL` or `JDK`.
  String name();

  /// Brings certificates and settings of a server into its form.
  ///
  /// @throws EngineRefused when it cannot do what they ask for
  ServerContext serverContext(ServerSettings settings) throws EngineRefused;

  /// Brings settings of a client into its form.
  ///
  /// @throws EngineRefused when it cannot do what they ask for
  ClientContext clientContext(ClientSettings settings) throws EngineRefused;
}
