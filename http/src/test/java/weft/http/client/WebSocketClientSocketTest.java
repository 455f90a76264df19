package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.Request;
import weft.http.Response;
import weft.http.WebSocket;
import weft.http.WebSocketBroadcast;
import weft.http.WebSocketClose;
import weft.http.WebSocketClosed;
import weft.http.WebSocketDeflate;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.server.HttpServer;

/// The client's WebSockets against the server's, and against servers that are none.
@ParameterizedClass
@EnumSource(CallMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebSocketClientSocketTest {
  private static final WebSocketOptions PLAIN =
      WebSocketOptions.DEFAULTS.withLimits(8 << 20, 8 << 20);
  private static final WebSocketOptions DEFLATED = PLAIN.withDeflate(WebSocketDeflate.ON);
  private static final WebSocketOptions TAKING_OVER =
      PLAIN.withDeflate(WebSocketDeflate.ON.withContextTakeover(true).withMessageBytesMin(16));

  @TempDir static Path folder = Path.of("");

  @Parameter CallMode mode = CallMode.NIO_HTTP1;

  private final CompletableFuture<String> release = new CompletableFuture<>();

  private volatile Interruption opening =
      new Interruption(
          Thread.currentThread(), new CompletableFuture<>(), new CompletableFuture<>());
  private SocketSite site;
  private HttpServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    site = new SocketSite(mode, folder, true, Duration.ofSeconds(10), this::handle);
    server = site.server;
    client = site.client;
  }

  private void handle(Request request, Response response) {
    if (request.path().equals("/forbidden")) {
      response.status(403).send();
      return;
    }
    if (request.path().equals("/late")) {
      release.join();
    }
    WebSocketOptions options =
        switch (request.path()) {
          case "/deflated" -> DEFLATED.withSubprotocols("chat");
          case "/taking-over" -> TAKING_OVER;
          default -> PLAIN;
        };
    response.webSocket(
        options,
        switch (request.path()) {
          case "/held" -> this::hold;
          case "/interrupting" -> this::interrupt;
          default -> WebSocketClientSocketTest::echo;
        });
  }

  @AfterEach
  void stop() {
    release.complete("");
    site.close();
  }

  private void hold(WebSocket socket) throws IOException {
    socket.send("here");
    release.join();
  }

  /// Interrupts whoever opens it at about the moment when it is open.
  private void interrupt(WebSocket socket) throws IOException {
    Interruption now = opening;
    now.opener.interrupt();
    now.done.complete("");
    try {
      echo(socket);
    } finally {
      now.ended.complete("");
    }
  }

  private record Interruption(
      Thread opener, CompletableFuture<String> done, CompletableFuture<String> ended) {}

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
    return site.open(path, options);
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

  /// The server has begun to serve it when the interrupt comes; the client may have, too.
  @Test
  void anOpeningThatIsInterruptedLeavesNothingOpen() throws Exception {
    for (int count = 0; count < 100; count++) {
      Interruption now =
          new Interruption(
              Thread.currentThread(), new CompletableFuture<>(), new CompletableFuture<>());
      opening = now;
      try {
        WebSocket socket = open("/interrupting", PLAIN);
        now.done.join();
        Thread.interrupted();
        socket.close();
      } catch (InterruptedIOException interrupted) {
        now.done.join();
        Thread.interrupted();
      }
      now.ended.get(10, TimeUnit.SECONDS);
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
    // Within one turn of the hub no time passes.
    assertThat(socket.roundTrip()).isNotNull().isGreaterThanOrEqualTo(Duration.ZERO);
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
      ClientOptions http1 =
          ClientOptions.DEFAULTS.withProtocol(ClientProtocol.HTTP_1_1).withProxies(Proxies.NONE);
      try (HttpClient other = HttpClient.on(mode.hubs.hubs(), http1)) {
        other.webSocket(uri, PLAIN);
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

  // By either version.

  private String version() {
    return mode.isHttp2() ? "HTTP/2" : "HTTP/1.1";
  }

  @Test
  void manySocketsShareAConnectionOfHttp2() throws Exception {
    List<WebSocket> sockets = new ArrayList<>();
    for (int count = 0; count < 60; count++) {
      sockets.add(open("/", PLAIN));
    }
    for (int count = 0; count < 60; count++) {
      sockets.get(count).send("I am " + count);
    }
    for (int count = 0; count < 60; count++) {
      assertThat(next(sockets.get(count))).isEqualTo("I am " + count);
      assertThat(sockets.get(count).request().version()).isEqualTo(version());
    }

    assertThat(client.counters().connectionsOpened()).isEqualTo(mode.isHttp2() ? 1 : 0);
    for (WebSocket socket : sockets) {
      socket.close();
      assertThat(socket.receive()).isNull();
      assertThat(socket.closed()).isEqualTo(new WebSocketClose(1000, "", false));
    }
  }

  @Test
  void aServerWithoutExtendedConnectIsAskedOverHttp1() throws Exception {
    try (SocketSite old =
        new SocketSite(mode, folder, false, Duration.ofSeconds(10), this::handle)) {
      for (int count = 0; count < 3; count++) {
        WebSocket socket = old.open("/", PLAIN);
        socket.send("hello");
        assertThat(next(socket)).isEqualTo("hello");
        assertThat(socket.request().version()).isEqualTo("HTTP/1.1");
      }
      assertThat(old.client.counters().connectionsOpened()).isEqualTo(mode.isHttp2() ? 1 : 0);
    }
  }

  @Test
  void aRefusedOpeningHarmsNoOther() throws Exception {
    WebSocket before = open("/", PLAIN);

    assertThatExceptionOfType(CallFailed.class)
        .isThrownBy(() -> open("/forbidden", PLAIN))
        .withMessageContaining("status 403")
        .satisfies(refused -> assertThat(refused.kind()).isEqualTo(CallFailed.Kind.REFUSED));

    before.send("still here");
    assertThat(next(before)).isEqualTo("still here");
  }

  @Test
  void anOpeningHasADeadline() throws Exception {
    try (SocketSite hasty =
        new SocketSite(mode, folder, true, Duration.ofMillis(500), this::handle)) {
      WebSocket before = openInTime(hasty);

      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> hasty.open("/late", PLAIN))
          .satisfies(late -> assertThat(late.kind()).isEqualTo(CallFailed.Kind.TIMEOUT));

      before.send("still here");
      assertThat(next(before)).isEqualTo("still here");
      release.complete("");
    }
  }

  /// On a busy machine the time may be over before the handshakes are: then once more.
  private static WebSocket openInTime(SocketSite hasty) throws IOException {
    while (true) {
      try {
        return hasty.open("/", PLAIN);
      } catch (CallFailed late) {
        assertThat(late.kind()).isEqualTo(CallFailed.Kind.TIMEOUT);
      }
    }
  }

  @Test
  void anOpeningEndsWithItsClient() throws Exception {
    CompletableFuture<String> opened = new CompletableFuture<>();
    WebSocket before = open("/held", PLAIN);
    assertThat(next(before)).isEqualTo("here");
    Thread.startVirtualThread(() -> {
      try {
        opened.complete("" + open("/late", PLAIN));
      } catch (IOException failed) {
        opened.complete(failed.getClass().getSimpleName());
      }
    });

    client.close();

    assertThat(before.receive()).isNull();
    assertThat(before.closed()).isNotNull();
    assertThat(opened.get(20, TimeUnit.SECONDS)).isEqualTo("CallFailed");
  }

  @Test
  void aServerThatStopsSays1001() throws Exception {
    WebSocket socket = open("/", PLAIN);
    socket.send("hello");
    assertThat(next(socket)).isEqualTo("hello");
    CompletableFuture<Boolean> clean =
        CompletableFuture.supplyAsync(() -> server.stop(Duration.ofSeconds(20)).isClean());

    assertThat(socket.receive()).isNull();

    assertThat("" + socket.closed()).contains("1001");
    assertThat(clean.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aServerThatCutsIsLost() throws Exception {
    WebSocket socket =
        open("/held", PLAIN.withPings(Duration.ofMillis(100), Duration.ofSeconds(20)));
    assertThat(next(socket)).isEqualTo("here");

    server.close();

    assertThatExceptionOfType(WebSocketClosed.class)
        .isThrownBy(() -> {
          while (true) {
            socket.send(new byte[100_000]);
          }
        });
    assertThat(socket.closed()).isNotNull();
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
