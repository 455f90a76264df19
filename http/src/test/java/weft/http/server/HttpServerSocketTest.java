package weft.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.Body;
import weft.http.ClientGone;
import weft.http.HttpError;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.Request;
import weft.http.Response;
import weft.hub.Hub;

/// A server on real hubs and sockets, spoken to in bytes.
@ParameterizedClass
@EnumSource(HubMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpServerSocketTest {
  private static final HttpOptions OPTIONS =
      HttpOptions.DEFAULTS.withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  private final CompletableFuture<String> told = new CompletableFuture<>();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    start(OPTIONS);
  }

  private void start(HttpLimits limits) throws IOException {
    server.close();
    start(OPTIONS.withLimits(limits));
  }

  private void start(HttpOptions options) throws IOException {
    server = HttpServer.start(mode.hubs(), options, this::handle);
  }

  @AfterEach
  void stop() throws InterruptedException {
    release.countDown();
    server.close();
    mode.assertBuffersReturned();
  }

  private void handle(Request request, Response response) throws Exception {
    switch (request.path()) {
      case "/hello" -> response.header("Content-Type", "text/plain").send(bytes("hello"));
      case "/echo" -> response.send(request.body().limit(Long.MAX_VALUE).bytes());
      case "/limited" -> response.send(request.body().bytes());
      case "/pipe" -> pipe(request, response);
      case "/count" -> response.send(bytes("" + count(request.body().limit(Long.MAX_VALUE))));
      case "/fields" -> response.send(bytes(request.headers().toString()));
      case "/stream" -> stream(response, Long.parseLong(query(request)));
      case "/large" -> response.send(new byte[Integer.parseInt(query(request))]);
      case "/error" -> throw new IllegalStateException("secret");
      case "/gone" -> throw new HttpError(410, "no \"more\"").withHeader("X-Why", "because");
      case "/unfit-error" -> throw new HttpError(400, "x").withHeader(query(request), "5");
      case "/declared" -> response.header("Content-Length", "5");
      case "/break" -> breakOff(response);
      case "/late" -> lateFailure(response);
      case "/nothing" -> response.status(202);
      case "/split" -> response.header("X-Evil", query(request).replace("%0d%0a", "\r\n")).send();
      case "/hold" -> hold(response);
      case "/leak" -> leak(request, response);
      case "/where" -> response.send(bytes("" + request.remoteAddress() + request.localAddress()));
      case "/hints" -> response.earlyHints("</a>; rel=preload").send(bytes("hello"));
      case "/trailers" -> {
        request.body().bytes();
        response.trailer("Sum", "" + request.trailers().first("sum")).send(bytes("x"));
      }
      case "/thread" -> elsewhere(request, response);
      case "/waits" -> told.complete(waitForBody(request));
      case "/writes" -> told.complete(writeForever(response));
      default -> throw new HttpError(404, "nothing at " + request.path());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String query(Request request) {
    String query = request.query();
    return query == null ? "" : query;
  }

  private static void pipe(Request request, Response response) throws IOException {
    byte[] piece = new byte[10_000];
    Body body = request.body().limit(Long.MAX_VALUE);
    OutputStream out = response.stream();
    for (int count = body.read(piece, 0, piece.length);
        count >= 0;
        count = body.read(piece, 0, piece.length)) {
      out.write(piece, 0, count);
    }
  }

  private static long count(Body body) throws IOException {
    byte[] piece = new byte[10_000];
    long sum = 0;
    for (int count = body.read(piece, 0, piece.length);
        count >= 0;
        count = body.read(piece, 0, piece.length)) {
      sum += count;
    }
    return sum;
  }

  private static void stream(Response response, long length) throws IOException {
    byte[] piece = new byte[30_000];
    OutputStream out = response.stream();
    for (long left = length; left > 0; left -= piece.length) {
      out.write(piece, 0, (int) Math.min(left, piece.length));
    }
  }

  private static void breakOff(Response response) throws IOException {
    response.stream().write(bytes("half"));
    response.stream().flush();
    throw new IllegalStateException("in the middle");
  }

  private static void lateFailure(Response response) {
    response.send(bytes("whole"));
    throw new IllegalStateException("after the response");
  }

  private void hold(Response response) {
    entered.countDown();
    try {
      release.await();
      response.send(bytes("held"));
      told.complete("released");
    } catch (InterruptedException interrupted) {
      told.complete("interrupted");
      response.send(bytes("interrupted"));
    }
  }

  private void leak(Request request, Response response) {
    told.complete("x");
    Thread.ofPlatform()
        .start(() -> {
          leaked.add(request);
          release.countDown();
        });
    response.send();
  }

  private final List<Request> leaked = new ArrayList<>();

  /// A handler may pass its request on to another thread as long as it waits for that.
  private static void elsewhere(Request request, Response response)
      throws InterruptedException, ExecutionException {
    CompletableFuture<String> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            response.send(request.body().bytes());
            done.complete("");
          } catch (IOException failure) {
            done.completeExceptionally(failure);
          }
        });
    done.get();
  }

  private String waitForBody(Request request) {
    entered.countDown();
    try {
      return "read " + request.body().bytes().length;
    } catch (ClientGone gone) {
      return "gone";
    } catch (IOException | RuntimeException failure) {
      return failure.toString();
    }
  }

  private String writeForever(Response response) {
    entered.countDown();
    try {
      byte[] piece = new byte[10_000];
      while (true) {
        response.stream().write(piece);
      }
    } catch (ClientGone gone) {
      return "gone";
    } catch (IOException failure) {
      return failure.toString();
    }
  }

  private RawClient client() throws IOException {
    return new RawClient(server.address());
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private String told() throws InterruptedException, ExecutionException, TimeoutException {
    return told.get(10, TimeUnit.SECONDS);
  }

  @Test
  void requestsAreAnsweredOnOneConnection() throws IOException {
    try (RawClient client = client()) {
      for (int request = 0; request < 100; request++) {
        assertThat(client.send(get("/hello")).response())
            .startsWith("HTTP/1.1 200 OK\r\nServer: weft\r\nDate: ")
            .contains("Content-Type: text/plain\r\nContent-Length: 5\r\n")
            .endsWith("\r\n\r\nhello");
      }
    }
    assertThat(server.counters().requests()).isEqualTo(100);
    assertThat(server.counters().responses2xx()).isEqualTo(100);
    assertThat(server.counters().connectionsAccepted()).isEqualTo(1);
  }

  /// A proxy that takes the last and a handler that takes the first would see two requests in one.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Basic YQ==\r\nauthorization: Basic Yg==",
        "Proxy-Authorization: Basic YQ==\r\nProxy-Authorization: Basic Yg==",
        "Content-Type: text/plain\r\nA: b\r\nCONTENT-TYPE: text/html",
        "Content-Type: text/plain\r\nContent-Type: text/plain\r\nContent-Type: ",
        "Range: bytes=0-1\r\nRange: bytes=2-3",
        "If-Range: \"a\"\r\nIf-Range: \"b\"",
        "Origin: http://a\r\nOrigin: http://b"
      })
  void aRequestThatContradictsItselfIsRefusedAndTheConnectionGoesOn(String fields)
      throws IOException {
    String request = get("/hello").replace("Host: a", "Host: a\r\n" + fields);
    try (RawClient client = client()) {
      assertThat(client.send(request).response())
          .startsWith("HTTP/1.1 400 ")
          .contains("is there twice, with different values")
          .doesNotContain("Yg==", "Connection: close");
      assertThat(client.send(get("/hello")).response()).endsWith("hello");
    }
  }

  @Test
  void fieldsThatAreListsOrRepeatedAsTheyAreMayComeTwice() throws IOException {
    String fields =
        "Content-Type: a/b\r\nContent-Type: a/b\r\nAccept: a/b\r\nAccept: c/d\r\nX-A: 1\r\nX-A: 2";
    try (RawClient client = client()) {
      assertThat(client.send(get("/hello").replace("Host: a", "Host: a\r\n" + fields)).response())
          .endsWith("hello");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int request = 0; request < 200; request++) {
      requests
          .append("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")
          .append(100 + request);
    }
    try (RawClient client = client()) {
      client.send(requests.toString());
      for (int request = 0; request < 200; request++) {
        assertThat(client.response()).endsWith("\r\n\r\n" + (100 + request));
      }
    }
  }

  @Test
  void manyConnectionsAreServedAtATime() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int index = 0; index < 100; index++) {
      clients.add(client().send(get("/hello")));
    }
    for (RawClient client : clients) {
      assertThat(client.response()).endsWith("hello");
      client.close();
    }
  }

  @Test
  void bodiesComeInAnyFraming() throws IOException {
    String text = "0123456789".repeat(20_000);
    try (RawClient client = client()) {
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n").send(text);
      assertThat(client.response()).endsWith(text);
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int from = 0; from < text.length(); from += 1000) {
        client.send("3e8\r\n" + text.substring(from, from + 1000) + "\r\n");
      }
      assertThat(client.send("0\r\n\r\n").response()).endsWith(text);
      client.send("POST /pipe HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertThat(client.send("5\r\nhello\r\n0\r\n\r\n").response()).endsWith("hello");
      client.send("GET /hello HTTP/1.0\r\n\r\n");
      assertThat(client.rest()).contains("Connection: close\r\n").endsWith("hello");
    }
  }

  @Test
  void bodiesStreamBothWays() throws Exception {
    int length = 20_000_000;
    byte[] piece = new byte[100_000];
    try (RawClient client = client()) {
      client.send("POST /pipe HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
      Thread sender =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int sent = 0; sent < length; sent += piece.length) {
                    client.send(piece, piece.length);
                  }
                } catch (IOException failure) {
                  told.completeExceptionally(failure);
                }
              });
      assertThat(client.response().length()).isGreaterThan(length);
      sender.join();
    }
  }

  @Test
  void largeUploadsAndDownloadsPass() throws IOException {
    byte[] piece = new byte[100_000];
    try (RawClient client = client()) {
      client.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\n\r\n");
      for (int count = 0; count < 300; count++) {
        client.send(piece, piece.length);
      }
      assertThat(client.response()).endsWith("30000000");
      assertThat(client.send(get("/stream?30000000")).response().length())
          .isGreaterThan(30_000_000);
      assertThat(client.send(get("/large?5000000")).response().length()).isGreaterThan(5_000_000);
      assertThat(client.send(get("/hello")).response()).endsWith("hello");
    }
  }

  @Test
  void aRequestMayComeByteByByte() throws IOException {
    String request =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
    try (RawClient client = client()) {
      for (int at = 0; at < request.length(); at++) {
        client.send(request.substring(at, at + 1));
      }
      assertThat(client.response()).endsWith("hi");
    }
  }

  @Test
  void trailersGoBothWays() throws IOException {
    try (RawClient client = client()) {
      client.send("POST /trailers HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("1\r\nx\r\n0\r\nSum: 42\r\n\r\n");
      assertThat(client.head()).contains("Transfer-Encoding: chunked");
      assertThat(client.head()).isEqualTo("1\r\nx\r\n0\r\nSum: 42\r\n\r\n");
    }
  }

  @Test
  void aFailedHandlerIsAnsweredWithAnIdAndTheConnectionGoesOn() throws IOException {
    try (RawClient client = client()) {
      String answer = client.send(get("/error")).response();
      assertThat(answer)
          .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
          .contains("Content-Type: application/problem+json\r\n", "\"status\":500,\"id\":\"")
          .doesNotContain("secret", "Connection: close");
      String id = answer.replaceAll("(?s).*\"id\":\"([0-9a-f]+)\".*", "$1");
      List<RecordingLoggerFinder.Line> logged = RecordingLoggerFinder.lines(id);
      assertThat(logged).as("logged once").hasSize(1);
      assertThat(logged.getFirst().message()).contains("GET /error");
      assertThat(logged.getFirst().thrown()).hasMessage("secret");
      assertThat(client.send(get("/hello")).response()).endsWith("hello");
    }
    assertThat(server.counters().handlerFailures()).isEqualTo(1);
    assertThat(server.counters().responses5xx()).isEqualTo(1);
  }

  @Test
  void anHttpErrorIsAnsweredAsAProblem() throws IOException {
    try (RawClient client = client()) {
      assertThat(client.send(get("/gone")).response())
          .startsWith("HTTP/1.1 410 Gone\r\n")
          .contains("X-Why: because\r\n")
          .endsWith("{\"title\":\"Gone\",\"status\":410," + "\"detail\":\"no \\\"more\\\"\"}");
      assertThat(client.send(get("/elsewhere")).response()).startsWith("HTTP/1.1 404 ");
    }
    assertThat(server.counters().handlerFailures()).isZero();
  }

  /// Only one request at a time: a place that was lost would be missed.
  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "Transfer-Encoding", "Connection"})
  void anErrorThatCannotBeSentIsOurFaultAndTheServerGoesOn(String field) throws IOException {
    start(HttpLimits.DEFAULTS.withRequestsMax(1));
    try (RawClient client = client()) {
      assertThat(client.send(get("/unfit-error?" + field)).response())
          .startsWith("HTTP/1.1 500 Internal Server Error\r\n");
      assertThat(client.send(get("/hello")).response()).endsWith("hello");
    }
  }

  /// The client would take what follows for the body.
  @Test
  void aLengthWithoutItsBodyIsNotSent() throws IOException {
    try (RawClient client = client()) {
      assertThat(client.send(get("/declared")).response()).startsWith("HTTP/1.1 500 ");
      assertThat(client.send("HEAD /declared HTTP/1.1\r\nHost: a\r\n\r\n").head())
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-Length: 5\r\n");
      assertThat(client.send(get("/hello")).response()).endsWith("hello");
    }
  }

  @Test
  void aFailureInsideAResponseIsSeenByTheClient() throws IOException {
    try (RawClient client = client()) {
      String answer = client.send(get("/break")).head();
      assertThat(answer).contains("Transfer-Encoding: chunked");
      assertThat(client.rest()).as("without a last chunk").isEqualTo("4\r\nhalf\r\n");
    }
  }

  private static String restOrReset(RawClient client) throws IOException {
    try {
      return client.rest();
    } catch (SocketException reset) {
      return "[reset]";
    }
  }

  @Test
  void aFailureBehindAWholeResponseHarmsNobody() throws IOException {
    try (RawClient client = client()) {
      assertThat(client.send(get("/late")).response()).endsWith("whole");
      assertThat(client.send(get("/hello")).response()).endsWith("hello");
    }
  }

  @Test
  void aHandlerThatSendsNothingHasSentAnEmptyBody() throws IOException {
    try (RawClient client = client()) {
      assertThat(client.send(get("/nothing")).response())
          .startsWith("HTTP/1.1 202 Accepted\r\n")
          .contains("Content-Length: 0\r\n");
    }
  }

  @Test
  void aResponseCannotBeSplit() throws IOException {
    try (RawClient client = client()) {
      assertThat(client.send(get("/split?a%0d%0aSet-Cookie:%20b=c")).response())
          .startsWith("HTTP/1.1 500 ")
          .doesNotContain("Set-Cookie", "X-Evil");
    }
  }

  @Test
  void aRequestIsOfNoUseBehindItsHandler() throws Exception {
    try (RawClient client = client()) {
      client.send(get("/leak")).response();
      release.await();
      client.send(get("/hello")).response();
    }

    assertThatIllegalStateException().isThrownBy(() -> leaked.getFirst().path());
  }

  @Test
  void addressesAreTold() throws IOException {
    try (RawClient client = client()) {
      assertThat(client.send(get("/where")).response()).endsWith("/127.0.0.1:" + port());
    }
  }

  private int port() {
    return ((InetSocketAddress) server.address()).getPort();
  }

  @Test
  void continueIsSentWhenTheBodyIsRead() throws IOException {
    try (RawClient client = client()) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.send("hi").response()).endsWith("hi");
      client.send(
          "POST /hello HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 200 OK").contains("Connection: close");
    }
  }

  @Test
  void earlyHintsComeFirst() throws IOException {
    try (RawClient client = client()) {
      client.send(get("/hints"));
      assertThat(client.head())
          .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n");
      assertThat(client.response()).startsWith("HTTP/1.1 200 OK").endsWith("hello");
    }
  }

  @Test
  void anotherThreadMayReadAndAnswer() throws IOException {
    try (RawClient client = client()) {
      client.send("POST /thread HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.send("12345").response()).endsWith("12345");
      assertThat(client.send(get("/hello")).response()).endsWith("hello");
    }
  }

  @Test
  void anAnnouncedBodyThatIsTooLargeIsRefusedBeforeItComes() throws IOException {
    try (RawClient client = client()) {
      client.send("POST /limited HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 413 Content Too Large\r\n")
          .contains("Connection: close\r\n");
    }
  }

  @Test
  void aChunkedBodyThatGrowsTooLargeIsRefused() throws IOException {
    try (RawClient client = client()) {
      client.send("POST /limited HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("100001\r\n" + "x".repeat(0x100001));
      assertThat(client.rest())
          .startsWith("HTTP/1.1 413 Content Too Large\r\n")
          .contains("Connection: close\r\n");
    }
  }

  @Test
  void aClientThatResetsInterruptsItsHandler() throws Exception {
    RawClient client = client().send(get("/hold"));
    entered.await();

    client.reset();

    assertThat(told()).isEqualTo("interrupted");
    try (RawClient other = client()) {
      assertThat(other.send(get("/hello")).response()).endsWith("hello");
    }
    assertThat(server.counters().clientsGone()).isEqualTo(1);
  }

  @Test
  void aClientThatClosesInterruptsItsHandler() throws Exception {
    RawClient client = client().send(get("/hold"));
    entered.await();

    client.close();

    assertThat(told()).isEqualTo("interrupted");
  }

  @Test
  void aHalfClosingClientIsServedWhenThatIsAllowed() throws Exception {
    server.close();
    start(OPTIONS.withHalfClosingClients(true));
    try (RawClient client = client().send(get("/hold")).endSending()) {
      entered.await();
      release.countDown();
      assertThat(client.rest()).startsWith("HTTP/1.1 200 OK").endsWith("held");
    }
    assertThat(told()).isEqualTo("released");
  }

  @Test
  void aClientThatGoesWhileItsBodyIsReadIsGone() throws Exception {
    RawClient client = client();
    client.send("POST /waits HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");
    entered.await();

    client.reset();

    assertThat(told()).isEqualTo("gone");
  }

  @Test
  void aClientThatGoesWhileItIsWrittenToIsGone() throws Exception {
    RawClient client = client().send(get("/writes"));
    entered.await();
    client.head();

    client.reset();

    assertThat(told()).isEqualTo("gone");
  }

  @Test
  void aSlowReaderHoldsItsWriterBack() throws Exception {
    try (RawClient slow = new RawClient(server.address(), 8192)) {
      slow.send(get("/stream?100000000"));
      slow.head();
      try (RawClient other = client()) {
        assertThat(other.send(get("/hello")).response()).endsWith("hello");
      }
      long inUse = mode.buffersInUse();
      assertThat(inUse).as("128 KiB under way at most").isLessThan(40);
    }
  }

  @Test
  void headsThatDoNotCompleteAreTold408() throws IOException {
    // Time for a client to send the beginning, on a busy machine too.
    start(HttpLimits.DEFAULTS.withHeadTimeout(Duration.ofMillis(500)));
    try (RawClient client = client()) {
      assertThat(client.send("GET / HTTP/1.1\r\nHo").rest()).startsWith("HTTP/1.1 408 ");
    }
    try (RawClient silent = client()) {
      assertThat(silent.rest()).isEmpty();
    }
    assertThat(server.counters().faults()).containsEntry("HEAD_TIMEOUT", 1L);
  }

  @Test
  void idleConnectionsAreClosed() throws IOException {
    start(HttpLimits.DEFAULTS.withKeepAliveTimeout(Duration.ofMillis(100)));
    try (RawClient client = client()) {
      assertThat(client.send(get("/hello")).response()).endsWith("hello");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void bodiesThatStopAreTold408() throws IOException {
    start(HttpLimits.DEFAULTS.withBodyIdleTimeout(Duration.ofMillis(100)));
    try (RawClient client = client()) {
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");
      assertThat(client.rest()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
    }
  }

  @Test
  void clientsThatTakeNothingAreReset() throws Exception {
    start(HttpLimits.DEFAULTS.withWriteTimeout(Duration.ofMillis(200)));
    try (RawClient client = new RawClient(server.address(), 4096)) {
      client.send(get("/writes"));

      assertThat(told()).isEqualTo("gone");
    }
  }

  @Test
  void tooManyConnectionsAreTold503() throws IOException {
    start(HttpLimits.DEFAULTS.withConnectionsMax(2));
    try (RawClient first = client();
        RawClient second = client()) {
      assertThat(first.send(get("/hello")).response()).endsWith("hello");
      assertThat(second.send(get("/hello")).response()).endsWith("hello");
      try (RawClient third = client()) {
        assertThat(third.rest())
            .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
            .contains("Retry-After: 1\r\n");
      }
      assertThat(first.send(get("/hello")).response()).endsWith("hello");
    }
    assertThat(server.counters().connectionsRefused()).isEqualTo(1);
  }

  @Test
  void tooManyConnectionsOfAnAddressAreTold503() throws IOException {
    start(HttpLimits.DEFAULTS.withConnectionsPerAddressMax(1));
    try (RawClient first = client()) {
      assertThat(first.send(get("/hello")).response()).endsWith("hello");
      try (RawClient second = client()) {
        // One of several hubs may never have answered anything before.
        assertThat(second.rest()).startsWith("HTTP/1.1 503 ").doesNotContain(" 1970 ");
      }
    }
    awaitConnections(0);
    try (RawClient again = client()) {
      assertThat(again.send(get("/hello")).response()).endsWith("hello");
    }
  }

  private void awaitConnections(long count) {
    while (server.counters().connectionsOpen() != count) {
      Thread.onSpinWait();
    }
  }

  /// A response may be there before its handler has returned.
  private void awaitRequests(int count) {
    while (server.counters().requestsOpen() != count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void tooManyRequestsAreTold503AndTheConnectionGoesOn() throws Exception {
    start(HttpLimits.DEFAULTS.withRequestsMax(1));
    try (RawClient first = client().send(get("/hold"));
        RawClient second = client()) {
      entered.await();
      assertThat(second.send(get("/hello")).response())
          .startsWith("HTTP/1.1 503 ")
          .contains("Retry-After: 1\r\n")
          .doesNotContain("Connection: close");
      release.countDown();
      assertThat(first.response()).endsWith("held");
      awaitRequests(0);
      assertThat(second.send(get("/hello")).response()).endsWith("hello");
    }
    assertThat(server.counters().requestsRefused()).isEqualTo(1);
  }

  @Test
  void connectionsEndBehindTheirLastRequest() throws IOException {
    start(HttpLimits.DEFAULTS.withRequestsPerConnectionMax(2));
    try (RawClient client = client()) {
      assertThat(client.send(get("/hello")).response()).doesNotContain("Connection: close");
      assertThat(client.send(get("/hello") + get("/hello")).rest())
          .containsOnlyOnce("HTTP/1.1 200 OK")
          .contains("Connection: close");
    }
  }

  @Test
  void oldConnectionsEndBehindTheirResponse() throws IOException {
    start(HttpLimits.DEFAULTS.withConnectionAgeMax(Duration.ofNanos(1)));
    try (RawClient client = client()) {
      assertThat(client.send(get("/hello")).rest()).contains("Connection: close").endsWith("hello");
    }
  }

  @Test
  void stoppingFinishesWhatIsUnderWay() throws Exception {
    try (RawClient busy = client().send(get("/hold"));
        RawClient idle = client()) {
      idle.send(get("/hello")).response();
      entered.await();
      awaitRequests(1);
      CompletableFuture<StopReport> stopped =
          CompletableFuture.supplyAsync(() -> server.stop(Duration.ofSeconds(20)));

      assertThat(idle.rest()).as("idle connections end at once").isEmpty();
      release.countDown();

      assertThat(busy.rest()).contains("Connection: close").endsWith("held");
      // The server waits a while for clients to have seen its end.
      busy.close();
      idle.close();
      StopReport report = stopped.get();
      assertThat(report.isClean()).isTrue();
      assertThat(report.requests()).isEqualTo(1);
    }
  }

  @Test
  void stoppingCutsWhatDoesNotEnd() throws Exception {
    try (RawClient busy = client().send(get("/hold"))) {
      entered.await();

      StopReport report = server.stop(Duration.ofMillis(50));

      assertThat(report.requestsCut()).isEqualTo(1);
      assertThat(report.connectionsCut()).isEqualTo(1);
      assertThat(told()).isEqualTo("interrupted");
      assertThat(restOrReset(busy)).isIn("", "[reset]");
    }
  }

  @Test
  void aStoppedServerAcceptsNothing() {
    InetSocketAddress address = (InetSocketAddress) server.address();

    // As long as it takes: no clock gets there.
    server.stop(Duration.ofSeconds(Long.MAX_VALUE));

    assertThatIOException().isThrownBy(() -> new RawClient(address).close());
  }

  @Test
  void aPortInUseIsRefused() throws IOException {
    try (ServerSocket held = new ServerSocket()) {
      held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

      assertThatIOException()
          .isThrownBy(() ->
              HttpServer.start(
                  mode.hubs(), OPTIONS.withAddress(held.getLocalSocketAddress()), this::handle));
    }
  }

  @Test
  void handlersRunOnTheHubThatHasTheirConnection() throws Exception {
    server.close();
    server =
        HttpServer.start(
            mode.hubs(),
            OPTIONS,
            (request, response) -> {
              Hub hub = Hub.current();
              response.send(bytes(Thread.currentThread().isVirtual() + " " + (hub != null)));
            });
    boolean carried = mode.hubs().hub(0).carriesThreads();
    try (RawClient client = client()) {
      assertThat(client.send(get("/")).response()).endsWith("true " + carried);
    }
  }
}
