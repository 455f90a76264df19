package weft.verify.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import weft.http.client.CallFailed;
import weft.http.client.ClientCall;
import weft.http.client.ClientResponse;
import weft.http.client.HttpClient;

/// Our client calls node, Go's net/http, nginx and the JDK's server: HTTP/1.1 and HTTP/2, over
/// cleartext and TLS.
@Tag("interop")
@Timeout(60)
@ParameterizedClass
@MethodSource("modes")
final class HttpClientInteropTest {
  private static @Nullable ForeignServer running;

  @TempDir static Path folder;

  @Parameter ForeignMode mode;

  private HttpClient client;

  static List<ForeignMode> modes() {
    return ForeignMode.all();
  }

  @BeforeParameterizedClassInvocation
  @Timeout(240)
  static void startServer(ForeignMode mode) throws Exception {
    running = ForeignServer.start(mode.kind(), folder);
  }

  @AfterParameterizedClassInvocation
  static void stopServer() throws Exception {
    if (running != null) {
      running.close();
      running = null;
    }
  }

  @BeforeEach
  void open() throws IOException {
    client = HttpClient.open(mode.options(folder));
  }

  @AfterEach
  void close() {
    client.close();
  }

  private String uri(String path) {
    return mode.origin(Objects.requireNonNull(running)) + path;
  }

