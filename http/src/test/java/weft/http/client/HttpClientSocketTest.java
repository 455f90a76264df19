package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
import weft.http.Body;
import weft.http.HttpError;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;
import weft.http.Request;
import weft.http.Response;
import weft.http.server.HttpServer;
import weft.hub.Hub;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsClientOptions;
import weft.hub.tls.TlsOptions;

/// A client and a server of ours on real hubs and sockets.
@ParameterizedClass
@EnumSource(CallMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpClientSocketTest {
  @TempDir static Path folder = Path.of("");

  @Parameter CallMode mode = CallMode.NIO_HTTP1;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CompletableFuture<String> told = new CompletableFuture<>();
  private HttpServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    HttpOptions options = HttpOptions.DEFAULTS.withAddress(loopback());
    if (mode.isSecure()) {
      TlsOptions tls =
          TlsOptions.DEFAULTS.withIdentity(certificate().identity()).withProvider(mode.tls());
      options = options.withHttps(new HttpsOptions(loopback(), tls));
    }
    server = HttpServer.start(mode.hubs.hubs(), options, this::handle);
    client = HttpClient.on(mode.hubs.hubs(), options());
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static DevelopmentCertificate certificate() throws IOException {
    return DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
  }

  private ClientOptions options() throws IOException {
    ClientOptions options =
        ClientOptions.DEFAULTS.withProtocol(mode.protocol).withProxies(Proxies.NONE);
    return mode.isSecure()
        ? options.withTls(
            TlsClientOptions.DEFAULTS
                .withTrustAnchors(List.of(certificate().certificateFile()))
                .withProvider(mode.tls()))
        : options;
  }

  @AfterEach
  void stop() {
    release.countDown();
    client.close();
    server.close();
    mode.hubs.assertBuffersReturned();
  }

  private String uri(String path) {
    InetSocketAddress address =
        (InetSocketAddress) (mode.isSecure() ? server.tlsAddress() : server.address());
    return (mode.isSecure() ? "https" : "http") + "://127.0.0.1:" + address.getPort() + path;
  }

  private void handle(Request request, Response response) throws Exception {
    switch (request.path()) {
      case "/hello" -> response.header("Content-Type", "text/plain").send(bytes("hello"));
      case "/echo" -> response.send(request.body().limit(Long.MAX_VALUE).bytes());
      case "/pipe" -> pipe(request, response);
      case "/version" -> response.send(bytes(request.version()));
      case "/fields" -> response.send(bytes(request.headers().toString()));
      case "/large" -> large(response, Long.parseLong("" + request.query()));
      case "/writable" -> writable(response);
      case "/refuse" -> throw new HttpError(413, "not so much");
      case "/break" -> {
        response.stream().write(bytes("half"));
        response.stream().flush();
        throw new IllegalStateException("in the middle");
      }
      case "/hints" -> response.earlyHints("</a>; rel=preload").send(bytes("hello"));
      case "/trailers" -> {
        request.body().bytes();
        response.trailer("Sum", "" + request.trailers().first("sum")).send(bytes("x"));
      }
      case "/hold" -> hold(response);
      case "/next" -> response.send(bytes(inner()));
      default -> throw new HttpError(404, "nothing at " + request.path());
    }
  }

  private static void pipe(Request request, Response response) throws IOException {
    byte[] piece = new byte[10_000];
    Body body = request.body().limit(Long.MAX_VALUE);
    OutputStream out = response.stream();
    for (int count = body.read(piece, 0, piece.length);
        count >= 0;
        count = body.read(piece, 0, piece.length)) {
      out.write(piece, 0, count);
      out.flush();
    }
  }

  private static void large(Response response, long length) throws IOException {
    byte[] piece = new byte[30_000];
    OutputStream out = response.stream();
    for (long left = length; left > 0; left -= piece.length) {
      out.write(piece, 0, (int) Math.min(left, piece.length));
    }
  }

  /// Writes and flushes as much as can be written without a wait, and tells how much that was.
  private void writable(Response response) throws IOException {
    OutputStream out = response.stream();
    int before = response.writable();
    out.flush();
    Hub hub = Hub.current();
    long turn = turnOf(hub);
    int sum = 0;
    for (int room = response.writable(); room > 0; room = response.writable()) {
      out.write(new byte[room]);
      out.flush();
      sum += room;
    }
    boolean hasWaited = turnOf(hub) != turn;
    told.complete(before + " " + sum + (hasWaited ? " waited" : ""));
  }

  private static long turnOf(@Nullable Hub hub) {
    return hub == null ? 0 : hub.counters().turns();
  }

  private void hold(Response response) {
    entered.countDown();
    try {
      release.await();
      response.send(bytes("held"));
      told.complete("released");
    } catch (InterruptedException interrupted) {
      told.complete("interrupted");
    }
  }

  /// A handler that calls its own server, on its own hub.
  private String inner() throws IOException {
    try (ClientResponse response = client.get(uri("/hello")).send()) {
      return "inner " + response.text();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private String get(String path) throws IOException {
    try (ClientResponse response = client.get(uri(path)).send()) {
      return response.text();
    }
  }

  /// A thread of the hub that waits lets turns pass.
  @Test
  void whatIsWritableIsTakenWithoutAWait() throws Exception {
    String body = get("/writable");

    int least = mode.hubs.hubs().hub(0).carriesThreads() ? 60_000 : 0;
    assertThat(told.get()).isEqualTo("0 " + body.length());
    assertThat(body.length()).isBetween(least, 128 * 1024);
  }

  // Whole.

  @Test
  void aResponseHasStatusFieldsAndBody() throws IOException {
    try (ClientResponse response = client.get(uri("/hello")).send()) {
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Content-Type")).isEqualTo("text/plain");
      assertThat(response.length()).isEqualTo(5);
      assertThat(response.version()).isEqualTo(mode.isHttp2() ? "HTTP/2" : "HTTP/1.1");
      assertThat(response.text()).isEqualTo("hello");
    }
    assertThat(get("/version")).isEqualTo(mode.isHttp2() ? "HTTP/2" : "HTTP/1.1");
  }

  @Test
  void anErrorIsAResponse() throws IOException {
    try (ClientResponse response = client.get(uri("/nowhere")).send()) {
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.text()).contains("nothing at /nowhere");
    }
  }

  @Test
  void headHasNoBodyButItsLength() throws IOException {
    try (ClientResponse response = client.head(uri("/hello")).send()) {
      assertThat(response.header("content-length")).isEqualTo("5");
      assertThat(response.bytes()).isEmpty();
    }
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void bodiesComeBackAsTheyWent() throws IOException {
    for (int length : new int[] {0, 1, 1000, 16_384, 65_536, 100_000, 3_000_000}) {
      byte[] sent = random(length);
      assertThat(client.post(uri("/echo")).body(sent).send().bytes()).isEqualTo(sent);
      InputStream known = new ByteArrayInputStream(sent);
      assertThat(client.post(uri("/echo")).body(known, length).send().bytes()).isEqualTo(sent);
      InputStream unknown = new ByteArrayInputStream(sent);
      assertThat(client.post(uri("/echo")).body(unknown, -1).send().bytes()).isEqualTo(sent);
    }
  }

  @Test
  void aStreamOfAnotherLengthThanAnnouncedFailsTheCall() throws IOException {
    for (int length : new int[] {99_999, 100_001}) {
      ClientRequest request =
          client.post(uri("/echo")).body(new ByteArrayInputStream(random(100_000)), length);
      assertThatIOException().isThrownBy(request::send).withMessageContaining("announced");
    }
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void fieldsAreSentOnceAndWithTheClientsOwn() throws IOException {
    String fields =
        client
            .get(uri("/fields"))
            .header("X-One", "1")
            .header("x-one", "2")
            .addHeader("X-Two", "a")
            .addHeader("X-Two", "b")
            .send()
            .text();
    assertThat(fields)
        .contains("x-one: 2\nx-two: a\nx-two: b\n", "user-agent: weft\n", "accept: */*\n")
        .doesNotContain("x-one: 1");
  }

  @Test
  void trailersGoBothWays() throws IOException {
    try (ClientResponse response =
        client.post(uri("/trailers")).body(random(10_000)).trailer("Sum", "42").send()) {
      assertThat(response.text()).isEqualTo("x");
      assertThat(response.trailers().first("sum")).isEqualTo("42");
    }
  }

  @Test
  void trailersAreAnnounced() throws IOException {
    String fields =
        client
            .post(uri("/fields"))
            .body("x")
            .trailer("Sum", "1")
            .trailer("Other", "2")
            .trailer("sum", "3")
            .send()
            .text();
    assertThat(fields).contains("trailer: sum, other\n");
    assertThat(client.post(uri("/fields")).body("x").send().text()).doesNotContain("trailer");
  }

  @Test
  void interimResponsesAreTold() throws IOException {
    List<String> seen = new ArrayList<>();
    try (ClientResponse response =
        client
            .get(uri("/hints"))
            .onInterim((status, fields) -> seen.add(status + " " + fields.first("link")))
            .send()) {
      assertThat(response.text()).isEqualTo("hello");
    }
    assertThat(seen).containsExactly("103 </a>; rel=preload");
  }

  @Test
  void aBodyTheServerWasAskedAboutIsSentWhenItIsWanted() throws IOException {
    byte[] sent = random(200_000);
    assertThat(client.post(uri("/echo")).expectContinue().body(sent).send().bytes())
        .isEqualTo(sent);
    try (ClientResponse refused = client.post(uri("/refuse")).expectContinue().body(sent).send()) {
      assertThat(refused.status()).isEqualTo(413);
    }
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void aServerThatDoesNotWantTheBodyIsHeard() throws IOException {
    try (ClientResponse response = client.post(uri("/refuse")).body(new byte[8 << 20]).send()) {
      assertThat(response.status()).isEqualTo(413);
    } catch (CallFailed lost) {
      // The server ends its connection of HTTP/1.1 behind such an answer, which may be overtaken.
      assertThat(lost.kind()).isEqualTo(CallFailed.Kind.LOST);
      assertThat(mode.isHttp2()).isFalse();
    }
    assertThat(get("/hello")).isEqualTo("hello");
  }

  // Piece by piece.

  @Test
  void aCallIsWrittenAndReadAtATime() throws IOException {
    try (ClientCall call = client.post(uri("/pipe")).start(-1)) {
      byte[] piece = new byte[1000];
      for (int round = 0; round < 50; round++) {
        byte[] sent = random(1000 - round);
        call.write(sent);
        int got = 0;
        while (got < sent.length) {
          got += call.response().read(piece, got, sent.length - got);
        }
        assertThat(piece).startsWith(sent);
      }
      call.end();
      assertThat(call.response().read(piece, 0, 1)).isEqualTo(-1);
    }
  }

  @Test
  void aLargeBodyIsReadAsItComes() throws IOException {
    long length = 30_000_000;
    long sum = 0;
    try (ClientResponse response = client.get(uri("/large?" + length)).send()) {
      byte[] piece = new byte[50_000];
      for (int count = response.read(piece, 0, piece.length);
          count >= 0;
          count = response.read(piece, 0, piece.length)) {
        sum += count;
      }
    }
    assertThat(sum).isEqualTo(length);
  }

  @Test
  void bytesTakesNoMoreThanAllowed() throws IOException {
    try (HttpClient strict = HttpClient.on(mode.hubs.hubs(), options().withBodyBytesMax(100_000))) {
      assertThat(strict.get(uri("/large?100000")).send().bytes()).hasSize(100_000);
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> strict.get(uri("/large?100001")).send().bytes())
          .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TOO_LARGE));
    }
  }

  @Test
  void aResponseThatIsNotWholeFails() throws IOException {
    try (ClientResponse response = client.get(uri("/break")).send()) {
      assertThat(response.status()).isEqualTo(200);
      assertThatExceptionOfType(CallFailed.class).isThrownBy(response::bytes);
    }
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void aResponseThatIsNotReadHurtsNobody() throws IOException {
    for (int round = 0; round < 20; round++) {
      try (ClientResponse response = client.get(uri("/large?5000000")).send()) {
        assertThat(response.status()).isEqualTo(200);
      }
    }
    assertThat(get("/hello")).isEqualTo("hello");
    assertThat(client.counters().failures()).isZero();
  }

  // Many.

  @Test
  void callsOneByOneShareAConnection() throws IOException {
    try (HttpClient single = HttpClient.open(options())) {
      for (int round = 0; round < 20; round++) {
        assertThat(single.get(uri("/hello")).send().text()).isEqualTo("hello");
      }
      assertThat(single.counters().connectionsOpened()).isEqualTo(1);
      assertThat(single.counters().callsOnUsedConnections()).isEqualTo(19);
      assertThat(single.counters().responses()).isEqualTo(20);
    }
  }

  @Test
  void manyCallsAtATimeFromThreadsOfAllKinds() throws InterruptedException {
    List<String> answers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < 120; number++) {
      byte[] sent = random(number * 97);
      Runnable call =
          () -> {
            String answer;
            try {
              byte[] got = client.post(uri("/echo")).body(sent).send().bytes();
              answer = Arrays.equals(got, sent) ? "same" : "other";
            } catch (IOException failed) {
              answer = failed.toString();
            }
            synchronized (answers) {
              answers.add(answer);
            }
          };
      threads.add(
          switch (number % 3) {
            case 0 -> Thread.ofPlatform().start(call);
            case 1 -> Thread.ofVirtual().start(call);
            default -> mode.hubs.hubs().hub(number % 2).start(call);
          });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(answers).hasSize(120).containsOnly("same");
    if (mode.isHttp2()) {
      assertThat(client.counters().connectionsOpened()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void aBoundOnConnectionsMakesOthersWait() throws Exception {
    try (HttpClient narrow = HttpClient.open(options().withConnectionsMax(1).withWaitingMax(1))) {
      List<CompletableFuture<String>> calls = new ArrayList<>();
      calls.add(held(narrow));
      entered.await();
      if (!mode.isHttp2()) {
        calls.add(held(narrow));
        awaitWaiting(narrow);
        assertThatExceptionOfType(CallFailed.class)
            .isThrownBy(() -> narrow.get(uri("/hello")).send())
            .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.OVERLOAD));
      }
      release.countDown();
      for (CompletableFuture<String> call : calls) {
        assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("held");
      }
      assertThat(narrow.counters().connectionsOpened()).isEqualTo(1);
    }
  }

  private void awaitWaiting(HttpClient by) {
    Hub clock = mode.hubs.hubs().hub(0);
    long deadline = clock.clockNanos() + TimeUnit.SECONDS.toNanos(10);
    while (by.counters().waiting() == 0 && clock.clockNanos() < deadline) {
      Thread.onSpinWait();
    }
  }

  private CompletableFuture<String> held(HttpClient by) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (ClientResponse response = by.get(uri("/hold")).send()) {
            answer.complete(response.text());
          } catch (IOException failed) {
            answer.completeExceptionally(failed);
          }
        });
    return answer;
  }

  @Test
  void aHandlerMayCallItsOwnServer() throws IOException {
    assertThat(get("/next")).isEqualTo("inner hello");
  }

  // Ends before their time.

  @Test
  void aCallThatTakesTooLongIsGivenUp() throws Exception {
    // On a busy machine the time may be over before the handler has begun: nobody is told then.
    do {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> client.get(uri("/hold")).timeout(Duration.ofMillis(300)).send())
          .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TIMEOUT));
    } while (entered.getCount() > 0);
    assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void aSilentServerIsGivenUp() throws Exception {
    try (HttpClient hasty =
        HttpClient.on(mode.hubs.hubs(), options().withIdleTimeout(Duration.ofMillis(300)))) {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> hasty.get(uri("/hold")).send())
          .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TIMEOUT));
      assertThat(hasty.counters().responses()).isZero();
      assertThat(hasty.counters().failures()).isEqualTo(1);
    }
  }

  @Test
  void aCallerMayBeInterrupted() throws Exception {
    CompletableFuture<Exception> seen = new CompletableFuture<>();
    Thread caller =
        mode.hubs
            .hubs()
            .hub(0)
            .start(() -> {
              try {
                client.get(uri("/hold")).send();
              } catch (IOException failed) {
                seen.complete(failed);
              }
            });
    entered.await();
    caller.interrupt();
    assertThat(seen.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
    assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void aCallMayBeClosedByAnotherThread() throws Exception {
    ClientCall call = client.get(uri("/hold")).start(0);
    CompletableFuture<CallFailed.Kind> seen = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            call.response();
          } catch (CallFailed failed) {
            seen.complete(failed.kind());
          } catch (IOException failed) {
            seen.completeExceptionally(failed);
          }
        });
    entered.await();
    call.close();
    assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo(CallFailed.Kind.CLOSED);
  }

  @Test
  void aClosedClientRefuses() throws Exception {
    CompletableFuture<String> call = held(client);
    entered.await();
    client.close();
    assertThat(call).failsWithin(Duration.ofSeconds(10));
    assertThatExceptionOfType(CallFailed.class)
        .isThrownBy(() -> client.get(uri("/hello")).send())
        .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.CLOSED));
  }

  @Test
  void aStoppingClientWaitsForCallsUnderWay() throws Exception {
    CompletableFuture<String> call = held(client);
    entered.await();
    Thread stopping =
        Thread.ofPlatform().start(() -> client.stop(Duration.ofSeconds(Long.MAX_VALUE)));
    release.countDown();
    stopping.join();
    assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("held");
  }

  @Test
  void anUnusedConnectionEnds() throws Exception {
    try (HttpClient brief =
        HttpClient.on(mode.hubs.hubs(), options().withKeepAlive(Duration.ofMillis(100)))) {
      assertThat(brief.get(uri("/hello")).send().text()).isEqualTo("hello");
      Hub clock = mode.hubs.hubs().hub(0);
      long deadline = clock.clockNanos() + TimeUnit.SECONDS.toNanos(10);
      while (brief.counters().connections() > 0 && clock.clockNanos() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(brief.counters().connections()).isZero();
      assertThat(brief.get(uri("/hello")).send().text()).isEqualTo("hello");
    }
  }

  @Test
  void nobodyListens() throws IOException {
    String uri = uri("/hello");
    server.close();
    assertThatExceptionOfType(CallFailed.class)
        .isThrownBy(() -> client.get(uri).send())
        .satisfies(failed -> {
          assertThat(failed.kind()).isEqualTo(CallFailed.Kind.CONNECT);
          assertThat(failed.isUnprocessed()).isTrue();
          assertThat(failed).hasMessageContaining("refused");
        });
  }

  @Test
  void theBareHubThreadMustNotCall() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    Hub hub = mode.hubs.hubs().hub(0);
    hub.execute(() -> {
      try {
        client.get(uri("/hello")).send();
      } catch (IOException | IllegalStateException refused) {
        seen.complete(refused);
      }
    });
    assertThat(seen.get(10, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void aBodyKnowsItsLength() throws IOException {
    try (ClientCall call = client.post(uri("/echo")).start(3)) {
      call.write(bytes("ab"));
      assertThatIllegalStateException().isThrownBy(call::end);
      assertThatIllegalStateException().isThrownBy(() -> call.write(bytes("cd")));
      call.write(bytes("c"));
      call.end();
      assertThat(call.response().text()).isEqualTo("abc");
    }
  }
}
