package weft.hub.jdk;

/// Keeps the JDK's socket pollers off the hubs.
///
/// The pollers are virtual threads started by their class's initialiser, and a virtual thread
/// started from another inherits its scheduler. If a handler were the first to use a JDK socket,
/// every poller of the process would live on that handler's hub. So the class is initialised early,
/// on a platform thread.
public final class PollerBinding {
  private PollerBinding() {}

  /// Binds the pollers to the JDK's scheduler. Platform thread, before the first hub starts.
  ///
  /// @return whether the class was found; without it there is nothing to bind
  public static boolean bindToDefaultScheduler() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("must run on a platform thread");
    }
    try {
      Class.forName("sun.nio.ch.Poller", true, null);
      return true;
    } catch (ClassNotFoundException renamed) {
      return false;
    }
  }
}