  private String get(String path) throws IOException {
    try (ClientResponse response = client.get(uri(path)).send()) {
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.version()).isEqualTo(mode.isHttp2() ? "HTTP/2" : "HTTP/1.1");
      return response.text();
    }
  }

  private void assumeNot(ForeignServer.Kind kind, String what) {
    assumeTrue(mode.kind() != kind, kind + " has no " + what);
  }

  @Test
  void oneConnectionCarriesCallsThatFollowOneAnother() throws IOException {
    for (int count = 0; count < 20; count++) {
      assertThat(get("/hello")).isEqualTo("hello");
    }
    assertThat(client.counters().connectionsOpened()).isEqualTo(1);
    assertThat(client.counters().callsOnUsedConnections()).isEqualTo(19);
  }

  @Test
  void callsAtATimeAreAnswered() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int count = 0; count < 200; count++) {
        answers.add(threads.submit(() -> get("/hello")));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("hello");
      }
    }
    assertThat(client.counters().connections()).isLessThanOrEqualTo(64);
  }

  @Test
  void headHasNoBody() throws IOException {
    try (ClientResponse response = client.head(uri("/hello")).send()) {
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.bytes()).isEmpty();
    }
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void anErrorIsAResponse() throws IOException {
    try (ClientResponse response = client.get(uri("/nowhere")).send()) {
      assertThat(response.status()).isEqualTo(404);
    }
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void bodiesComeBack() throws IOException {
    assumeNot(ForeignServer.Kind.NGINX, "echo");
    for (int size : EchoBodies.SIZES) {
      byte[] body = EchoBodies.of(size);
      try (ClientResponse response = client.post(uri("/echo")).body(body).send()) {
        assertThat(response.header("X-Length")).isEqualTo("" + size);
        assertThat(response.bytes()).as("%s bytes", size).isEqualTo(body);
      }
    }
  }

  @Test
  void bodiesWithoutALengthComeBack() throws IOException {
    assumeNot(ForeignServer.Kind.NGINX, "echo");
    for (int size : EchoBodies.SIZES) {
      byte[] body = EchoBodies.of(size);
      try (ClientResponse response =
          client.post(uri("/echo")).body(new ByteArrayInputStream(body), -1).send()) {
        assertThat(response.header("X-Length")).isEqualTo("none");
        assertThat(response.bytes()).as("%s bytes", size).isEqualTo(body);
      }
    }
    assertThat(client.counters().connectionsOpened()).isEqualTo(1);
  }

  @Test
  void filesAreKept() throws IOException {
    assumeTrue(mode.kind() == ForeignServer.Kind.NGINX, "only nginx keeps files");
    for (int size : List.of(1, 100_000, 5_000_000)) {
      byte[] body = EchoBodies.of(size);
      for (int length : List.of(size, -1)) {
        String file = uri("/files/" + mode.way() + size + (length < 0 ? "chunked" : "counted"));
        try (ClientResponse kept =
            client.put(file).body(new ByteArrayInputStream(body), length).send()) {
          assertThat(kept.status()).as("%s of %s bytes", length, size).isEqualTo(201);
        }
        try (ClientResponse response = client.get(file).send()) {
          assertThat(response.bytes()).isEqualTo(body);
        }
      }
    }
  }

  @Test
  void requestAndResponseGoAtATime() throws IOException {
    assumeTrue(mode.kind() == ForeignServer.Kind.NODE, "only node answers before the end");
    try (ClientCall call = client.post(uri("/pipe")).start(-1)) {
      byte[] got = new byte[1000];
      for (int round = 0; round < 50; round++) {
        byte[] piece = EchoBodies.of(1000 - round);
        call.write(piece);
        int count = 0;
        while (count < piece.length) {
          count += call.response().read(got, count, piece.length - count);
        }
        assertThat(got).startsWith(piece);
      }
      call.end();
      assertThat(call.response().read(got, 0, 1)).isEqualTo(-1);
    }
  }

  /// More than windows and sockets take: who did not read while it writes would wait for ever.
  @Test
  void oneThreadWritesWhileAnotherReads() throws Exception {
    assumeTrue(mode.kind() == ForeignServer.Kind.NODE, "only node answers before the end");
    byte[] body = EchoBodies.of(20_000_000);
    try (ClientCall call = client.post(uri("/pipe")).start(-1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> written =
          threads.submit(() -> {
            call.write(body);
            call.end();
            return null;
          });
      assertThat(call.response().bytes()).isEqualTo(body);
      written.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aLargeBodyComesWhole() throws IOException {
    try (ClientResponse response = client.get(uri("/large")).send()) {
      assertThat(response.bytes()).isEqualTo(DemoStream.content(ForeignServer.LARGE_BYTES));
    }
    assertThat(client.counters().connectionsOpened()).isEqualTo(1);
  }

  @Test
  void aBodyMayBeLeftUnread() throws IOException {
    for (int count = 0; count < 5; count++) {
      try (ClientResponse response = client.get(uri("/large")).send()) {
        assertThat(response.read(new byte[1000], 0, 1000)).isPositive();
      }
    }
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void trailersGoBothWays() throws IOException {
    assumeNot(ForeignServer.Kind.NGINX, "trailers");
    assumeNot(ForeignServer.Kind.JDK, "trailers");
    try (ClientResponse response =
        client.post(uri("/trailers")).body(EchoBodies.of(10_000)).trailer("X-Sum", "42").send()) {
      assertThat(response.text()).isEqualTo("xy");
      assertThat(response.trailers().first("x-sum")).isEqualTo("42");
    }
  }

  @Test
  void aServerIsAskedBeforeTheBodyGoes() throws IOException {
    assumeNot(ForeignServer.Kind.JDK, "refusal");
    byte[] body = EchoBodies.of(200_000);
    if (mode.kind() != ForeignServer.Kind.NGINX) {
      try (ClientResponse response = client.post(uri("/echo")).expectContinue().body(body).send()) {
        assertThat(response.bytes()).isEqualTo(body);
      }
    }
    try (ClientResponse refused = client.post(uri("/refuse")).expectContinue().body(body).send()) {
      assertThat(refused.status()).isEqualTo(413);
    }
    assertThat(get("/hello")).isEqualTo("hello");
  }

  @Test
  void redirectsAreFollowed() throws IOException {
    try (ClientResponse response = client.get(uri("/redirect")).redirects(3).send()) {
      assertThat(response.text()).isEqualTo("hello");
      assertThat(response.uri()).hasToString(uri("/hello"));
    }
    try (ClientResponse response = client.get(uri("/redirect")).send()) {
      assertThat(response.status()).isEqualTo(302);
    }
  }

  @Test
  void whatIsZippedIsUnzipped() throws IOException {
    assumeNot(ForeignServer.Kind.JDK, "gzip");
    try (HttpClient unzipping = HttpClient.open(mode.options(folder).withDecompression(true));
        ClientResponse response = unzipping.get(uri("/zipped")).send()) {
      assertThat(response.header("content-encoding")).isEqualTo("gzip");
      assertThat(response.bytes()).isEqualTo(DemoStream.content(ForeignServer.LARGE_BYTES));
    }
    try (ClientResponse response = client.get(uri("/zipped")).send()) {
      assertThat(response.header("content-encoding")).isNull();
      assertThat(response.bytes()).hasSize(ForeignServer.LARGE_BYTES);
    }
  }

  @Test
  void interimResponsesAreTold() throws IOException {
    assumeNot(ForeignServer.Kind.NGINX, "interim responses");
    assumeNot(ForeignServer.Kind.JDK, "interim responses");
    List<String> told = new ArrayList<>();
    try (ClientResponse response =
        client
            .get(uri("/hints"))
            .onInterim((status, fields) -> told.add(status + " " + fields.first("link")))
            .send()) {
      assertThat(response.text()).isEqualTo("hello");
    }
    assertThat(told).containsExactly("103 </a>; rel=preload");
  }

  /// nginx ends the connection behind the hundredth, with `Connection: close` or GOAWAY.
  @Test
  void aConnectionThatTheServerEndsIsReplaced() throws IOException {
    assumeTrue(mode.kind() == ForeignServer.Kind.NGINX, "only nginx counts");
    for (int count = 0; count < 350; count++) {
      assertThat(get("/hello")).isEqualTo("hello");
    }
    assertThat(client.counters().connectionsOpened()).isEqualTo(4);
    assertThat(client.counters().failures()).isZero();
  }

  @Test
  void whoIsNotTrustedIsNotCalled() throws IOException {
    assumeTrue(mode.isSecure(), "in cleartext nobody is checked");
    try (HttpClient wary = HttpClient.open(mode.trustingNobody())) {
      CallFailed refused =
          catchThrowableOfType(CallFailed.class, () -> wary.get(uri("/hello")).send());
      assertThat(refused.kind()).isEqualTo(CallFailed.Kind.TLS);
    }
  }

  /// A body read as text, with the server's idea of its type.
  @Test
  void aRequestMayHaveText() throws IOException {
    assumeNot(ForeignServer.Kind.NGINX, "echo");
    try (ClientResponse response = client.post(uri("/echo")).body("some text").send()) {
      assertThat(response.bytes()).asString(US_ASCII).isEqualTo("some text");
    }
  }
}
