package weft.http.ws;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What a step of this thread allocates.
final class AllocatedBytes {
  private AllocatedBytes() {}

  /// The least of three tries behind one that warms up.
  static long by(Runnable step) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 4; round++) {
      long before = threads.getThreadAllocatedBytes(id);
      step.run();
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    return least;
  }
}
