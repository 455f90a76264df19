package weft.verify.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.HttpOptions;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.verify.wire.EchoServer;
import weft.verify.wire.WireAnswer;
import weft.verify.wire.WireClient;

/// One hub, one fault at a time, and somebody else who is served all the while.
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"URING", "EPOLL", "NIO"})
final class FaultsSocketTest {
  /// Slowest answer somebody else may see, in milliseconds: far above what is measured, so that a
  /// busy machine does not fail the test.
  private static final long PATIENCE_MILLIS = 2_000;

  /// Buffers for one hub, in bytes; little enough to run out.
  private static final long SMALL_POOL_BYTES = 4 << 20;

  /// Uploads at once, ten times as much as the buffers hold.
  private static final int UPLOADS = 100;

  private static final int UPLOAD_BYTES = 400_000;

  /// The least a hub can be given.
  private static final long SMALLEST_POOL_BYTES = 1 << 20;

  /// Clients that pipeline requests at once, and how many each.
  private static final int PIPELINES = 60;

  private static final int PIPELINED = 2_000;

  /// Kept, since the log manager would forget it.
  private static final Logger LOG = Logger.getLogger("weft");

  private final FaultySite site = new FaultySite();
  private final List<WireClient> offenders = new ArrayList<>();

  @Parameter BackendChoice backend;

  private EchoServer server;

  @BeforeAll
  static void keepQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  @BeforeEach
  void start() throws IOException {
    server = start(HubOptions.DEFAULTS);
  }

  private EchoServer start(HubOptions options) throws IOException {
    return EchoServer.start(
        options.withHubs(1).withBackend(backend), HttpOptions.DEFAULTS, site::handle);
  }

  @AfterEach
  void stop() throws IOException {
    site.release.countDown();
    for (WireClient offender : offenders) {
      offender.close();
    }
    server.close();
  }

