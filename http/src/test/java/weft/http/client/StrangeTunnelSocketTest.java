package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.WebSocket;
import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.server.HubMode;

/// WebSockets of a client over HTTP/2 (RFC 8441), and servers that end them strangely. Frames are
/// written as they go over the wire (RFC 9113 §4.1); the socket is stream 1.
@ParameterizedClass
@EnumSource(names = {"URING_ON_HUB", "NIO_ON_JDK"})
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StrangeTunnelSocketTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int ACK = 1;

  /// SETTINGS_ENABLE_CONNECT_PROTOCOL is 1.
  private static final String TAKES_TUNNELS = "000006 04 00 00000000 0008 00000001";

  private static final String ACKNOWLEDGED = "000000 04 01 00000000";

  /// HEADERS with END_HEADERS, `:status: 200`.
  private static final String ACCEPTED = "000001 01 04 00000001 88";

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    client =
        HttpClient.on(
            mode.hubs(),
            ClientOptions.DEFAULTS
                .withProxies(Proxies.NONE)
                .withProtocol(ClientProtocol.HTTP_2)
                .withConnectTimeout(Duration.ofSeconds(10)));
  }

  @AfterEach
  void stop() {
    client.close();
    mode.assertBuffersReturned();
  }

  /// A server that answers a request by some bytes, and what comes over the tunnel by others.
  private static RawServer server(String answer, String end) throws IOException {
    return new RawServer(number -> (socket, input) -> serve(socket, input, answer, end));
  }

  private static void serve(Socket socket, InputStream input, String answer, String end)
      throws IOException {
    DataInputStream wire = new DataInputStream(input);
    wire.skipNBytes(24);
    send(socket, TAKES_TUNNELS);
    try {
      while (true) {
        int length = wire.readUnsignedByte() << 16 | wire.readUnsignedShort();
        int type = wire.readUnsignedByte();
        int flags = wire.readUnsignedByte();
        wire.readInt();
        wire.skipNBytes(length);
        if (type == SETTINGS && (flags & ACK) == 0) {
          send(socket, ACKNOWLEDGED);
        } else if (type == HEADERS) {
          send(socket, answer);
        } else if (type == DATA && length > 0) {
          send(socket, end);
        }
      }
    } catch (EOFException gone) {
      // The client has closed the connection.
    }
  }

  private static void send(Socket socket, String hex) throws IOException {
    socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private WebSocket open(RawServer server) throws IOException {
    String uri = "ws://127.0.0.1:" + server.port() + "/";
    return client.webSocket(uri, WebSocketOptions.DEFAULTS);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "RST_STREAM,                          000004 03 00 00000001 00000008,              1006",
    "GOAWAY that leaves it out,           000008 07 00 00000000 00000000 00000000,     1006",
    "tunnels are taken back,              000006 04 00 00000000 0008 00000000,         1006",
    "END_STREAM without a Close frame,    000000 00 01 00000001,                       1006",
    "END_STREAM within a frame,           000004 00 01 00000001 81056861,              1006",
    "trailers,                            000005 01 05 00000001 0001610162,            1006",
    "a head again,                        000001 01 04 00000001 88,                    1006",
    "no frame of HTTP/2,                  ffffff ff ff ffffffff,                       1006",
    "a masked frame,                      000008 00 00 00000001 8182000000006869,      1002",
    "a Close frame that nothing follows,  000004 00 00 00000001 880203e8,              1000",
  })
  void theReaderIsToldHowItEnded(String how, String end, int code) throws IOException {
    try (RawServer server = server(ACCEPTED, end)) {
      WebSocket socket = open(server);
      socket.send("hello");

      assertThat(socket.receive()).as(how).isNull();
      assertThat(socket.closed()).extracting(WebSocketClose::code).isEqualTo(code);
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> socket.send("again"));
    }
  }

  @Test
  void aConnectionThatGoesAwayServesTheSocketsItHas() throws IOException {
    String goawayAndMessage =
        "000008 07 00 00000000 00000001 00000000" + "000004 00 00 00000001 81026f6b";
    try (RawServer server = server(ACCEPTED, goawayAndMessage)) {
      WebSocket socket = open(server);
      socket.send("hello");

      WebSocketMessage message = socket.receive();

      assertThat(message).isNotNull().extracting(WebSocketMessage::text).isEqualTo("ok");
      assertThat(socket.closed()).isNull();
    }
  }

  @Test
  void aTunnelThatEndsWithItsHeadIsOneThatBrokeOff() throws IOException {
    String acceptedAndEnded = "000001 01 05 00000001 88";
    try (RawServer server = server(acceptedAndEnded, "")) {
      WebSocket socket = open(server);

      assertThat(socket.receive()).isNull();
      assertThat(socket.closed()).extracting(WebSocketClose::code).isEqualTo(1006);
    }
  }

  @Test
  void messagesAheadOfTheHeadRefuseTheOpening() throws IOException {
    String messageFirst = "000004 00 00 00000001 81026f6b" + ACCEPTED;
    try (RawServer server = server(messageFirst, "")) {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> open(server))
          .withMessageContaining("a body begins before its head");
    }
  }
}
