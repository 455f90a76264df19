package weft.http.socket;

import weft.http.ws.WebSocketMachine;

/// What carries a [LiveWebSocket]: a connection, or a stream of one.
public interface WebSocketCarrier {
  /// What it drives.
  WebSocketMachine machine();

  /// Its deadlines may have moved.
  void stepped();

  /// The hub's time.
  long nowNanos();
}
