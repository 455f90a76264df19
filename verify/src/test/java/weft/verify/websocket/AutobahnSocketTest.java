package weft.verify.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.http.HttpOptions;
import weft.http.WebSocket;
import weft.http.WebSocketMessage;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.verify.wire.EchoServer;

/// Every case of the list against a real server.
@Timeout(60)
final class AutobahnSocketTest {
  private static EchoServer server;

  static List<AutobahnCase> cases() {
    return AutobahnCases.all();
  }

  @BeforeAll
  static void start() throws IOException {
    server =
        EchoServer.start(
            HubOptions.DEFAULTS.withHubs(1).withBackend(BackendChoice.AUTO),
            HttpOptions.DEFAULTS,
            (request, response) ->
                response.webSocket(AutobahnTest.OPTIONS, AutobahnSocketTest::echo));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void echo(WebSocket socket) throws IOException {
    for (WebSocketMessage message : socket) {
      if (message.isText()) {
        socket.send(message.text());
      } else {
        socket.send(message.bytes());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theServerDoesWhatItMust(AutobahnCase wanted) throws Exception {
    InetSocketAddress address = (InetSocketAddress) server.address();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      open(socket, wanted.offer());
      // Its end is awaited by reading: the server closes.
      Thread writer = Thread.startVirtualThread(() -> write(socket, wanted.writes()));

      ServerFrames frames = new ServerFrames(false);
      byte[] room = new byte[65_536];
      InputStream in = socket.getInputStream();
      int count = in.read(room);
      while (count > 0) {
        frames.add(room, count);
        count = frames.hasClosed() ? -1 : in.read(room);
      }

      assertThat(frames.events()).last().isEqualTo(wanted.expected().getLast());
      if (wanted.endsInOrder()) {
        assertThat(frames.events()).isEqualTo(wanted.expected());
      } else {
        // Whoever breaks the protocol need not get the answers to what it sent before.
        assertThat(wanted.expected()).containsAll(frames.events());
      }
      socket.close();
      writer.join();
    }
  }

  private static void write(Socket socket, List<byte[]> writes) {
    try {
      OutputStream out = socket.getOutputStream();
      for (byte[] write : writes) {
        out.write(write);
      }
    } catch (SocketException closed) {
      // The server has failed the connection before all was sent.
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void open(Socket socket, String offer) throws IOException {
    String request =
        "GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC==\r\nSec-WebSocket-Version: 13\r\n"
            + (offer.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + offer + "\r\n")
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) socket.getInputStream().read());
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
    if (!offer.isEmpty()) {
      assertThat(head.toString()).contains("permessage-deflate");
    }
  }
}
