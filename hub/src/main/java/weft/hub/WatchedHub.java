package weft.hub;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// What the watchdog remembers of one hub: the slice it saw last, and since when.
final class WatchedHub {
  private static final System.Logger LOG = System.getLogger("weft.hub.watchdog");

  /// How many frames of a stack are told.
  private static final int FRAMES_MAX = 64;

  private final Hub hub;
  private long slice;
  private long sinceNanos;
  private boolean reported;
  private boolean substituted;

  WatchedHub(Hub hub) {
    this.hub = hub;
  }

  /// Looks once.
  ///
  /// @param thresholdNanos how long a slice may take before it is named
  /// @return how long the present slice has taken, in nanoseconds; 0 when there is none
  long look(long thresholdNanos) {
    long present = hub.slices;
    long now = hub.clockNanos();
    if ((present & 1) == 0 || present != slice) {
      if (reported) {
        LOG.log(
            Level.WARNING,
            "hub " + hub.index() + " goes on after " + millis(now - sinceNanos) + " ms");
      }
      slice = present;
      sinceNanos = now;
      reported = false;
      return 0;
    }
    hub.crowded = true;
    long taken = now - sinceNanos;
    if (taken >= thresholdNanos && !reported) {
      reported = true;
      hub.hogs++;
      Worker hog = mounted();
      Runnable task = hog == null ? null : hog.task;
      LOG.log(Level.WARNING, report(taken, hog == null ? null : hog.thread, task));
      // The slice is the same as long ago, when workers were told to end behind their task: it is
      // that task that still runs.
      if (task instanceof WatchedTask watched && hub.slices == present) {
        watched.heldUp();
      }
    }
    return taken;
  }

  /// Whether another hub shall take its place: once, however often it is held up.
  boolean claimSubstitution() {
    if (substituted) {
      return false;
    }
    substituted = true;
    return true;
  }

  Hub hub() {
    return hub;
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }

  private String report(long nanos, @Nullable Thread thread, @Nullable Runnable task) {
    StringBuilder text = new StringBuilder(512);
    text.append("hub ").append(hub.index()).append(" is held up for ").append(millis(nanos));
    text.append(" ms by ").append(task == null ? "a virtual thread" : task.toString());
    text.append("; long computation belongs on the offload pool (Hub.offload(), Execution.POOL)");
    StackTraceElement[] stack =
        thread == null ? hub.thread().getStackTrace() : thread.getStackTrace();
    for (int index = 0; index < Math.min(stack.length, FRAMES_MAX); index++) {
      text.append("\n    at ").append(stack[index]);
    }
    if (stack.length > FRAMES_MAX) {
      text.append("\n    and ").append(stack.length - FRAMES_MAX).append(" more");
    }
    return text.toString();
  }

  /// The worker whose virtual thread is mounted. Of all that a virtual thread tells about itself
  /// only its text names the carrier.
  private @Nullable Worker mounted() {
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
