package weft.http;

/// What happens to messages for a peer that takes them too slowly.
public enum WebSocketPolicy {
  /// Whoever sends waits.
  BLOCK,

  /// Nobody waits; beyond the bound, the oldest messages of which nothing was sent are dropped.
  DROP_OLDEST,

  /// Nobody waits; beyond the bound, the peer is disconnected.
  DISCONNECT
}
