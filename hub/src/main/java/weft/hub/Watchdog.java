package weft.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Finds what hogs a hub: looks at every hub each 10 ms and names, once, a slice that outlasts the
/// threshold: the task, the stack, the time so far. Tells workers to end early meanwhile, and has a
/// hub that is held up for a second replaced.
///
/// A platform thread of its own, so it may lock and log.
final class Watchdog {
  private static final long PERIOD_NANOS = 10_000_000L;

  /// How long a slice takes before the hub is believed lost for new connections.
  private static final long SUBSTITUTE_NANOS = 1_000_000_000L;

  private final List<WatchedHub> watched = new CopyOnWriteArrayList<>();
  private final long thresholdNanos;
  private final Consumer<Hub> substitute;
  private final Thread thread;
  private volatile boolean stopped;

  /// @param thresholdNanos how long a slice may take before it is named
  /// @param substitute puts another hub in the place of one that is held up
  Watchdog(List<Hub> hubs, long thresholdNanos, Consumer<Hub> substitute) {
    List<WatchedHub> first = new ArrayList<>();
    for (Hub hub : hubs) {
      first.add(new WatchedHub(hub));
    }
    this.watched.addAll(first);
    this.thresholdNanos = thresholdNanos;
    this.substitute = substitute;
    this.thread = Thread.ofPlatform().daemon().name("weft-watchdog").unstarted(this::watch);
  }

  void start() {
    thread.start();
  }

  /// Ends it, behind a substitution that has begun.
  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Watches one more hub.
  void add(Hub hub) {
    watched.add(new WatchedHub(hub));
  }

  private void watch() {
    while (!stopped) {
      LockSupport.parkNanos(PERIOD_NANOS);
      for (WatchedHub hub : watched) {
        long taken = hub.look(thresholdNanos);
        if (taken >= SUBSTITUTE_NANOS && !stopped && hub.claimSubstitution()) {
          substitute.accept(hub.hub());
        }
      }
    }
  }
}
