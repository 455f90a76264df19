package weft.http.protocol;

import weft.hub.memory.HotPath;

/// What the connections of one hub have counted, whatever the version. Written on the hub's thread;
/// others may read numbers that are a little old.
public class ExchangeTally {
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

  /// All zero.
  protected ExchangeTally() {}

  /// Counts a response that was sent whole.
  @HotPath
  public final void responded(int status) {
    responses[status / 100]++;
  }
}
