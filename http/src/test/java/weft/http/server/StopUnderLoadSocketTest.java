package weft.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.HttpOptions;

/// A server that stops while clients connect as fast as they can: whoever got through to it is
/// answered, and nobody is reset.
@Timeout(60)
class StopUnderLoadSocketTest {
  private static final int CLIENTS = 8;
  private static final int ANSWERS_BEFORE = 400;
  private static final int ROUNDS = 3;

  /// The JDK offers no way to close a listener with nothing between its last accept and its close:
  /// who comes in these microseconds is reset.
  private static final int LOST_ON_NIO_MAX = 4;

  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final AtomicInteger answers = new AtomicInteger();
  private final Queue<String> lost = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @EnumSource(HubMode.class)
  void everyConnectionThatWasEstablishedIsAnswered(HubMode mode) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      answers.set(0);
      lost.clear();
      HttpServer server =
          HttpServer.start(
              mode.hubs(),
              HttpOptions.DEFAULTS.withAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
              (request, response) -> response.send("ok".getBytes(StandardCharsets.US_ASCII)));
      var address = (InetSocketAddress) server.address();
      List<Thread> clients = new ArrayList<>();
      for (int count = 0; count < CLIENTS; count++) {
        clients.add(Thread.ofPlatform().start(() -> storm(address)));
      }
      while (answers.get() < ANSWERS_BEFORE) {
        Thread.onSpinWait();
      }

      server.stop(Duration.ofSeconds(10));

      for (Thread client : clients) {
        client.join();
      }
      int lostMax = mode.name().startsWith("NIO") ? LOST_ON_NIO_MAX : 0;
      assertThat(lost).hasSizeLessThanOrEqualTo(lostMax);
    }
  }

  /// Asks on one connection after another until the server takes none any more.
  private void storm(InetSocketAddress address) {
    while (true) {
      try (Socket socket = new Socket()) {
        try {
          socket.connect(address, 2_000);
        } catch (ConnectException | SocketTimeoutException over) {
          return;
        }
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(REQUEST);
        byte[] answer = socket.getInputStream().readAllBytes();
        String text = new String(answer, StandardCharsets.US_ASCII);
        if (!text.startsWith("HTTP/1.1 200 ")) {
          lost.add("'" + text + "'");
        }
        answers.incrementAndGet();
      } catch (IOException reset) {
        lost.add(reset + " after " + answers.get() + " answers");
      }
    }
  }
}
