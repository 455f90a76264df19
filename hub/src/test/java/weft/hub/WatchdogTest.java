package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.hub.jdk.VirtualThreadAccess;

@Timeout(60)
class WatchdogTest {
  private static final int PATIENCE_SECONDS = 20;

  /// Computes until it is released: so whatever is said of it was said while it ran.
  private static final class Busy implements Runnable {
    final CompletableFuture<Void> done = new CompletableFuture<>();
    final CountDownLatch release = new CountDownLatch(1);

    /// Calls below which it is busy.
    private final int depth;

    Busy(int depth) {
      this.depth = depth;
    }

    @Override
    public void run() {
      work(depth);
      done.complete(null);
    }

    private void work(int depth) {
      if (depth > 0) {
        work(depth - 1);
        return;
      }
      while (release.getCount() > 0) {
        Thread.onSpinWait();
      }
    }

    @Override
    public String toString() {
      return "GET /cpu";
    }
  }

  private static final class Recording extends Handler {
    final CompletableFuture<String> first = new CompletableFuture<>();
    final AtomicInteger lines = new AtomicInteger();

    @Override
    public void publish(LogRecord line) {
      // An earlier test's hub may only now say that it goes on, and on a busy machine any other
      // slice may take long too.
      if (line.getMessage().contains("held up") && line.getMessage().contains("GET /cpu")) {
        lines.incrementAndGet();
        first.complete(line.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aBusyLoopIsNamedWithItsStackWhileItRuns() throws Exception {
    assertThat(lineAbout(new Busy(0))).contains("hub 0 is held up").contains("Busy.run");
  }

  @Test
  void ofADeepStackTheInnermostFramesAreTold() throws Exception {
    assertThat(lineAbout(new Busy(200)).lines())
        .hasSize(1 + 64 + 1)
        .last()
        .asString()
        .matches("    and 1[0-9]{2} more");
  }

  private static String lineAbout(Busy busy) throws Exception {
    assumeThat(VirtualThreadAccess.available()).as("java.lang is open").isTrue();
    Logger logger = Logger.getLogger("weft.hub.watchdog");
    Recording recording = new Recording();
    logger.addHandler(recording);
    logger.setUseParentHandlers(false);
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1))) {
      Hub hub = hubs.hub(0);
      hub.execute(() -> hub.dispatch(busy));

      try {
        recording.first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        awaitLooks(hub, 5);
      } finally {
        busy.release.countDown();
      }
      busy.done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(recording.lines).as("named once").hasValue(1);
      assertThat(hub.counters().hogs()).isPositive();
      return recording.first.join();
    } finally {
      logger.removeHandler(recording);
      logger.setUseParentHandlers(true);
    }
  }

  /// Waits until the watchdog has found the hub at its task so many times more: it says so each
  /// time.
  private static void awaitLooks(Hub hub, int count) throws InterruptedException {
    for (int looks = 0; looks < count; looks++) {
      hub.crowded = false;
      while (!hub.crowded) {
        Thread.sleep(1);
      }
    }
  }
}
