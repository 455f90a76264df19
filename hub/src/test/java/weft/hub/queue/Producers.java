package weft.hub.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Platform threads that begin at the same moment and report what they threw.
final class Producers {
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  void add(Runnable task) {
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .unstarted(() -> {
              try {
                go.await();
                task.run();
              } catch (Throwable e) {
                failure.compareAndSet(null, e);
              }
            }));
  }

  void start() {
    threads.forEach(Thread::start);
    go.countDown();
  }

  /// Lets the other side run, since there may be fewer processors than threads.
  // Correctness does not rest on the yield, only the time the test takes.
  @SuppressWarnings("ThreadPriorityCheck")
  static void letOthersRun() {
    Thread.yield();
  }

  void join() throws InterruptedException {
    for (var thread : threads) {
      thread.join();
    }
    var thrown = failure.get();
    if (thrown != null) {
      throw new AssertionError("a thread failed", thrown);
    }
  }
}
