package weft.http.h1;

import weft.http.protocol.ExchangeTally;
import weft.hub.memory.HotPath;

/// What a client's HTTP/1.1 connections on one hub have counted: requests whose head was sent, and
/// final responses whose head came.
public final class Http1ClientTally extends ExchangeTally {
  /// Faults of servers, by [Http1Fault#number].
  public final long[] faults = new long[Http1Fault.values().length];

  /// All zero.
  Http1ClientTally() {}

  /// Counts a response; those of no class we know under 0.
  @HotPath
  void answered(int status) {
    responses[status < 600 ? status / 100 : 0]++;
  }
}
