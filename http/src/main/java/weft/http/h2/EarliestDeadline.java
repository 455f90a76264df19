package weft.http.h2;

import weft.hub.memory.HotPath;

/// The earliest of many deadlines, most of which never come: it may be too early, never too late.
final class EarliestDeadline {
  private long nanos = Long.MAX_VALUE;

  EarliestDeadline() {}

  /// When somebody should look at all of them.
  @HotPath
  long nanos() {
    return nanos;
  }

  /// Takes one more.
  ///
  /// @return the same
  @HotPath
  long by(long deadlineNanos) {
    nanos = Math.min(nanos, deadlineNanos);
    return deadlineNanos;
  }

  /// Forgets all, before they are looked at.
  void clear() {
    nanos = Long.MAX_VALUE;
  }
}
