package weft.http.h1;

import weft.http.protocol.ExchangeTally;

/// What the HTTP/1.1 connections of one hub have counted.
public final class Http1Tally extends ExchangeTally {
  /// Faults of clients, by [Http1Fault#number].
  public final long[] faults = new long[Http1Fault.values().length];

  /// All zero.
  public Http1Tally() {}

  void failed(Http1Fault fault) {
    faults[fault.number()]++;
    responded(fault.status());
  }
}
