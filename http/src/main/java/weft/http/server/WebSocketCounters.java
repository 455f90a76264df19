package weft.http.server;

import java.util.Map;

/// What a server's WebSockets have counted since it started, over all its hubs. The numbers are a
/// little old and not a consistent snapshot.
///
/// @param opened sockets ever opened
/// @param open sockets open now
/// @param messagesReceived messages received
/// @param messagesSent messages sent, or begun to be
/// @param messagesDropped messages dropped because the peer was too slow
/// @param bytesReceived bytes received, frames' heads included
/// @param bytesSent bytes handed to connections for sending, frames' heads included
/// @param closes sockets ended, by code; 0 for all codes of applications
/// @param faults sockets that failed, by the name of the fault
public record WebSocketCounters(
    long opened,
    long open,
    long messagesReceived,
    long messagesSent,
    long messagesDropped,
    long bytesReceived,
    long bytesSent,
    Map<Integer, Long> closes,
    Map<String, Long> faults) {
  /// Copies the maps.
  public WebSocketCounters {
    closes = Map.copyOf(closes);
    faults = Map.copyOf(faults);
  }
}
