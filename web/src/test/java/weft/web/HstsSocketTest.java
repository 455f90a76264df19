package weft.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.Hsts;
import weft.http.HttpLimits;
import weft.web.options.ServerOptions;

/// Which responses have Strict-Transport-Security ([RFC
/// 6797](https://www.rfc-editor.org/rfc/rfc6797)).
class HstsSocketTest {
  private static final String FIELD = "Strict-Transport-Security";
  private static final String VALUE = "max-age=31536000; includeSubDomains; preload";

  @TempDir static Path folder;

  private static ServerOptions options() throws Exception {
    Hsts hsts = new Hsts(Duration.ofDays(365), true, true);
    return Site.OPTIONS.withHttps(SecureSite.https(folder).withHsts(hsts));
  }

  private static ServerOptions options(HttpLimits limits) throws Exception {
    ServerOptions options = options();
    return options.withHttp(options.http().withLimits(limits));
  }

  private static App app() {
    App app = App.create();
    app.get("/", (req, res) -> res.text("home"));
    app.get("/nothing", (req, res) -> {});
    app.get("/own", (req, res) -> res.header(FIELD, "max-age=0"));
    app.get(
        "/broken",
        (req, res) -> {
          throw new IllegalStateException("on purpose");
        });
    app.get("/stream", (req, res) -> res.stream("text/plain").write(new byte[100_000]));
    return app;
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void everyAnswerOverTlsHasItOnce(HttpClient.Version version) throws Exception {
    try (SecureSite site = new SecureSite(app(), options())) {
      HttpResponse<String> home = site.get(version, site.secureUrl("/"));
      expect(200, VALUE, home);
      assertThat(home.version()).isEqualTo(version);
      expect(204, VALUE, site.get(version, site.secureUrl("/nothing")));
      expect(200, VALUE, site.get(version, site.secureUrl("/stream")));
      expect(404, VALUE, site.get(version, site.secureUrl("/nowhere")));
      expect(500, VALUE, site.get(version, site.secureUrl("/broken")));
      expect(405, VALUE, send(site, version, "POST", "/"));
      expect(200, VALUE, send(site, version, "HEAD", "/"));
    }
  }

  private static HttpResponse<String> send(
      SecureSite site, HttpClient.Version version, String method, String path) throws Exception {
    return site.send(
        version,
        HttpRequest.newBuilder(URI.create(site.secureUrl(path)))
            .method(method, HttpRequest.BodyPublishers.noBody()));
  }

  private static void expect(int status, String value, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().allValues(FIELD)).as("" + answer).containsExactly(value);
  }

  /// "An HSTS Host MUST NOT include the STS header field in HTTP responses conveyed over non-secure
  /// transport." ([RFC 6797 §7.2](https://www.rfc-editor.org/rfc/rfc6797#section-7.2))
  @Test
  void noAnswerOverPlainHttpHasIt() throws Exception {
    ServerOptions options = options();
    ServerOptions redirecting = options.withHttps(options.https().withRedirectPort(0));
    for (ServerOptions each : new ServerOptions[] {options, redirecting}) {
      try (SecureSite site = new SecureSite(app(), each)) {
        for (String path : new String[] {"/", "/nowhere", "/broken"}) {
          assertThat(site.raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
              .startsWith("HTTP/1.1 ")
              .doesNotContainIgnoringCase(FIELD);
        }
        assertThat(site.raw("GET / HTTP/1.1\r\n\r\n"))
            .startsWith("HTTP/1.1 400 ")
            .doesNotContainIgnoringCase(FIELD);
        assertThat(site.rawPlainToTlsPort("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
            .startsWith("HTTP/1.1 400 ")
            .doesNotContainIgnoringCase(FIELD);
      }
    }
  }

  @Test
  void noAnswerOverHttp2WithoutTlsHasIt() throws Exception {
    try (SecureSite site = new SecureSite(app(), options())) {
      HttpResponse<String> answer = site.get(HttpClient.Version.HTTP_2, site.url("/"));

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.headers().allValues(FIELD)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void thatOfAHandlerWins(HttpClient.Version version) throws Exception {
    try (SecureSite site = new SecureSite(app(), options())) {
      expect(204, "max-age=0", site.get(version, site.secureUrl("/own")));
    }
  }

  @Test
  void whatTheServerRefusesByItselfHasItToo() throws Exception {
    HttpLimits limits =
        HttpLimits.DEFAULTS
            .withRequestLineBytesMax(64)
            .withHeadBytesMax(256)
            .withFieldCountMax(3)
            .withHeadTimeout(Duration.ofMillis(500));
    try (SecureSite site = new SecureSite(app(), options(limits))) {
      expectRefusal(400, site.rawSecure("GET / HTTP/1.1\r\n\r\n"));
      expectRefusal(400, site.rawSecure("nonsense\r\n\r\n"));
      expectRefusal(408, site.rawSecure("GET / HTTP/1.1\r\n"));
      expectRefusal(414, site.rawSecure("GET /" + "a".repeat(100) + " HTTP/1.1\r\n"));
      expectRefusal(431, site.rawSecure("GET / HTTP/1.1\r\nA: " + "a".repeat(300) + "\r\n\r\n"));
      expectRefusal(501, site.rawSecure("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n"));
      expect(431, VALUE, manyFields(site));
    }
  }

  private static void expectRefusal(int status, String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .containsOnlyOnce("\r\n" + FIELD + ": " + VALUE + "\r\n");
  }

  /// By HTTP/2, to which a head too large does not end the connection.
  private static HttpResponse<String> manyFields(SecureSite site) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(site.secureUrl("/")));
    for (int field = 0; field < 10; field++) {
      request.header("X-" + field, "x");
    }
    return site.send(HttpClient.Version.HTTP_2, request);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void whoFindsNoRoomIsToldToo(HttpClient.Version version) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    App app = App.create();
    app.get(
        "/wait",
        (req, res) -> {
          entered.countDown();
          release.await();
        });
    try (SecureSite site = new SecureSite(app, options(HttpLimits.DEFAULTS.withRequestsMax(1)));
        HttpClient first = site.client(version)) {
      URI uri = URI.create(site.secureUrl("/wait"));
      var waiting =
          first.sendAsync(
              HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      entered.await();

      expect(503, VALUE, site.get(version, site.secureUrl("/wait")));

      release.countDown();
      expect(204, VALUE, waiting.get());
    }
  }

  @Test
  void withoutTheOptionThereIsNone() throws Exception {
    ServerOptions options = Site.OPTIONS.withHttps(SecureSite.https(folder));
    try (SecureSite site = new SecureSite(app(), options)) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        HttpResponse<String> answer = site.get(version, site.secureUrl("/"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue(FIELD)).isEmpty();
      }
    }
  }
}
