package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.HttpOptions;
import weft.http.WebSocket;
import weft.http.WebSocketBroadcast;
import weft.http.WebSocketClose;
import weft.http.WebSocketClosed;
import weft.http.WebSocketDeflate;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.server.HttpServer;
import weft.http.server.HubMode;

/// The client's WebSockets against the server's, and against servers that are none.
@ParameterizedClass
@EnumSource(HubMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebSocketClientSocketTest {
  private static final WebSocketOptions PLAIN =
      WebSocketOptions.DEFAULTS.withLimits(8 << 20, 8 << 20);
  private static final WebSocketOptions DEFLATED = PLAIN.withDeflate(WebSocketDeflate.ON);
  private static final WebSocketOptions TAKING_OVER =
      PLAIN.withDeflate(WebSocketDeflate.ON.withContextTakeover(true).withMessageBytesMin(16));

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  private HttpServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            mode.hubs(),
            HttpOptions.DEFAULTS.withAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            (request, response) -> {
              WebSocketOptions options =
                  switch (request.path()) {
                    case "/deflated" -> DEFLATED.withSubprotocols("chat");
                    case "/taking-over" -> TAKING_OVER;
                    default -> PLAIN;
                  };
              response.webSocket(options, WebSocketClientSocketTest::echo);
            });
    client = HttpClient.on(mode.hubs(), ClientOptions.DEFAULTS.withProxies(Proxies.NONE));
  }

  @AfterEach
  void stop() {
    client.close();
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

  private WebSocket open(String path, WebSocketOptions options) throws IOException {
    int port = ((InetSocketAddress) server.address()).getPort();
    return client.webSocket("ws://127.0.0.1:" + port + path, options, "X-Mine", "yes");
  }

  private static @Nullable String next(WebSocket socket) throws IOException {
    WebSocketMessage message = socket.receive();
    return message == null ? null : message.text();
  }

  @Test
  void messagesOfEverySizeComeBack() throws Exception {
    for (WebSocketOptions options : List.of(PLAIN, DEFLATED, TAKING_OVER)) {
      WebSocket socket =
          open(
              options == PLAIN ? "/" : options == DEFLATED ? "/deflated" : "/taking-over", options);

      for (int size : new int[] {0, 1, 125, 126, 1000, 65_535, 65_536, 300_000, 3_000_000}) {
        String text = "0123456789abcdef".repeat(size / 16 + 1).substring(0, size);
        socket.send(text);
        assertThat(next(socket)).isEqualTo(text);
      }
      byte[] bytes = new byte[100_000];
      socket.send(bytes);
      WebSocketMessage back = socket.receive();
      assertThat(back).isNotNull();
      assertThat(back.bytes()).isEqualTo(bytes);
      assertThat(socket.isDeflated()).isEqualTo(options != PLAIN);
      socket.close(4001, "done");
      assertThat(socket.receive()).isNull();
      assertThat(socket.closed()).isEqualTo(new WebSocketClose(4001, "done", false));
    }
  }

  @Test
  void whatWasSaidBeforeIsReferredTo() throws Exception {
    WebSocket socket = open("/taking-over", TAKING_OVER);
    for (int count = 0; count < 2000; count++) {
      String text = "{\"id\":" + count + ",\"name\":\"somebody\",\"on\":true,\"more\":\"text\"}";
      socket.send(text);
      assertThat(next(socket)).isEqualTo(text);
      if (count % 100 == 0) {
        WebSocketBroadcast broadcast = WebSocketBroadcast.of("to all of you: " + text);
        socket.send(broadcast);
        assertThat(next(socket)).isEqualTo("to all of you: " + text);
      }
    }
    socket.close();
    assertThat(server.webSockets().bytesReceived()).isLessThan(2000L * 50);
  }

  @Test
  void subprotocolPingAndStream() throws Exception {
    WebSocket socket = open("/deflated", DEFLATED.withSubprotocols("other", "chat"));

    assertThat(socket.subprotocol()).isEqualTo("chat");
    socket.ping();
    try (OutputStream text = socket.stream(true)) {
      for (int part = 0; part < 5000; part++) {
        text.write("0123456789".getBytes(UTF_8));
      }
    }

    assertThat(next(socket)).hasSize(50_000);
    assertThat(socket.roundTrip()).isPositive();
    socket.close();
    assertThat(socket.receive()).isNull();
    assertThatExceptionOfType(WebSocketClosed.class).isThrownBy(() -> socket.send("late"));
  }

  @Test
  void aStoppingClientSays1001() throws Exception {
    WebSocket socket = open("/", PLAIN);

    client.stop(Duration.ofSeconds(20));

    assertThat(socket.receive()).isNull();
    WebSocketClose how = socket.closed();
    assertThat(how).isNotNull();
    assertThat(how.code()).isEqualTo(1001);
  }

  @Test
  void manyThreadsSend() throws Exception {
    WebSocket socket = open("/", PLAIN);
    Thread[] threads = new Thread[4];
    for (int index = 0; index < threads.length; index++) {
      String text = ("" + index).repeat(50_000);
      threads[index] =
          Thread.startVirtualThread(() -> {
            try {
              for (int count = 0; count < 20; count++) {
                socket.send(text);
              }
            } catch (IOException failed) {
              throw new IllegalStateException(failed);
            }
          });
    }

    for (int count = 0; count < 80; count++) {
      String text = next(socket);
      assertThat(text).hasSize(50_000);
      assertThat(text.chars().distinct().count()).isEqualTo(1);
    }
    socket.close();
  }

  @Test
  void whoeverIsNoWebSocketServerIsRefused() throws Exception {
    String good =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
    assertThat(refusal("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))
        .contains("status 403");
    assertThat(refusal("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")).contains("status 200");
    assertThat(refusal(good + "\r\n")).contains("Accept is wrong");
    assertThat(refusal(good + "Sec-WebSocket-Accept: abc=\r\n\r\n")).contains("Accept is wrong");
    assertThat(refusal(good.replace("websocket", "h2c") + "\r\n")).contains("something else");
    assertThat(refusal("nonsense\r\n\r\n")).contains("malformed");
    assertThat(refusal("")).isNotEmpty();
  }

  /// What becomes of an opening that is answered so.
  private String refusal(String answer) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      CompletableFuture<@Nullable Void> served =
          CompletableFuture.runAsync(() -> serve(listener, answer));
      String uri = "ws://127.0.0.1:" + listener.getLocalPort() + "/";
      try {
        client.webSocket(uri, PLAIN);
        return "it was opened";
      } catch (CallFailed refused) {
        served.get(20, TimeUnit.SECONDS);
        return "" + refused.getMessage();
      }
    }
  }

  private static void serve(ServerSocket listener, String answer) {
    try (Socket socket = listener.accept()) {
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        head.append((char) socket.getInputStream().read());
      }
      socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
    } catch (IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void whatCannotBeAskedIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.webSocket("http://x/", PLAIN))
        .withMessageContaining("ws nor wss");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.webSocket("ws://x/", PLAIN, "Sec-WebSocket-Key", "x"))
        .withMessageContaining("managed");
  }
}
