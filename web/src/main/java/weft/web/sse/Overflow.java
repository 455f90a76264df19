package weft.web.sse;

/// What happens to an event published for a client that is so slow that as many bytes wait as may.
public enum Overflow {
  /// The publisher waits. An [EventBroadcast] never waits and disconnects instead.
  BLOCK,

  /// The oldest events that wait are dropped.
  DROP_OLDEST,

  /// An event takes the place of one of the same name that waits, whether there is room or not; if
  /// there is none for it, the oldest are dropped. For states of which only the last counts.
  COALESCE,

  /// The client is disconnected. It comes back by itself, and with ids and a history it misses
  /// nothing.
  DISCONNECT
}
