package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OffloadTest {
  @Test
  void workRunsOnAPlatformThreadAndTheHubGoesOn() throws Exception {
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1))) {
      Hub hub = hubs.hub(0);
      CountDownLatch release = new CountDownLatch(1);
      CompletableFuture<Boolean> offloaded = new CompletableFuture<>();
      hub.start(() -> {
        try {
          offloaded.complete(
              hub.offload()
                  .call(() -> {
                    release.await();
                    return Thread.currentThread().isVirtual();
                  }));
        } catch (Exception failure) {
          offloaded.completeExceptionally(failure);
        }
      });
      CompletableFuture<Void> other = new CompletableFuture<>();
      hub.start(() -> other.complete(null));
      other.get(5, TimeUnit.SECONDS);

      release.countDown();

      assertThat(offloaded.get(5, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void whatTheWorkThrowsReachesTheCaller() throws Exception {
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1))) {
      assertThatThrownBy(() ->
              hubs.offload()
                  .call(() -> {
                    throw new IOException("the work's fault");
                  }))
          .isInstanceOf(IOException.class)
          .hasMessage("the work's fault");
    }
  }

  @Test
  void interruptingTheCallerInterruptsTheWork() throws Exception {
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1))) {
      CountDownLatch started = new CountDownLatch(1);
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread caller =
          hubs.hub(0)
              .start(() -> {
                try {
                  hubs.offload()
                      .call(() -> {
                        started.countDown();
                        try {
                          new CountDownLatch(1).await();
                        } catch (InterruptedException expected) {
                          interrupted.complete(true);
                        }
                        return null;
                      });
                } catch (Exception expected) {
                  assertThat(expected).isInstanceOf(InterruptedException.class);
                }
              });
      started.await();

      caller.interrupt();

      assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void anInterruptedCallEndsBehindItsWork() throws Exception {
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1))) {
      CountDownLatch started = new CountDownLatch(1);
      CountDownLatch reached = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
      Thread caller =
          hubs.hub(0)
              .start(() -> {
                try {
                  String result =
                      hubs.offload()
                          .call(() -> {
                            started.countDown();
                            awaitStubbornly(release, reached);
                            return "done";
                          });
                  wasInterrupted.complete(
                      result.equals("done") && Thread.currentThread().isInterrupted());
                } catch (Exception failure) {
                  wasInterrupted.completeExceptionally(failure);
                }
              });
      started.await();

      caller.interrupt();
      reached.await();
      assertThat(wasInterrupted).isNotDone();
      release.countDown();

      assertThat(wasInterrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  /// Waits, whatever interrupts it; tells when something has.
  private static void awaitStubbornly(CountDownLatch release, CountDownLatch interrupted) {
    boolean released = false;
    while (!released) {
      try {
        release.await();
        released = true;
      } catch (InterruptedException goesOn) {
        interrupted.countDown();
      }
    }
  }

  @Test
  void aCallInterruptedBeforeItsWorkBeginsNeverBegins() throws Exception {
    HubOptions oneThread = HubOptions.DEFAULTS.withHubs(1).withOffloadThreadsMax(1);
    try (Hubs hubs = Hubs.start(oneThread)) {
      CountDownLatch busy = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      AtomicBoolean begun = new AtomicBoolean();
      hubs.offload()
          .execute(() -> {
            busy.countDown();
            awaitStubbornly(release, new CountDownLatch(1));
          });
      busy.await();
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      Thread caller =
          hubs.hub(0)
              .start(() ->
                  thrown.complete(
                      catchThrowable(() ->
                          hubs.offload()
                              .call(() -> {
                                begun.set(true);
                                return null;
                              }))));

      caller.interrupt();

      assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      release.countDown();
      hubs.offload().call(() -> null);
      assertThat(begun).isFalse();
    }
  }

  @Test
  void whatWaitsForTheClosingPoolIsRefused() throws Exception {
    HubOptions oneThread = HubOptions.DEFAULTS.withHubs(1).withOffloadThreadsMax(1);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    CountDownLatch release = new CountDownLatch(1);
    try (Hubs hubs = Hubs.start(oneThread)) {
      CountDownLatch busy = new CountDownLatch(1);
      hubs.offload()
          .execute(() -> {
            busy.countDown();
            awaitStubbornly(release, new CountDownLatch(1));
          });
      busy.await();
      Thread.ofPlatform()
          .start(() -> thrown.complete(catchThrowable(() -> hubs.offload().call(() -> null))));
      while (hubs.offload().waiting() == 0) {
        Thread.onSpinWait();
      }
    }
    release.countDown();

    assertThat(thrown.get(5, TimeUnit.SECONDS)).isInstanceOf(OffloadRefused.class);
  }

  @Test
  void workThatIsAloneHasAThreadOfItsOwn() throws Exception {
    HubOptions oneThread = HubOptions.DEFAULTS.withHubs(1).withOffloadThreadsMax(1);
    try (Hubs hubs = Hubs.start(oneThread)) {
      String inside =
          hubs.offload()
              .call(() -> hubs.offload().callAlone(() -> Thread.currentThread().getName()));

      assertThat(inside).startsWith("weft-alone-");
    }
  }

  /// Who reports needs nothing of the pool: not its lock, which a thread of the hub may wait for.
  @Test
  void aBugIsToldWhenThePoolTakesNoMore() throws Exception {
    Logger logger = Logger.getLogger("weft.hub");
    Level before = logger.getLevel();
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    Handler listener = new TellingHandler("hub 0: a test", told);
    CountDownLatch release = new CountDownLatch(1);
    logger.setLevel(Level.SEVERE);
    logger.setUseParentHandlers(false);
    logger.addHandler(listener);
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1).withOffloadThreadsMax(1))) {
      assertThatThrownBy(
              () -> {
                // Ends, because the queue is bounded; all of them wait until the test is over.
                while (true) {
                  hubs.offload().execute(() -> awaitStubbornly(release, new CountDownLatch(1)));
                }
              })
          .isInstanceOf(OffloadRefused.class);
      Hub hub = hubs.hub(0);

      hub.execute(() -> hub.reportBug("a test", new IllegalStateException("on purpose")));

      assertThat(told.get(20, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
    } finally {
      release.countDown();
      logger.removeHandler(listener);
      logger.setUseParentHandlers(true);
      logger.setLevel(before);
    }
  }

  /// Waits for one message; hubs of other tests may still log theirs.
  private static final class TellingHandler extends Handler {
    private final String message;
    private final CompletableFuture<Throwable> told;

    TellingHandler(String message, CompletableFuture<Throwable> told) {
      this.message = message;
      this.told = told;
    }

    @Override
    public void publish(LogRecord log) {
      if (message.equals(log.getMessage())) {
        told.complete(log.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
