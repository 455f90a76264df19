package weft.http.client;

import java.util.Map;
import java.util.TreeMap;
import weft.http.protocol.ExchangeTally;
import weft.http.protocol.FaultTally;

/// The sums behind [ClientCounters], over the hubs of a client. Used once, by one thread.
final class ClientTotals {
  private long calls;
  private long responses;
  private long failures;
  private long retries;
  private long redirects;
  private long connectionsOpened;
  private long connectionsFailed;
  private long callsOnUsedConnections;
  private int connections;
  private int waiting;
  private long bytesReceived;
  private long bytesSent;
  private final Map<String, Long> faults = new TreeMap<>();

  void add(ClientTally tally, int connections) {
    calls += tally.calls;
    responses += tally.responses;
    failures += tally.failures;
    retries += tally.retries;
    redirects += tally.redirects;
    connectionsOpened += tally.connectionsOpened;
    connectionsFailed += tally.connectionsFailed;
    callsOnUsedConnections += tally.callsOnUsedConnections;
    this.connections += connections;
    waiting += tally.waiting;
  }

  void add(ExchangeTally tally, FaultTally<?> faults) {
    bytesReceived += tally.bytesReceived;
    bytesSent += tally.bytesSent;
    faults.addTo(this.faults);
  }

  ClientCounters counters() {
    return new ClientCounters(
        calls,
        responses,
        failures,
        retries,
        redirects,
        connectionsOpened,
        connectionsFailed,
        callsOnUsedConnections,
        connections,
        waiting,
        bytesReceived,
        bytesSent,
        faults);
  }
}
