package weft.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import weft.http.client.ClientOptions;
import weft.http.client.ClientProtocol;
import weft.http.client.ClientResponse;
import weft.http.client.Proxies;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;
import weft.hub.SchedulerChoice;
import weft.hub.tls.TlsClientOptions;
import weft.web.options.HttpsSettings;
import weft.web.options.ServerOptions;

/// What becomes of requests on the plain port of a server that answers over TLS only.
class HttpsRedirectSocketTest {
  @TempDir static Path folder;

  private final AtomicInteger handled = new AtomicInteger();

  private SecureSite site(int redirectPort) throws Exception {
    return new SecureSite(app(), options(redirectPort));
  }

  private static ServerOptions options(int redirectPort) throws Exception {
    return Site.OPTIONS.withHttps(SecureSite.https(folder).withRedirectPort(redirectPort));
  }

  private App app() {
    App app = App.create();
    app.before((req, res) -> handled.incrementAndGet());
    app.get("/", (req, res) -> res.text("home"));
    app.post("/echo", (req, res) -> res.bytes(req.body().bytes()));
    return app;
  }

  private static String locationOf(String answer) {
    return answer
        .lines()
        .filter(line -> line.startsWith("Location: "))
        .findFirst()
        .orElse("none in " + answer)
        .substring("Location: ".length());
  }

