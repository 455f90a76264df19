package weft.hub;

import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A timeout the JDK asked for after a timed park, sleep or wait; it lies on the hub's wheel.
final class ParkTimeout implements ScheduledFuture<Object> {
  /// The timeout of a park whose end the hub brings about itself.
  static final ParkTimeout NONE = new ParkTimeout();

  private final @Nullable Hub hub;
  private final @Nullable Timer timer;
  private final long deadlineNanos;

  private ParkTimeout() {
    this.hub = null;
    this.timer = null;
    this.deadlineNanos = 0;
  }

  ParkTimeout(Hub hub, Runnable task, long deadlineNanos) {
    this.hub = hub;
    this.timer = Timer.thatWakes(hub, task);
    this.deadlineNanos = deadlineNanos;
    timer.set(deadlineNanos);
  }

  /// The JDK cancels when it runs the thread again, which is on the hub.
  @Override
  public boolean cancel(boolean mayInterrupt) {
    if (hub == null || timer == null) {
      return false;
    }
    if (hub.onHub()) {
      timer.cancel();
    } else if (!hub.ended()) {
      hub.execute(timer::cancel);
    }
    return true;
  }

  @Override
  public boolean isCancelled() {
    return isDone();
  }

  @Override
  public boolean isDone() {
    return timer == null || !timer.isSet();
  }

  @Override
  public @Nullable Object get() {
    throw new UnsupportedOperationException("a timeout has no result");
  }

  @Override
  public @Nullable Object get(long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException("a timeout has no result");
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return hub == null ? 0 : unit.convert(deadlineNanos - hub.clockNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
  }
}
