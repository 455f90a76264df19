package weft.http.server;

import java.util.Map;
import java.util.TreeMap;
import weft.http.protocol.ExchangeTally;

/// The sums behind [HttpCounters], over the hubs of a server. Used once, by one thread.
final class HttpTotals {
  private long connectionsAccepted;
  private long connectionsRefused;
  private long connectionsOpen;
  private long requests;
  private long requestsOpen;
  private long requestsRefused;
  private long responses2xx;
  private long responses3xx;
  private long responses4xx;
  private long responses5xx;
  private long responsesAborted;
  private long clientsGone;
  private long bytesReceived;
  private long bytesSent;
  private final Map<String, Long> faults = new TreeMap<>();

  void add(ServerHub part) {
    connectionsAccepted += part.accepted();
    connectionsRefused += part.refusedConnections();
    connectionsOpen += part.connectionCount();
    requestsOpen += part.openRequests();
    requestsRefused += part.refusedRequests();
    add(part.http1Tally());
    add(part.http2Tally());
    part.http1Tally().faults.addTo(faults);
    part.http2Tally().faults.addTo(faults);
  }

  private void add(ExchangeTally tally) {
    requests += tally.requests;
    responses2xx += tally.responses[2];
    responses3xx += tally.responses[3];
    responses4xx += tally.responses[4];
    responses5xx += tally.responses[5];
    responsesAborted += tally.responsesAborted;
    clientsGone += tally.clientsGone;
    bytesReceived += tally.bytesReceived;
    bytesSent += tally.bytesSent;
  }

  /// @param handlerFailures counted for all hubs together
  HttpCounters counters(long handlerFailures) {
    return new HttpCounters(
        connectionsAccepted,
        connectionsRefused,
        connectionsOpen,
        requests,
        requestsOpen,
        requestsRefused,
        responses2xx,
        responses3xx,
        responses4xx,
        responses5xx,
        responsesAborted,
        handlerFailures,
        clientsGone,
        bytesReceived,
        bytesSent,
        faults);
  }
}
