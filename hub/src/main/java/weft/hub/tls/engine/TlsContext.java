package weft.hub.tls.engine;

/// Certificates and settings in the form of one library, shared by all connections made with them:
/// a [ServerContext] or a [ClientContext].
///
/// Any thread.
public interface TlsContext extends AutoCloseable {
  /// Gives native memory back. No engine of it may live.
  @Override
  void close();
}
