package weft.hub;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Finds what hogs a hub: looks at every hub each 10 ms and names, once, a slice that outlasts the
/// threshold: the task, the stack, the time so far. Tells workers to end early meanwhile.
///
/// A platform thread of its own, so it may lock and log.
final class Watchdog {
  private static final System.Logger LOG = System.getLogger("weft.hub.watchdog");
  private static final long PERIOD_NANOS = 10_000_000L;

  private final List<Hub> hubs;
  private final long thresholdNanos;
  private final long[] seen;
  private final long[] since;
  private final boolean[] reported;
  private final Thread thread;
  private volatile boolean stopped;

  Watchdog(List<Hub> hubs, long thresholdNanos) {
    this.hubs = hubs;
    this.thresholdNanos = thresholdNanos;
    this.seen = new long[hubs.size()];
    this.since = new long[hubs.size()];
    this.reported = new boolean[hubs.size()];
    this.thread = Thread.ofPlatform().daemon().name("weft-watchdog").unstarted(this::watch);
  }

  void start() {
    thread.start();
  }

  void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    while (!stopped) {
      LockSupport.parkNanos(PERIOD_NANOS);
      for (int index = 0; index < hubs.size(); index++) {
        look(index, hubs.get(index));
      }
    }
  }

  private void look(int index, Hub hub) {
    long slice = hub.slices;
    boolean running = (slice & 1) == 1;
    long now = hub.clockNanos();
    if (!running || slice != seen[index]) {
      if (reported[index]) {
        LOG.log(
            Level.WARNING,
            "hub " + index + " goes on after " + (now - since[index]) / 1_000_000 + " ms");
      }
      seen[index] = slice;
      since[index] = now;
      reported[index] = false;
      return;
    }
    hub.crowded = true;
    if (now - since[index] >= thresholdNanos && !reported[index]) {
      reported[index] = true;
      hub.hogs++;
      report(index, hub, now - since[index]);
    }
  }

  private static void report(int index, Hub hub, long nanos) {
    Worker hog = mounted(hub);
    Thread thread = hog == null ? null : hog.thread;
    Runnable task = hog == null ? null : hog.task;
    StringBuilder text = new StringBuilder(512);
    text.append("hub ").append(index).append(" is held up for ").append(nanos / 1_000_000);
    text.append(" ms by ").append(task == null ? "a virtual thread" : task.toString());
    text.append("; long computation belongs on Hub.offload()");
    StackTraceElement[] stack =
        thread == null ? hub.thread().getStackTrace() : thread.getStackTrace();
    for (StackTraceElement frame : stack) {
      text.append("\n    at ").append(frame);
    }
    LOG.log(Level.WARNING, text.toString());
  }

  /// The worker whose virtual thread is mounted. Of all that a virtual thread tells about itself
  /// only its text names the carrier.
  private static @Nullable Worker mounted(Hub hub) {
    String suffix = "@" + hub.thread().getName();
    for (Worker worker : hub.workers.snapshot()) {
      Thread thread = worker == null ? null : worker.thread;
      if (thread != null && thread.toString().endsWith(suffix)) {
        return worker;
      }
    }
    return null;
  }
}
