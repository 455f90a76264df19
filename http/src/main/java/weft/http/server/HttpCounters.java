package weft.http.server;

import java.util.Map;

/// What a server has counted since it started, over all its hubs. The numbers are a little old and
/// not a consistent snapshot.
///
/// @param connectionsAccepted connections ever accepted, refused ones included
/// @param connectionsRefused connections answered with 503 because there were too many
/// @param connectionsOpen connections open now
/// @param requests requests whose head was complete and legal
/// @param requestsOpen requests being handled now
/// @param requestsRefused requests answered with 503 because too many were being handled
/// @param responses2xx final responses sent whole with status 200 to 299
/// @param responses3xx the same for 300 to 399
/// @param responses4xx the same for 400 to 499
/// @param responses5xx the same for 500 to 599
/// @param responsesAborted responses that broke off after their head was sent
/// @param handlerFailures failures of handlers that the log has under an id: answered with 500, or,
///   once the answer has begun, broken off; a WebSocket is closed with 1011
/// @param clientsGone requests whose client went away before they were answered
/// @param bytesReceived bytes received
/// @param bytesSent bytes handed to connections for sending
/// @param faults faults of clients by name, without those that never happened
public record HttpCounters(
    long connectionsAccepted,
    long connectionsRefused,
    long connectionsOpen,
    long requests,
    long requestsOpen,
    long requestsRefused,
    long responses2xx,
    long responses3xx,
    long responses4xx,
    long responses5xx,
    long responsesAborted,
    long handlerFailures,
    long clientsGone,
    long bytesReceived,
    long bytesSent,
    Map<String, Long> faults) {
  /// Copies the faults.
  public HttpCounters {
    faults = Map.copyOf(faults);
  }
}