  /// "using an original Effective Request URI altered as necessary to have a URI scheme of "https""
  /// ([RFC 6797 §7.2](https://www.rfc-editor.org/rfc/rfc6797#section-7.2)).
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "GET / HTTP/1.1|example.com|https://example.com:8443/",
        "GET /a/b?c=d&e HTTP/1.1|example.com:8080|https://example.com:8443/a/b?c=d&e",
        "GET /a? HTTP/1.1|example.com:|https://example.com:8443/a?",
        "GET / HTTP/1.1|127.0.0.1:80|https://127.0.0.1:8443/",
        "GET / HTTP/1.1|[2001:db8::1]|https://[2001:db8::1]:8443/",
        "GET / HTTP/1.1|[::1]:8080|https://[::1]:8443/",
        "GET /%C3%A9%2F../x HTTP/1.1|example.com|https://example.com:8443/%C3%A9%2F../x",
        "GET //evil.example/x HTTP/1.1|example.com|https://example.com:8443//evil.example/x",
        "GET /https://evil.example HTTP/1.1|example.com|https://example.com:8443/https://evil.example",
        "GET /?next=//evil.example HTTP/1.1|example.com|https://example.com:8443/?next=//evil.example",
        "GET http://other.example:99/x?y HTTP/1.1|example.com|https://other.example:8443/x?y",
        "GET https://other.example/x HTTP/1.1|example.com|https://other.example:8443/x",
        "GET http://other.example HTTP/1.1|example.com|https://other.example:8443/",
        "GET http://other.example?y HTTP/1.1|example.com|https://other.example:8443/?y",
        "OPTIONS * HTTP/1.1|example.com|https://example.com:8443",
        "OPTIONS http://other.example HTTP/1.1|example.com|https://other.example:8443",
        "BREW /pot HTTP/1.1|example.com|https://example.com:8443/pot",
        "GET /old HTTP/1.0|example.com|https://example.com:8443/old",
      })
  void onlySchemeAndPortChange(String line, String host, String location) throws Exception {
    try (SecureSite site = site(8443)) {
      String answer = site.raw(line + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 308 Permanent Redirect\r\n").endsWith("\r\n\r\n");
      assertThat(locationOf(answer)).isEqualTo(location);
      assertThat(handled).as("nothing of the app runs").hasValue(0);
    }
  }

  @Test
  void theUsualPortIsLeftOut() throws Exception {
    try (SecureSite site = site(443)) {
      assertThat(locationOf(site.raw("GET /a HTTP/1.0\r\nHost: example.com:8080\r\n\r\n")))
          .isEqualTo("https://example.com/a");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.0|''",
        "GET / HTTP/1.1|Host:",
        "GET / HTTP/1.1|Host: :8080",
      })
  void withoutAHostThereIsNowhereToGo(String line, String host) throws Exception {
    try (SecureSite site = site(0)) {
      String answer =
          site.raw(
              line + "\r\n" + (host.isEmpty() ? "" : host + "\r\n") + "Connection: close\r\n\r\n");

      assertThat(answer)
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("Content-Type: application/problem+json")
          .contains("this one names no host; send a Host field")
          .doesNotContain("Location");
      assertThat(handled).hasValue(0);
    }
  }

  static Stream<Arguments> modes() {
    return Stream.of(BackendChoice.AUTO, BackendChoice.EPOLL, BackendChoice.NIO)
        .flatMap(backend ->
            Stream.of(SchedulerChoice.AUTO, SchedulerChoice.JDK)
                .map(scheduler -> Arguments.of(backend, scheduler)));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void aClientThatFollowsGetsItsAnswer(BackendChoice backend, SchedulerChoice scheduler)
      throws Exception {
    HubOptions hubs = HubOptions.DEFAULTS.withHubs(2).withBackend(backend).withScheduler(scheduler);
    try (SecureSite site = new SecureSite(app(), options(0).withHubs(hubs))) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        HttpResponse<String> answer =
            site.send(
                version,
                HttpRequest.newBuilder(URI.create(site.url("/echo")))
                    .POST(HttpRequest.BodyPublishers.ofString("body")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("body");
        assertThat(answer.uri()).isEqualTo(URI.create(site.secureUrl("/echo")));
        assertThat(answer.previousResponse().orElseThrow().statusCode()).isEqualTo(308);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ClientProtocol.class)
  void clientsAreSentOnInEitherVersion(ClientProtocol protocol) throws Exception {
    try (SecureSite site = site(0);
        var client =
            weft.http.client.HttpClient.open(
                ClientOptions.DEFAULTS
                    .withProtocol(protocol)
                    .withProxies(Proxies.NONE)
                    .withTls(
                        TlsClientOptions.DEFAULTS.withTrustAnchors(List.of(site.certificate()))))) {
      String version = protocol == ClientProtocol.HTTP_2 ? "HTTP/2" : "HTTP/1.1";
      try (ClientResponse first = client.get(site.url("/?a=b")).send()) {
        assertThat(first.status()).isEqualTo(308);
        assertThat(first.version()).isEqualTo(version);
        assertThat(first.header("location")).isEqualTo(site.secureUrl("/?a=b"));
      }
      try (ClientResponse last = client.get(site.url("/")).redirects(1).send()) {
        assertThat(last.text()).isEqualTo("home");
        assertThat(last.uri()).isEqualTo(URI.create(site.secureUrl("/")));
      }
    }
  }

  /// The body is not read, and what does not fit into `--discard-bytes-max` ends the connection.
  @Test
  void aBodyIsLeftToTheRulesOfUnreadBodies() throws Exception {
    try (SecureSite site = site(8443)) {
      String small = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
      String asks =
          "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
              + "Connection: close\r\n\r\n";

      String answers = site.raw(small + asks);

      assertThat(answers.split("HTTP/1.1 308 ", -1)).hasSize(3);
      assertThat(answers).doesNotContain("100 Continue");
    }
  }

  @Test
  void challengesOfAuthoritiesAreAnsweredByARouteOfTheirOwn() throws Exception {
    App app = app();
    app.get("/.well-known/acme-challenge/{token}", (req, res) -> res.text("key"));
    try (SecureSite site = new SecureSite(app, options(8443))) {
      String prefix = "http://127.0.0.1:" + site.port() + "/.well-known/acme-challenge";

      assertThat(site.get(HttpClient.Version.HTTP_1_1, prefix + "/abc").body()).isEqualTo("key");
      assertThat(site.get(HttpClient.Version.HTTP_1_1, prefix + "/a/b").statusCode())
          .isEqualTo(404);
      assertThat(site.raw("GET /.well-known/acme-challenge HTTP/1.0\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 308 ");
      assertThat(site.raw("GET /.well-known/acme-challenge/../../ HTTP/1.0\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void challengesWithoutARouteOfTheirOwnAreSentOn() throws Exception {
    App app = app();
    app.get("/{rest*}", (req, res) -> res.text("anything"));
    try (SecureSite site = new SecureSite(app, options(8443))) {
      assertThat(site.raw("GET /.well-known/acme-challenge/abc HTTP/1.0\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 308 ");
    }
  }

  @Test
  void withoutTheOptionThePlainPortAnswers() throws Exception {
    try (SecureSite site = site(HttpsSettings.OFF)) {
      assertThat(site.get(HttpClient.Version.HTTP_1_1, site.url("/")).body()).isEqualTo("home");
    }
  }
}
