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

    @Override
    public void run() {
      long end = System.nanoTime() + 200_000_000;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      done.complete(null);
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
      first.complete(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aBusyLoopOf200MillisecondsIsNamedWithItsStackWhileItRuns() throws Exception {
    assumeThat(VirtualThreadAccess.available()).as("java.lang is open").isTrue();
    Logger logger = Logger.getLogger("weft.hub.watchdog");
    Recording recording = new Recording();
    logger.addHandler(recording);
    logger.setUseParentHandlers(false);
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1))) {
      Busy busy = new Busy();
      Hub hub = hubs.hub(0);
      hub.execute(() -> hub.dispatch(busy));

      String line = recording.first.get(10, TimeUnit.SECONDS);
      assertThat(busy.done).as("named before it ended").isNotDone();

      assertThat(line).contains("hub 0 is held up").contains("GET /cpu").contains("Busy.run");
      busy.done.get(10, TimeUnit.SECONDS);
      assertThat(hub.counters().hogs()).isEqualTo(1);
    } finally {
      logger.removeHandler(recording);
      logger.setUseParentHandlers(true);
    }
  }
}
