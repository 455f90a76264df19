package weft.http.protocol;

import weft.hub.memory.HotPath;

/// How long whoever reads a body has waited for its peer, and whether the peer is too slow: one
/// that sends a byte now and then would hold an exchange for ever.
///
/// Confined to a hub.
public final class BodyPace {
  /// Waiting that a body is granted before its rate is looked at.
  private static final long GRACE_NANOS = 5_000_000_000L;

  private long sinceNanos;
  private long stopsBefore;
  private long waitedNanos;

  /// Nobody has waited yet.
  public BodyPace() {}

  /// A new body begins.
  @HotPath
  public void start() {
    waitedNanos = 0;
  }

  /// Its reader waits from now on.
  ///
  /// @param inputStops how often receiving has stopped for want of memory
  @HotPath
  public void waits(long inputStops, long nowNanos) {
    sinceNanos = nowNanos;
    stopsBefore = inputStops;
  }

  /// What its reader waited for has come.
  ///
  /// @param inputStops how often receiving has stopped for want of memory
  @HotPath
  public void came(long inputStops, long nowNanos) {
    // While there was no memory to receive into, we were the slow ones.
    if (stopsBefore == inputStops) {
      waitedNanos += nowNanos - sinceNanos;
    }
  }

  /// Whether less has come in the time that was waited than must.
  ///
  /// @param bytes that have come
  /// @param bytesPerSecondMin 0 for as few as they like
  @HotPath
  public boolean isTooSlow(long bytes, long bytesPerSecondMin) {
    return waitedNanos > GRACE_NANOS
        && bytes < bytesPerSecondMin * (waitedNanos / 1_000_000) / 1000;
  }
}
