package weft.verify.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.HttpOptions;
import weft.http.Request;
import weft.http.Response;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.verify.wire.EchoServer;

/// What connections leave on the heap once they have gone: nothing that grows with their number.
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"URING", "EPOLL", "NIO"})
final class LeftoversSocketTest {
  /// At a time, so that the server has as many exchanges, most of which lie unused from then on.
  private static final int CROWD = 16;

  private static final int CONNECTIONS = 600;

  /// Connections that may still be referred to from a stack or by whoever met one last.
  private static final int STRAYS_MAX = CROWD;

  private static final int LARGE_BYTES = 8 << 20;

  /// Each is how a connection begins, and the first byte that comes back or none.
  private static final List<String> BEGINNINGS =
      List.of(
          "GET /x HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /x HTTP/1.1\r\nHo",
          "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc",
          "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",
          "PRI * HTTP");

  private final CountDownLatch release = new CountDownLatch(1);
  private final Deque<Socket> open = new ArrayDeque<>();

  @Parameter BackendChoice backend;

  private EchoServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        EchoServer.start(
            HubOptions.DEFAULTS.withHubs(1).withBackend(backend),
            HttpOptions.DEFAULTS,
            this::handle);
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    for (Socket socket : open) {
      socket.close();
    }
    server.close();
  }

  private void handle(Request request, Response response) throws Exception {
    switch (request.path()) {
      case "/waits" -> {
        release.await();
        response.send();
      }
      case "/large" -> response.send(new byte[LARGE_BYTES]);
      default -> EchoServer.echo(request, response);
    }
  }

  @Test
  void connectionsThatHaveGoneAreForgotten() throws IOException {
    long before = connectionObjects();
    for (int count = 0; count < CROWD; count++) {
      send(connect(), "GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    await(() -> server.server().counters().requestsOpen() == CROWD);
    release.countDown();
    for (Socket socket : open) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }

    // The oldest goes when the next has come: each has a neighbour that outlives it.
    for (int count = 0; count < CONNECTIONS; count++) {
      Socket next = connect();
      send(next, BEGINNINGS.get(count % BEGINNINGS.size()));
      if (count % BEGINNINGS.size() == 0) {
        assertThat(next.getInputStream().read()).isEqualTo('H');
      }
      leave(open.removeFirst(), count % 2 == 0);
    }
    for (Socket socket : open) {
      leave(socket, false);
    }
    await(() -> server.server().counters().connectionsOpen() == 0);

    assertThat(connectionObjects() - before)
        .as("objects of %s connections that have gone", CONNECTIONS + CROWD)
        .isLessThan(STRAYS_MAX);
  }

  @Test
  void answersThatNobodyTookAreForgotten() throws IOException {
    long before = LiveObjects.now().arrayBytes();
    for (int count = 0; count < CROWD; count++) {
      send(connect(), "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    for (Socket socket : open) {
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }

    for (Socket socket : open) {
      leave(socket, true);
    }
    await(() -> server.server().counters().connectionsOpen() == 0);

    assertThat(LiveObjects.now().arrayBytes() - before)
        .as("bytes of arrays behind %s answers of %s that were broken off", CROWD, LARGE_BYTES)
        .isLessThan(LARGE_BYTES);
  }

  /// Objects that stand for a connection.
  private static long connectionObjects() {
    return LiveObjects.now()
        .count(name -> name.matches("weft\\.(http\\.server\\.\\w+Connection|hub\\.TcpConnection)"));
  }

  private Socket connect() throws IOException {
    InetSocketAddress address = (InetSocketAddress) server.address();
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(10_000);
    open.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static void leave(Socket socket, boolean withReset) throws IOException {
    if (withReset) {
      socket.setSoLinger(true, 0);
    }
    socket.close();
  }

  /// Until the test's own time is over.
  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
