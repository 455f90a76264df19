package weft.http.server;

import java.util.Map;
import java.util.TreeMap;
import weft.http.ws.WebSocketTally;

/// The sums behind [WebSocketCounters], over the hubs of a server. Used once, by one thread.
final class WebSocketTotals {
  private long opened;
  private long ended;
  private long messagesReceived;
  private long messagesSent;
  private long messagesDropped;
  private long bytesReceived;
  private long bytesSent;
  private final Map<Integer, Long> closes = new TreeMap<>();
  private final Map<String, Long> faults = new TreeMap<>();

  void add(WebSocketTally tally) {
    opened += tally.opened;
    ended += tally.ended;
    messagesReceived += tally.messagesReceived;
    messagesSent += tally.messagesSent;
    messagesDropped += tally.messagesDropped;
    bytesReceived += tally.bytesReceived;
    bytesSent += tally.bytesSent;
    tally.addClosesTo(closes);
    tally.faults.addTo(faults);
  }

  WebSocketCounters counters() {
    return new WebSocketCounters(
        opened,
        opened - ended,
        messagesReceived,
        messagesSent,
        messagesDropped,
        bytesReceived,
        bytesSent,
        closes,
        faults);
  }
}
