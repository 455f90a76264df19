package weft.hub;

/// A dispatched task that wants to know when it holds its hub up.
public interface WatchedTask extends Runnable {
  /// Told once, while the task still runs, when it has kept its hub for longer than the watchdog's
  /// threshold. On the watchdog's thread; must not block.
  void heldUp();
}
