package weft.bench.flood;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.Request;
import weft.http.Response;
import weft.http.server.HttpServer;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.hub.Hubs;

/// Each flood against a real server on one hub, several times at once: the attacker is told why,
/// the server's memory stays within bounds and comes back, and a calm client is answered all the
/// while. How fast, `./weft bench floods` says.
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"URING", "EPOLL", "NIO"})
final class FloodsSocketTest {
  private static final int ATTACKERS = 8;
  private static final int CALM_REQUESTS = 300;
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  /// Far more than eight connections may hold: an output of 128 KiB, windows of 256 KiB.
  private static final long BUFFERS_MAX = 2000;

  private static final HttpLimits IMPATIENT =
      HttpLimits.DEFAULTS
          .withHeadTimeout(Duration.ofMillis(500))
          .withWriteTimeout(Duration.ofMillis(500));

  @Parameter BackendChoice backend;

  private Hubs hubs;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    hubs = startHubs();
    HttpOptions options =
        HttpOptions.DEFAULTS
            .withLimits(IMPATIENT)
            .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server = HttpServer.start(hubs, options, FloodsSocketTest::answer);
  }

  private Hubs startHubs() {
    try {
      return Hubs.start(HubOptions.DEFAULTS.withHubs(1).withBackend(backend));
    } catch (IOException refused) {
      return abort("no " + backend + " here: " + refused.getMessage());
    }
  }

  private static void answer(Request request, Response response) throws IOException {
    response.send(("" + request.body().bytes().length).getBytes(US_ASCII));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(Duration.ofSeconds(2));
      hubs.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void othersAreServedAndTheAttackerIsTold(Flood flood) throws Exception {
    try (CalmClient calm = new CalmClient(server.address())) {
      List<CompletableFuture<Void>> attacks = new ArrayList<>();
      for (int count = 0; count < ATTACKERS; count++) {
        attacks.add(CompletableFuture.runAsync(() -> attack(flood)));
      }
      CompletableFuture<Void> all =
          CompletableFuture.allOf(attacks.toArray(CompletableFuture[]::new));
      long most = 0;
      for (int count = 0; count < CALM_REQUESTS || !all.isDone(); count++) {
        calm.ask();
        most = Math.max(most, buffersInUse());
      }
      all.get(10, TimeUnit.SECONDS);

      assertThat(most).as("buffers in use").isLessThan(BUFFERS_MAX);
    }
    verifyMemoryIsBack();
  }

  private void attack(Flood flood) {
    try (FloodWire wire = new FloodWire(server.address())) {
      flood.play(wire);
      assertThat(flood.isToldOn(wire)).as("%s was told: %s", flood, wire).isTrue();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private long buffersInUse() {
    return hubs.hub(0).counters().buffersInUse();
  }

  private void verifyMemoryIsBack() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (buffersInUse() > 0) {
      assertThat(System.nanoTime()).as("buffers are given back").isLessThan(deadline);
      Thread.onSpinWait();
    }
    assertThat(hubs.hub(0).counters().bugs()).isZero();
  }
}
