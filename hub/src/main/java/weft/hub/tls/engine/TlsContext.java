package weft.hub.tls.engine;

/// Certificates and settings in the form of one library, shared by all connections made with them.
///
/// Immutable but for ticket keys. Any thread.
public interface TlsContext extends AutoCloseable {
  /// An engine for a new connection.
  TlsEngine newEngine();

  /// The keys of session tickets have changed; the context takes the new ones.
  void ticketKeysChanged();

  /// Gives native memory back. No engine of it may live.
  @Override
  void close();
}
