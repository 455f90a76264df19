package weft.http.client;

import java.util.Map;

/// What a client has counted since it was opened, over all hubs it was used on. The numbers are a
/// little old and not a consistent snapshot.
///
/// @param calls requests sent, retries and redirects among them
/// @param responses heads of responses that came
/// @param failures of these calls, those that ended without one, timeouts and calls given up among
///   them, or whose response broke off
/// @param retries calls made again by the client itself
/// @param redirects redirects followed
/// @param connectionsOpened connections that came about
/// @param connectionsFailed attempts to connect that did not succeed
/// @param callsOnUsedConnections requests sent by a connection that had carried one before
/// @param connections open now
/// @param waiting calls that wait for a connection now
/// @param bytesReceived bytes received, without those of TLS and of WebSockets over HTTP/1.1
/// @param bytesSent bytes handed to connections for sending, likewise
/// @param faults faults of servers by name, without those that never happened
public record ClientCounters(
    long calls,
    long responses,
    long failures,
    long retries,
    long redirects,
    long connectionsOpened,
    long connectionsFailed,
    long callsOnUsedConnections,
    int connections,
    int waiting,
    long bytesReceived,
    long bytesSent,
    Map<String, Long> faults) {
  /// Copies the faults.
  public ClientCounters {
    faults = Map.copyOf(faults);
  }
}
