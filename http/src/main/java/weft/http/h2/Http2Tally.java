package weft.http.h2;

import weft.http.protocol.ExchangeTally;

/// What the HTTP/2 connections of one hub have counted.
public final class Http2Tally extends ExchangeTally {
  /// Faults of clients, by [Http2Fault#number].
  public final long[] faults = new long[Http2Fault.values().length];

  /// Frames received.
  public long framesReceived;

  /// Streams that clients reset.
  public long streamsReset;

  /// All zero.
  public Http2Tally() {}

  void failed(Http2Fault fault) {
    faults[fault.number()]++;
  }
}
