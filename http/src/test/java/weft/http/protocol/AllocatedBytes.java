package weft.http.protocol;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What a step of this thread allocates.
public final class AllocatedBytes {
  private static final int WARM_UP = 20_000;
  private static final int COUNT = 10_000;
  private static final int ROUNDS = 3;

  /// How often [#perStep] takes its step.
  public static final int STEPS = WARM_UP + ROUNDS * COUNT;

  private AllocatedBytes() {}

  /// The least of three tries behind one that warms up.
  public static long by(Runnable step) {
    step.run();
    return leastOf(step);
  }

  /// What one step of many allocates once all code is compiled.
  public static long perStep(Runnable step) {
    repeat(WARM_UP, step);
    return leastOf(() -> repeat(COUNT, step)) / COUNT;
  }

  /// A compiler thread's work may be booked on us once; not three times.
  private static long leastOf(Runnable round) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    long least = Long.MAX_VALUE;
    for (int count = 0; count < ROUNDS; count++) {
      long before = threads.getThreadAllocatedBytes(id);
      round.run();
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    return least;
  }

  private static void repeat(int count, Runnable step) {
    for (int index = 0; index < count; index++) {
      step.run();
    }
  }
}
