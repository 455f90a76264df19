package weft.http.h2;

import weft.http.protocol.ExchangeTally;
import weft.http.protocol.FaultTally;

/// What the HTTP/2 connections of one hub have counted.
public final class Http2Tally extends ExchangeTally {
  /// Faults of peers.
  public final FaultTally<Http2Fault> faults = new FaultTally<>(Http2Fault.values());

  /// Streams that peers reset.
  public long streamsReset;

  /// All zero.
  public Http2Tally() {}

  void failed(Http2Fault fault) {
    faults.add(fault);
  }
}
