package weft.http.h1;

import java.time.Duration;
import weft.hub.memory.BufferPool;

/// What all of a client's HTTP/1.1 connections on one hub share: limits, encoder, counters.
/// Confined to the hub.
public final class Http1ClientHub {
  final int headBytesMax;
  final int fieldCountMax;
  final long discardBytesMax;
  final long writeNanos;
  final BufferPool pool;
  final Http1RequestEncoder encoder = new Http1RequestEncoder();
  private final Http1ClientTally tally = new Http1ClientTally();

  /// Makes what is shared.
  ///
  /// @param headBytesMax bytes of a response's head, and of a trailer section, 256 to 61440
  /// @param fieldCountMax fields of a head, and of a trailer section
  /// @param discardBytesMax bytes of a body nobody wants that are received for the sake of the
  ///   connection; 0 or more
  /// @param writeTimeout how long a server may take nothing while somebody waits for it
  /// @throws IllegalArgumentException when a limit is out of its range
  public Http1ClientHub(
      int headBytesMax,
      int fieldCountMax,
      long discardBytesMax,
      Duration writeTimeout,
      BufferPool pool) {
    // A head has to fit into one buffer, and into what is received before anything is paused.
    if (headBytesMax < 256 || headBytesMax > 61_440) {
      throw new IllegalArgumentException(
          "headBytesMax " + headBytesMax + " is not between 256 and 61440");
    }
    if (fieldCountMax < 1 || discardBytesMax < 0 || writeTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "fieldCountMax "
              + fieldCountMax
              + ", discardBytesMax "
              + discardBytesMax
              + " or writeTimeout "
              + writeTimeout
              + " is too small");
    }
    this.headBytesMax = headBytesMax;
    this.fieldCountMax = fieldCountMax;
    this.discardBytesMax = discardBytesMax;
    writeNanos = writeTimeout.toNanos();
    this.pool = pool;
  }

  /// What has been counted.
  public Http1ClientTally tally() {
    return tally;
  }
}
