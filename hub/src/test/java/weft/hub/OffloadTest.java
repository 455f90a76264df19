package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
}
