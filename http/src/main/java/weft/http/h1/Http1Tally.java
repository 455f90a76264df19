package weft.http.h1;

import weft.http.protocol.ExchangeTally;
import weft.http.protocol.FaultTally;

/// What the HTTP/1.1 connections of one hub have counted.
public final class Http1Tally extends ExchangeTally {
  /// Faults of clients.
  public final FaultTally<Http1Fault> faults = new FaultTally<>(Http1Fault.values());

  /// All zero.
  public Http1Tally() {}

  void failed(Http1Fault fault) {
    faults.add(fault);
    responded(fault.status());
  }
}
