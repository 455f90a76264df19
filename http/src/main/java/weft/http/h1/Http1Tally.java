package weft.http.h1;

import weft.hub.memory.HotPath;

/// What the HTTP/1.1 connections of one hub have counted. Written on the hub's thread; others may
/// read numbers that are a little old.
public final class Http1Tally {
  /// Requests whose head was complete and legal.
  public long requests;

  /// Final responses that were sent whole, by the first digit of their status.
  public final long[] responses = new long[6];

  /// Responses that broke off.
  public long responsesAborted;

  /// Requests whose client went away before they were answered.
  public long clientsGone;

  /// Bytes received.
  public long bytesReceived;

  /// Bytes handed to connections for sending.
  public long bytesSent;

  /// Faults of clients, by [Http1Fault#number].
  public final long[] faults = new long[Http1Fault.values().length];

  /// All zero.
  public Http1Tally() {}

  @HotPath
  void responded(int status) {
    responses[status / 100]++;
  }

  void failed(Http1Fault fault) {
    faults[fault.number()]++;
    responses[fault.status() / 100]++;
  }
}
