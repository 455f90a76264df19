package weft.hub;

import java.util.concurrent.atomic.AtomicLong;

/// When a warning that may come many times a second is logged: at once, and then once a minute at
/// most. Any thread.
final class RareWarning {
  private static final long PAUSE_NANOS = 60_000_000_000L;

  private final AtomicLong nextNanos = new AtomicLong(Long.MIN_VALUE);

  /// Whether it is time; of those who ask at once, one is told so.
  boolean isDue(long nowNanos) {
    long next = nextNanos.get();
    return nowNanos >= next && nextNanos.compareAndSet(next, nowNanos + PAUSE_NANOS);
  }
}
