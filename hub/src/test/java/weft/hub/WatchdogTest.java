package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.hub.jdk.VirtualThreadAccess;

@Timeout(30)
class WatchdogTest {
  private static final class Busy implements Runnable {
    final CompletableFuture<Void> done = new CompletableFuture<>();

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

    private static void work(int depth) {
      if (depth > 0) {
        work(depth - 1);
        return;
      }
      long end = System.nanoTime() + 200_000_000;
      while (System.nanoTime() < end) {
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

    @Override
    public void publish(LogRecord line) {
      // An earlier test's hub may only now say that it goes on.
      if (line.getMessage().contains("held up")) {
        first.complete(line.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aBusyLoopOf200MillisecondsIsNamedWithItsStackWhileItRuns() throws Exception {
    assertThat(lineAbout(new Busy(0)))
        .contains("hub 0 is held up")
        .contains("GET /cpu")
        .contains("Busy.run");
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

      String line = recording.first.get(10, TimeUnit.SECONDS);
      assertThat(busy.done).as("named before it ended").isNotDone();
      busy.done.get(10, TimeUnit.SECONDS);
      assertThat(hub.counters().hogs()).isEqualTo(1);
      return line;
    } finally {
      logger.removeHandler(recording);
      logger.setUseParentHandlers(true);
    }
  }
}
