package weft.http.h1;

import weft.http.protocol.ExchangeTally;
import weft.http.protocol.FaultTally;
import weft.hub.memory.HotPath;

/// What a client's HTTP/1.1 connections on one hub have counted: requests whose head was sent, and
/// final responses whose head came.
public final class Http1ClientTally extends ExchangeTally {
  /// Faults of servers.
  public final FaultTally<Http1Fault> faults = new FaultTally<>(Http1Fault.values());

  /// All zero.
  Http1ClientTally() {}

  /// Counts a response; those of no class we know under 0.
  @HotPath
  void answered(int status) {
    responses[status < 600 ? status / 100 : 0]++;
  }
}
