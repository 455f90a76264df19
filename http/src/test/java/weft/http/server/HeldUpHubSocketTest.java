package weft.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.http.HttpOptions;
import weft.hub.HubOptions;
import weft.hub.Hubs;

@Timeout(60)
class HeldUpHubSocketTest {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private static final HttpOptions LOOPBACK =
      HttpOptions.DEFAULTS.withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  private static String get(InetSocketAddress address, String path, int millis) throws Exception {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(millis);
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /// One hub, and a handler on it that never ends: others are served after a moment, and the server
  /// stops within its deadline.
  @Test
  void aHandlerThatNeverEndsKeepsNobodyElseWaitingForLong() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1))) {
      assumeThat(hubs.report().scheduler()).isEqualTo("hub");
      assumeThat(hubs.report().backend())
          .as("NIO cannot stop a held-up listener")
          .isNotEqualTo("nio");
      HttpServer server =
          HttpServer.start(
              hubs,
              LOOPBACK,
              (request, response) -> {
                while (request.path().equals("/forever") && release.getCount() > 0) {
                  Thread.onSpinWait();
                }
                response.send("done".getBytes(StandardCharsets.US_ASCII));
              });
      InetSocketAddress address = (InetSocketAddress) server.address();
      assertThat(get(address, "/", 5_000)).endsWith("done");
      assertThatThrownBy(() -> get(address, "/forever", 100))
          .isInstanceOf(SocketTimeoutException.class);

      assertThat(firstAnswer(address)).endsWith("done");
      assertThat(hubs.count()).isEqualTo(2);

      StopReport report = server.stop(Duration.ofMillis(200));
      assertThat(report.took()).isLessThan(Duration.ofSeconds(5));
    } finally {
      release.countDown();
    }
  }

  /// The held-up listener's backlog is lost when it is given up, and for a moment nobody listens;
  /// who asks again is served.
  private static String firstAnswer(InetSocketAddress address) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        return get(address, "/", 500);
      } catch (java.io.IOException notYet) {
        if (System.nanoTime() > deadline) {
          throw notYet;
        }
      }
    }
  }

  /// Listeners that share a port would share it with another server's too.
  @Test
  void anOccupiedPortIsNoticedEvenByListenersThatShareTheirs() throws Exception {
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(2));
        HttpServer first = HttpServer.start(hubs, LOOPBACK, (_, response) -> response.send())) {
      HttpOptions same = LOOPBACK.withAddress(first.address());

      assertThatThrownBy(() -> HttpServer.start(hubs, same, (_, response) -> response.send()))
          .isInstanceOf(BindException.class);
    }
  }
}
