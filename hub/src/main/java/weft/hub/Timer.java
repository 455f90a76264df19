package weft.hub;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// A deadline on a hub: runs its action on the bare hub thread once the time has come.
///
/// Reusable: setting it again moves the deadline. Confined to its hub. The action takes no lock and
/// does not log (the deadlock law of `docs/concurrency.md`). Fires at most 0.1 ms late while the
/// hub is not busy, and never early.
public final class Timer {
  private final @Nullable Hub hub;
  private final Runnable action;

  /// Whether all it does is to wake a thread, which bears being woken early.
  final boolean wakesThread;

  @Nullable Timer previous;
  @Nullable Timer next;
  long tick;
  int place = UNSET;

  /// Not in the wheel.
  static final int UNSET = -1;

  /// An unset timer.
  public Timer(Hub hub, Runnable action) {
    this(hub, action, false);
  }

  /// A timer of no hub, set on a wheel directly.
  Timer(Runnable action) {
    this(null, action, false);
  }

  private Timer(@Nullable Hub hub, Runnable action, boolean wakesThread) {
    this.hub = hub;
    this.action = action;
    this.wakesThread = wakesThread;
  }

  /// An unset timer whose action wakes a thread: it is due when its hub ends.
  static Timer thatWakes(Hub hub, Runnable action) {
    return new Timer(hub, action, true);
  }

  /// Sets or moves the deadline.
  ///
  /// @param deadlineNanos on the clock of [Hub#nowNanos]; in the past means as soon as possible
  @HotPath
  public void set(long deadlineNanos) {
    wheel().set(this, deadlineNanos);
  }

  /// Takes the deadline back; nothing happens when there is none.
  @HotPath
  public void cancel() {
    wheel().cancel(this);
  }

  /// Whether a deadline is pending.
  public boolean isSet() {
    return place != UNSET;
  }

  @HotPath
  private TimerWheel wheel() {
    if (hub == null) {
      throw new IllegalStateException("this timer is set on a wheel directly");
    }
    assert hub.onHub();
    return hub.timers;
  }

  void fire() {
    action.run();
  }
}
