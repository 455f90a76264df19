package weft.http.client;

import java.time.Duration;
import weft.hub.Hub;

/// When a call must be over.
///
/// @param nanos on the clock of the call's hub, `Long.MAX_VALUE` for never
record Deadline(long nanos) {
  static Deadline in(Duration timeout, Hub hub) {
    return new Deadline(timeout.isZero() ? Long.MAX_VALUE : hub.deadline(timeout.toNanos()));
  }

  /// The earlier of this and so much time from now.
  long within(Duration most, Hub hub) {
    return Math.min(nanos, hub.deadline(most.toNanos()));
  }

  /// Time left until then, at most so much; 0 when it has passed.
  long left(Duration most, Hub hub) {
    long left = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : nanos - hub.clockNanos();
    return Math.max(0, Math.min(left, most.toNanos()));
  }
}
