package weft.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.http.Http2Options;
import weft.http.HttpOptions;
import weft.hub.tls.DevelopmentCertificate;
import weft.web.options.HttpsSettings;

/// Server push through a whole app, over TLS.
class AppPushSocketTest {
  private static final int PATIENCE_SECONDS = 20;

  @TempDir Path folder;

  private final App app = App.create();
  private HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    app.filter((req, res, next) -> {
      res.header("X-Filtered", req.path());
      next.handle(req, res);
    });
    app.get("/page", (req, res) -> res.text("page " + res.push("/style.css?v=1")));
    app.get("/pool", (req, res) -> res.text("page " + res.push("/style.css?v=2")))
        .on(Execution.POOL);
    app.get("/style.css", (req, res) -> res.text("style " + req.query("v").asString()));
    DevelopmentCertificate own =
        DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
    HttpsSettings https =
        HttpsSettings.DEFAULTS
            .withPort(0)
            .withCertificate(own.certificateFile())
            .withKey(own.keyFile());
    HttpOptions http = Site.OPTIONS.http().withHttp2(Http2Options.DEFAULTS.withPush(true));
    app.start(Site.OPTIONS.withHttp(http).withHttps(https));
    client = HttpClient.newBuilder().sslContext(trusting(own.certificateFile())).build();
  }

  @AfterEach
  void stop() {
    client.close();
    app.stop(Duration.ofSeconds(1));
  }

  private static SSLContext trusting(Path file) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      trusted.setCertificateEntry(
          "own", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private String base() {
    int port = ((InetSocketAddress) Objects.requireNonNull(app.tlsAddress())).getPort();
    return "https://127.0.0.1:" + port;
  }

  @Test
  void aPromisedTargetIsAnsweredByItsRoute() throws Exception {
    for (String path : List.of("/page", "/pool")) {
      ConcurrentMap<HttpRequest, CompletableFuture<HttpResponse<String>>> promises =
          new ConcurrentHashMap<>();

      HttpResponse<String> page =
          client
              .sendAsync(
                  HttpRequest.newBuilder(URI.create(base() + path)).build(),
                  BodyHandlers.ofString(),
                  PushPromiseHandler.of(_ -> BodyHandlers.ofString(), promises))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);

      assertThat(page.body()).isEqualTo("page true");
      String query = path.equals("/page") ? "v=1" : "v=2";
      assertThat(promises.keySet())
          .extracting(HttpRequest::uri)
          .containsExactly(URI.create(base() + "/style.css?" + query));
      HttpResponse<String> style =
          promises.values().iterator().next().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(style.body()).isEqualTo("style " + query.substring(2));
      assertThat(style.headers().firstValue("x-filtered")).contains("/style.css");
    }
  }

  @Test
  void overHttp1NothingIsPromised() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base() + "/page"))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("page false");
  }
}