  @Test
  void handlersThatThrow() throws IOException {
    for (int count = 0; count < 50; count++) {
      WireClient offender = offender("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(offender.read(1)).extracting(WireAnswer::status).containsExactly(500);
    }

    verifyOthers("handlers that throw");
  }

  @Test
  void handlersThatOverflowTheirStack() throws IOException {
    WireClient offender = offender("GET /overflows HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(offender.read(1)).extracting(WireAnswer::status).containsExactly(500);
    verifyOthers("handlers that overflow their stack");
  }

  @Test
  void handlersThatNeverEnd() throws IOException {
    for (int count = 0; count < 200; count++) {
      offender("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n");
    }

    verifyOthers("200 handlers that never end");
  }

  @Test
  void aHandlerThatBlocksInAClassInitialiser() throws IOException {
    WireClient offender = offender("GET /initialises?" + backend + " HTTP/1.1\r\nHost: a\r\n\r\n");

    verifyOthers("a handler that blocks 300 ms in a class initialiser");
    assertThat(offender.read(1)).extracting(WireAnswer::status).containsExactly(200);
  }

  @Test
  void clientsThatResetInTheMiddleOfABody() throws IOException {
    for (int count = 0; count < 100; count++) {
      try (Socket socket = connect()) {
        socket.setSoLinger(true, 0);
        write(socket, "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
      }
    }

    verifyOthers("100 clients that reset in the middle of a body");
    verifyNothingIsLeft();
  }

  @Test
  void clientsThatHalfCloseInTheMiddleOfABody() throws IOException {
    for (int count = 0; count < 100; count++) {
      WireClient offender =
          offender("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc");
      offender.finish();
      assertThat(offender.readToEndOrReset()).noneMatch(answer -> answer.status() < 400);
    }

    verifyOthers("100 clients that half-close in the middle of a body");
    verifyNothingIsLeft();
  }

  @Test
  void clientsThatSendByteByByte() throws Exception {
    List<Thread> clients = new ArrayList<>();
    for (int count = 0; count < 8; count++) {
      WireClient offender = offender("");
      clients.add(
          Thread.startVirtualThread(() -> {
            try {
              for (int request = 0; request < 20; request++) {
                offender.sendSlowly("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
                offender.read(1);
              }
            } catch (IOException failure) {
              throw new UncheckedIOException(failure);
            }
          }));
    }

    verifyOthers("8 clients that send byte by byte");
    for (Thread client : clients) {
      client.join();
    }
  }

  @Test
  void clientsThatSendNothing() throws IOException {
    for (int count = 0; count < 300; count++) {
      offender("");
    }

    verifyOthers("300 clients that send nothing");
  }

  @Test
  void garbage() throws IOException {
    for (int count = 0; count < 100; count++) {
      WireClient offender = offender("\u0016\u0003\u0001\0\u00ff\r\n\r\n" + count);
      assertThat(offender.readToEnd()).extracting(WireAnswer::status).containsExactly(400);
    }

    verifyOthers("100 clients that send garbage");
    verifyNothingIsLeft();
  }

  @Test
  void uploadsThatExhaustTheBuffersWaitAndArriveWhole() throws Exception {
    server.close();
    server = start(HubOptions.DEFAULTS.withBufferBytesMax(SMALL_POOL_BYTES));
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int count = 0; count < UPLOADS; count++) {
      String body = ("upload " + count + ",").repeat(UPLOAD_BYTES / 10);
      WireClient offender = offender("");
      answers.add(
          CompletableFuture.supplyAsync(
              () -> upload(offender, body), task -> Thread.ofPlatform().start(task)));
    }

    verifyOthers(UPLOADS + " uploads that nobody reads, with buffers for one in ten");
    site.release.countDown();
    for (int count = 0; count < UPLOADS; count++) {
      String body = ("upload " + count + ",").repeat(UPLOAD_BYTES / 10);
      assertThat(answers.get(count).get(30, TimeUnit.SECONDS))
          .as("answer to upload %s", count)
          .isEqualTo("200 " + checksum(body));
    }
    assertThat(server.server().counters().responses5xx()).isZero();
    verifyNothingIsLeft();
    verifyOthers(UPLOADS + " such uploads gone");
  }

  @Test
  void uploadsThatExhaustTheBuffersAndGoAway() throws IOException {
    server.close();
    server = start(HubOptions.DEFAULTS.withBufferBytesMax(SMALL_POOL_BYTES));
    String piece =
        "POST /waits HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + "b".repeat(40_000);
    for (int count = 0; count < 100; count++) {
      offender(piece);
    }

    verifyOthers("100 uploads that nobody reads, with buffers for 48");
    site.release.countDown();
    verifyNothingIsLeft();
    verifyOthers("100 such uploads gone");
  }

  /// Their answers take the memory that their requests, on their way in, will need.
  @Test
  void pipelinedRequestsThatExhaustTheBuffersAreAllAnswered() throws Exception {
    server.close();
    server = start(HubOptions.DEFAULTS.withBufferBytesMax(SMALLEST_POOL_BYTES));
    List<CompletableFuture<List<String>>> answers = new ArrayList<>();
    for (int count = 0; count < PIPELINES; count++) {
      WireClient offender = offender("");
      Thread.ofPlatform().start(() -> pipeline(offender));
      answers.add(
          CompletableFuture.supplyAsync(
              () -> bodies(offender), task -> Thread.ofPlatform().start(task)));
    }

    List<String> echoes = paths().stream().map(path -> "GET " + path + " 0\n").toList();
    for (CompletableFuture<List<String>> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(echoes);
    }
    verifyNothingIsLeft();
  }

  private static List<String> paths() {
    return IntStream.range(0, PIPELINED)
        .mapToObj(number -> "/" + number + "x".repeat(100))
        .toList();
  }

  private static void pipeline(WireClient client) {
    StringBuilder requests = new StringBuilder();
    for (String path : paths()) {
      requests.append("GET ").append(path).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    try {
      client.send(requests.toString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<String> bodies(WireClient client) {
    try {
      return client.read(PIPELINED).stream().map(WireAnswer::body).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String upload(WireClient client, String body) {
    try {
      client.send(
          "POST /sums HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n");
      client.send(body);
      WireAnswer answer = client.read(1).getFirst();
      return answer.status() + " " + answer.body();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static long checksum(String body) {
    CRC32 sum = new CRC32();
    sum.update(body.getBytes(StandardCharsets.ISO_8859_1));
    return sum.getValue();
  }

  private WireClient offender(String request) throws IOException {
    WireClient offender = new WireClient(server.address());
    offenders.add(offender);
    offender.send(request);
    return offender;
  }

  private Socket connect() throws IOException {
    InetSocketAddress address = (InetSocketAddress) server.address();
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void verifyOthers(String fault) throws IOException {
    long slowest = Bystander.slowestMillis(server.address());

    System.out.println(backend + ", " + fault + ": slowest other answer " + slowest + " ms");
    assertThat(slowest).as("slowest other answer, in ms").isLessThan(PATIENCE_MILLIS);
  }

  /// Waits until the hub has every buffer back and every connection is gone.
  private void verifyNothingIsLeft() {
    for (WireClient offender : offenders) {
      try {
        offender.close();
      } catch (IOException alreadyGone) {
        throw new AssertionError("closing a socket does not fail", alreadyGone);
      }
    }
    offenders.clear();
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (server.hubs().hub(0).counters().buffersInUse() > 0
        || server.server().counters().connectionsOpen() > 0) {
      assertThat(System.nanoTime())
          .as(
              "%s buffers, %s connections left",
              server.hubs().hub(0).counters().buffersInUse(),
              server.server().counters().connectionsOpen())
          .isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
