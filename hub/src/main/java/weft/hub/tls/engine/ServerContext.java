package weft.hub.tls.engine;

/// The context of a server. Immutable but for ticket keys. Any thread.
public interface ServerContext extends TlsContext {
  /// An engine for a connection that was accepted.
  TlsEngine newEngine();

  /// The keys of session tickets have changed; the context takes the new ones.
  void ticketKeysChanged();
}
