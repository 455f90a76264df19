package weft.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
import weft.http.WebSocket;
import weft.http.WebSocketBroadcast;
import weft.http.WebSocketClose;
import weft.http.WebSocketClosed;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.WebSocketPolicy;
import weft.http.server.WebSocketClientPeer.Opened;
import weft.hub.Hub;

/// WebSockets over HTTP/1.1 on real hubs and sockets, spoken to by the JDK's client and in bytes.
@ParameterizedClass
@EnumSource(HubMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebSocketSocketTest {
  private static final HttpOptions OPTIONS =
      HttpOptions.DEFAULTS.withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  private static final WebSocketOptions SOCKETS =
      WebSocketOptions.DEFAULTS.withSubprotocols("v2", "v1");

  private static final int BURST_MESSAGES = 400;

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  private final CompletableFuture<String> told = new CompletableFuture<>();
  private final CompletableFuture<WebSocket> held = new CompletableFuture<>();
  private final CompletableFuture<String> release = new CompletableFuture<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.start(mode.hubs(), OPTIONS, this::handle);
  }

  @AfterEach
  void stop() {
    release.complete("");
    server.close();
    mode.assertBuffersReturned();
  }

  private void handle(Request request, Response response) {
    switch (request.path()) {
      case "/echo" -> response.header("X-Kept", "yes").webSocket(SOCKETS, this::echo);
      case "/stream" -> response.webSocket(SOCKETS, WebSocketSocketTest::stream);
      case "/fail" ->
          response.webSocket(
              SOCKETS,
              socket -> {
                throw new IllegalStateException("secret");
              });
      case "/fail-within" -> response.webSocket(SOCKETS, WebSocketSocketTest::failWithin);
      case "/fail-elsewhere" ->
          response.webSocket(
              SOCKETS,
              socket -> {
                WebSocketClose gone = new WebSocketClose(WebSocketClose.ABNORMAL, "", true);
                throw new WebSocketClosed(gone);
              });
      case "/text" -> response.webSocket(SOCKETS, socket -> socket.send(socket.receive().text()));
      case "/hold" -> response.webSocket(SOCKETS, this::hold);
      case "/turns" -> response.webSocket(SOCKETS, this::readByTurns);
      case "/drop" ->
          response.webSocket(
              SOCKETS.withSlowPeer(WebSocketPolicy.DROP_OLDEST, 100_000), this::flood);
      case "/disconnect" ->
          response.webSocket(
              SOCKETS.withSlowPeer(WebSocketPolicy.DISCONNECT, 100_000), this::flood);
      case "/burst-drop" ->
          response.webSocket(
              SOCKETS.withSlowPeer(WebSocketPolicy.DROP_OLDEST, 100_000),
              WebSocketSocketTest::burst);
      case "/burst-disconnect" ->
          response.webSocket(
              SOCKETS.withSlowPeer(WebSocketPolicy.DISCONNECT, 100_000),
              WebSocketSocketTest::burst);
      case "/wait" -> response.webSocket(SOCKETS, this::flood);
      case "/pinged" ->
          response.webSocket(
              SOCKETS.withPings(Duration.ofMillis(100), Duration.ofMillis(200)), this::echo);
      case "/refused" -> {
        response.webSocket(SOCKETS, this::echo);
        response.status(401).send();
      }
      default -> response.status(404).send();
    }
  }

  private void echo(WebSocket socket) throws IOException {
    for (WebSocketMessage message : socket) {
      if (message.isText()) {
        socket.send("echo " + message.text());
      } else {
        socket.send(message.bytes());
      }
    }
    WebSocketClose how = socket.closed();
    told.complete("" + how + " " + socket.request().path() + " " + socket.subprotocol());
  }

  private static void stream(WebSocket socket) throws IOException {
    try (OutputStream text = socket.stream(true)) {
      for (int part = 0; part < 1000; part++) {
        text.write(("part " + part + " ").getBytes(UTF_8));
        if (part % 100 == 0) {
          text.flush();
        }
      }
    }
    socket.close(4000, "enough");
  }

  /// Fails in the middle of a message.
  private static void failWithin(WebSocket socket) throws IOException {
    OutputStream text = socket.stream(true);
    text.write('x');
    text.flush();
    throw new IllegalStateException("secret");
  }

  private void hold(WebSocket socket) {
    held.complete(socket);
    try {
      release.get();
    } catch (InterruptedException interrupted) {
      told.complete("interrupted");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Sends more at a time than may wait, and less than the system takes of a peer's that does not
  /// come to read. Reads what has gathered, and tells how many messages it found, and how many at
  /// most before the hub went on to its next turn.
  private void readByTurns(WebSocket socket) throws IOException {
    held.complete(socket);
    release.join();
    Hub hub = Objects.requireNonNull(Hub.current());
    int count = 0;
    int most = 0;
    int sinceTurn = 0;
    long turn = -1;
    while (socket.receive() != null) {
      count++;
      sinceTurn = hub.counters().turns() == turn ? sinceTurn + 1 : 1;
      turn = hub.counters().turns();
      most = Math.max(most, sinceTurn);
    }
    told.complete(count + " " + most);
  }

  private static void burst(WebSocket socket) throws IOException {
    byte[] message = new byte[1000];
    for (int count = 0; count < BURST_MESSAGES; count++) {
      socket.send(message);
    }
  }

  /// Sends much to a peer that does not read.
  private void flood(WebSocket socket) {
    held.complete(socket);
    byte[] message = new byte[10_000];
    try {
      for (int count = 0; count < 2000; count++) {
        socket.send(message);
      }
      told.complete("sent");
    } catch (WebSocketClosed closed) {
      told.complete("closed " + closed.close().code());
    } catch (IOException failure) {
      told.complete("failed " + failure);
    }
  }

  @Test
  void textAndBytesAreEchoed() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/echo");

    client.socket().sendText("hel", false).join();
    client.socket().sendText("lo", true).join();
    assertThat(client.next()).isEqualTo("text echo hello");
    client.socket().sendBinary(ByteBuffer.allocate(300_000), true).join();
    assertThat(client.next()).isEqualTo("binary 300000");
    client.socket().sendPing(ByteBuffer.allocate(7)).join();
    assertThat(client.next()).isEqualTo("pong 7");
    client.socket().sendClose(1000, "bye").join();

    assertThat(told.get(20, TimeUnit.SECONDS))
        .isEqualTo("WebSocketClose[code=1000, reason=bye, byPeer=true] /echo null");
    assertThat(client.next()).isEqualTo("close 1000 ");
  }

  @Test
  void theServersFirstSubprotocolIsChosen() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/echo", "v1", "v2");

    assertThat(client.socket().getSubprotocol()).isEqualTo("v2");
    client.socket().abort();

    assertThat(told.get(20, TimeUnit.SECONDS)).contains("code=1006").endsWith("/echo v2");
  }

  @Test
  void aStreamIsOneMessage() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/stream");

    assertThat(client.next()).startsWith("text part 0 part 1 ").endsWith("part 999 ");
    assertThat(client.next()).isEqualTo("close 4000 enough");
  }

  @Test
  void aHandlerThatFailsClosesWith1011() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/fail");

    assertThat(client.next()).startsWith("close 1011 ").doesNotContain("secret");
  }

  /// "An endpoint is terminating the connection because it has received a type of data it cannot
  /// accept", <https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1>
  @Test
  void bytesForAHandlerThatAsksForTextCloseWith1003() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/text");

    client.socket().sendBinary(ByteBuffer.allocate(1), true).join();

    assertThat(client.next()).isEqualTo("close 1003 the message is bytes, not text");
  }

  @Test
  void aHandlerThatFailsWithinAMessageClosesWith1011() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/fail-within");

    assertThat(client.next()).startsWith("close 1011 ");
  }

  /// Such as one that sends to the others of a room.
  @Test
  void aHandlerThatFailsByAnotherSocketHasFailed() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/fail-elsewhere");

    assertThat(client.next()).startsWith("close 1011 ");
  }

  @Test
  void whoSendsBehindACloseIsToldOfIt() throws Exception {
    WebSocketClientPeer.open(server, "/hold");
    WebSocket socket = held.get(20, TimeUnit.SECONDS);
    OutputStream stream = socket.stream(false);
    stream.write(new byte[10]);
    stream.flush();

    socket.close(4001, "moved");

    for (ThrowingCallable late :
        List.<ThrowingCallable>of(() -> socket.send("late"), stream::close, socket::ping)) {
      assertThatExceptionOfType(WebSocketClosed.class)
          .isThrownBy(late)
          .satisfies(closed ->
              assertThat(closed.close()).isEqualTo(new WebSocketClose(4001, "moved", false)));
    }
    release.complete("");
  }

  @Test
  void whoSendsWhileTheServerStopsIsToldOfIt() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(opening("/hold"));
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      WebSocket socket = held.get(20, TimeUnit.SECONDS);

      CompletableFuture<StopReport> stopping =
          CompletableFuture.supplyAsync(() -> server.stop(Duration.ofSeconds(20)));
      assertThat(client.input().readNBytes(4))
          .isEqualTo("\u0088\u0002\u0003\u00e9".getBytes(ISO_8859_1));

      assertThat(socket.isOpen()).isFalse();
      assertThatExceptionOfType(WebSocketClosed.class)
          .isThrownBy(() -> socket.send("late"))
          .satisfies(closed -> assertThat(closed.close().code()).isEqualTo(1001));
      release.complete("");
      client.send("\u0088\u0082\0\0\0\0\u0003\u00e9");
      assertThat(stopping.get(20, TimeUnit.SECONDS).isClean()).isTrue();
    }
  }

  @Test
  void anyThreadSends() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/hold");
    WebSocket socket = held.get(20, TimeUnit.SECONDS);

    WebSocketBroadcast broadcast = WebSocketBroadcast.of("to all");
    for (int count = 0; count < 100; count++) {
      socket.send("from outside " + count);
      socket.send(broadcast);
    }

    for (int count = 0; count < 100; count++) {
      assertThat(client.next()).isEqualTo("text from outside " + count);
      assertThat(client.next()).isEqualTo("text to all");
    }
    release.complete("");
    assertThat(client.next()).isEqualTo("close 1000 ");
  }

  @Test
  void framesMayComeRightBehindTheRequest() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      // Masked by zeros, which leaves it as it is.
      client.send(opening("/echo") + "\u0081\u0082\0\0\0\0hi");

      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.input().readNBytes(9))
          .isEqualTo("\u0081\u0007echo hi".getBytes(ISO_8859_1));
    }
  }

  @Test
  void anIdleSocketHoldsNoBuffer() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/echo");
    client.socket().sendText("x", true).join();
    assertThat(client.next()).isEqualTo("text echo x");

    long deadline = mode.hubs().hub(0).clockNanos() + TimeUnit.SECONDS.toNanos(5);
    while (mode.buffersInUse() > 0 && mode.hubs().hub(0).clockNanos() < deadline) {
      Thread.onSpinWait();
    }

    assertThat(mode.buffersInUse()).isZero();
    assertThat(server.webSockets().open()).isOne();
    client.socket().abort();
  }

  @Test
  void whatCannotBeSentIsRefused() throws Exception {
    WebSocketClientPeer.open(server, "/hold");
    WebSocket socket = held.get(20, TimeUnit.SECONDS);

    assertThatIllegalArgumentException().isThrownBy(() -> socket.close(1005, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> socket.close(1000, "x".repeat(124)));
    socket.close();
    assertThatExceptionOfType(WebSocketClosed.class).isThrownBy(() -> socket.send("late"));
    release.complete("");
  }

  @Test
  void whatNobodyReadsStaysWithThePeer() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/hold");
    WebSocket socket = held.get(20, TimeUnit.SECONDS);
    CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    for (int count = 0; count < 600; count++) {
      sent =
          sent.thenCompose(done -> client.socket().sendBinary(ByteBuffer.allocate(100_000), true));
    }

    // Sixty megabytes are more than sockets and 64 KiB hold: the peer has to wait.
    long deadline = mode.hubs().hub(0).clockNanos() + TimeUnit.MILLISECONDS.toNanos(300);
    while (mode.hubs().hub(0).clockNanos() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(sent).isNotDone();
    assertThat(server.webSockets().messagesReceived()).isLessThan(200);

    for (int count = 0; count < 600; count++) {
      assertThat(socket.receive()).isNotNull();
    }
    sent.get(20, TimeUnit.SECONDS);
    client.socket().abort();
    release.complete("");
  }

  /// Whoever reads messages that are held never waits for one, and yet others have their turn.
  @Test
  void whoReadsWhatHasGatheredLetsTurnsPass() throws Exception {
    assumeTrue(mode.isOnHub(), "the handler runs on its hub");
    int messages = 60_000;
    try (RawClient client = new RawClient(server.address());
        ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor()) {
      client.send(opening("/turns"));
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      held.get(20, TimeUnit.SECONDS);
      String frames = "\u0082\u0080\0\0\0\0".repeat(messages) + "\u0088\u0080\0\0\0\0";
      Future<RawClient> sent = sender.submit(() -> client.send(frames));
      long deadline = mode.hubs().hub(0).clockNanos() + TimeUnit.SECONDS.toNanos(20);
      while (server.webSockets().messagesReceived() < 1000
          && mode.hubs().hub(0).clockNanos() < deadline) {
        Thread.onSpinWait();
      }

      release.complete("");

      String[] counts = told.get(20, TimeUnit.SECONDS).split(" ");
      sent.get(20, TimeUnit.SECONDS);
      assertThat(counts[0]).isEqualTo("" + messages);
      // An empty message counts 64 bytes, and 64 KiB may wait.
      assertThat(Integer.parseInt(counts[1])).isBetween(1, 2 * 1024 + 16);
    }
  }

  @Test
  void aStoppingServerSays1001() throws Exception {
    Opened client = WebSocketClientPeer.open(server, "/echo");
    client.socket().sendText("x", true).join();
    client.next();

    StopReport report = server.stop(Duration.ofSeconds(20));

    assertThat(client.next()).isEqualTo("close 1001 ");
    assertThat(report.isClean()).isTrue();
    assertThat(server.webSockets().closes()).containsEntry(1001, 1L);
  }

  @Test
  void aHandlerThatDoesNotEndIsInterrupted() throws Exception {
    WebSocketClientPeer.open(server, "/hold");
    held.get(20, TimeUnit.SECONDS);

    server.stop(Duration.ofMillis(50));

    assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("interrupted");
  }

  /// A connection is written to at the end of a turn: before that no peer can have taken anything.
  /// Who sends from another thread runs beside the turns, and may be faster than they are.
  @Test
  void aPeerThatTakesWhatComesIsNotSlow() throws Exception {
    assumeTrue(mode.isOnHub(), "the handler's thread is not the hub's");
    for (String path : List.of("/burst-drop", "/burst-disconnect")) {
      try (RawClient client = new RawClient(server.address())) {
        client.send(opening(path));

        assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        assertThat(client.input().readNBytes(BURST_MESSAGES * 1004)).hasSize(BURST_MESSAGES * 1004);
        assertThat(client.input().readNBytes(4))
            .isEqualTo("\u0088\u0002\u0003\u00e8".getBytes(ISO_8859_1));
      }
    }
    assertThat(server.webSockets().messagesDropped()).isZero();
  }

  @Test
  void whatASlowPeerDoesNotTakeIsDropped() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(opening("/drop"));

      assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("sent");
      assertThat(server.webSockets().messagesDropped()).isPositive();
    }
  }

  @Test
  void aSlowPeerIsDisconnected() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(opening("/disconnect"));

      assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("closed 1006");
      assertThat(server.webSockets().faults()).containsEntry("SLOW_PEER", 1L);
    }
  }

  @Test
  void whoeverSendsToASlowPeerWaits() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(opening("/wait"));
      held.get(20, TimeUnit.SECONDS);
    }

    assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("closed 1006");
  }

  @Test
  void aSilentPeerIsGivenUp() throws Exception {
    try (RawClient client = new RawClient(server.address())) {
      client.send(opening("/pinged"));

      assertThat(told.get(20, TimeUnit.SECONDS)).contains("no sign of life");
    }
  }

  @Test
  void handshakesThatAreNoneAreRefused() throws Exception {
    assertThat(answer(opening("/echo").replace("Upgrade: websocket\r\n", "")))
        .startsWith("426")
        .contains("upgrade: websocket\r\n", "connection: upgrade\r\n");
    assertThat(answer(opening("/echo").replace("13", "8")))
        .startsWith("426")
        .contains("sec-websocket-version: 13");
    assertThat(answer(opening("/echo").replace("AQIDBAUGBwgJCgsMDQ4PEC==", "short")))
        .startsWith("400");
    assertThat(answer(opening("/echo").replace("GET", "POST"))).startsWith("426");
    assertThat(answer(opening("/echo").replace("\r\n\r\n", "\r\nOrigin: http://evil\r\n\r\n")))
        .startsWith("403");
    assertThat(answer(opening("/refused"))).startsWith("401");
  }

  @Test
  void theAnswerHasWhatTheHandlerSet() throws Exception {
    assertThat(answer(opening("/echo").replace("\r\n\r\n", "\r\nOrigin: http://x\r\n\r\n")))
        .startsWith("101")
        .contains("x-kept: yes")
        .contains("upgrade: websocket");
  }

  private static String opening(String path) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  }

  /// Status and fields, lower case.
  private String answer(String request) throws IOException {
    try (RawClient client = new RawClient(server.address())) {
      client.send(request);
      String head = client.head();
      return head.substring("HTTP/1.1 ".length()).toLowerCase(Locale.ROOT);
    }
  }
}
