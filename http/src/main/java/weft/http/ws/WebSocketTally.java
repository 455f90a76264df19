package weft.http.ws;

import java.util.Map;
import weft.http.protocol.FaultTally;
import weft.hub.memory.HotPath;

/// What the WebSockets of one hub have counted. Written on the hub's thread; others may read
/// numbers that are a little old.
public final class WebSocketTally {
  /// Codes of Close frames that are counted one by one: 1000 to 1015.
  private static final int CODES = 16;

  /// Sockets opened.
  public long opened;

  /// Sockets that have ended.
  public long ended;

  /// Messages received.
  public long messagesReceived;

  /// Messages sent, or begun to be.
  public long messagesSent;

  /// Messages dropped because the peer was too slow.
  public long messagesDropped;

  /// Bytes received, frames' heads included.
  public long bytesReceived;

  /// Bytes handed to connections for sending, frames' heads included.
  public long bytesSent;

  /// Bytes of histories kept for context takeover, as much as they may become.
  public long historyBytes;

  /// Sockets ended, by code less 1000; an application's own codes come last.
  private final long[] closes = new long[CODES + 1];

  /// Sockets that failed.
  public final FaultTally<WebSocketFault> faults = new FaultTally<>(WebSocketFault.values());

  /// All zero.
  public WebSocketTally() {}

  /// Counts the end of a socket.
  void ended(int code) {
    ended++;
    int place = code - 1000;
    closes[place >= 0 && place < CODES ? place : CODES]++;
  }

  /// Adds the sockets that have ended to sums by code, 0 for all codes of applications.
  public void addClosesTo(Map<Integer, Long> sums) {
    for (int place = 0; place <= CODES; place++) {
      if (closes[place] > 0) {
        sums.merge(place < CODES ? 1000 + place : 0, closes[place], Long::sum);
      }
    }
  }

  @HotPath
  void received(int bytes) {
    bytesReceived += bytes;
  }
}
