package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.http.HttpLimits;
import weft.hub.BackendChoice;
import weft.hub.Hub;
import weft.hub.HubCounters;
import weft.hub.SchedulerChoice;
import weft.verify.wire.EchoServer;
import weft.verify.wire.WireAnswer;
import weft.verify.wire.WireClient;

/// What a request costs in visits to the kernel and to other threads: features H1 and H4.
@Tag("interop")
@Timeout(60)
final class CountersInteropTest {
  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = 100;
  private static final double ENTERS_PER_REQUEST_MAX = 0.1;
  private static final String REQUEST = "GET /plain HTTP/1.1\r\nHost: a\r\n\r\n";

  private final List<WireClient> clients = new ArrayList<>();
  private long enters;
  private long wakes;

  @Test
  void aBusyHubOnUringEntersTheKernelOncePerTenRequestsAndIsNeverWoken() throws Exception {
    try (EchoServer server =
        EchoServer.start(BackendChoice.URING, SchedulerChoice.HUB, HttpLimits.DEFAULTS)) {
      for (int count = 0; count < CONNECTIONS; count++) {
        clients.add(new WireClient(server.address()));
      }
      for (int round = 0; round < ROUNDS; round++) {
        ask(server.hubs().hub(0));
      }
      for (WireClient client : clients) {
        client.close();
      }
    }

    assertThat((double) enters / (ROUNDS * CONNECTIONS))
        .as("kernel entries per request")
        .isLessThanOrEqualTo(ENTERS_PER_REQUEST_MAX);
    assertThat(wakes).as("remote wake-ups").isZero();
  }

  /// Lets a request wait on every connection before the hub looks: how full its turns are must not
  /// depend on what else the machine does.
  private void ask(Hub hub) throws IOException, InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    hub.execute(() -> hold(held, release));
    held.await();
    HubCounters before = hub.counters();
    for (WireClient client : clients) {
      client.send(REQUEST);
    }

    release.countDown();

    for (WireClient client : clients) {
      assertThat(client.read(1)).extracting(WireAnswer::status).containsExactly(200);
    }
    HubCounters after = hub.counters();
    enters += after.enters() - before.enters();
    wakes += after.remoteWakes() - before.remoteWakes();
  }

  private static void hold(CountDownLatch held, CountDownLatch release) {
    held.countDown();
    try {
      release.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
