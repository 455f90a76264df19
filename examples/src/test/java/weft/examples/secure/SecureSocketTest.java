package weft.examples.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.hub.tls.DevelopmentCertificate;
import weft.web.App;
import weft.web.options.HttpsSettings;
import weft.web.options.ServerOptions;

class SecureSocketTest {
  @TempDir Path folder;

  private DevelopmentCertificate own;

  @BeforeEach
  void makeCertificate() throws IOException {
    own = DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
  }

  @Test
  void theAppAnswersOverHttp2AndTls() throws Exception {
    HttpsSettings https =
        HttpsSettings.DEFAULTS.withCertificate(own.certificateFile()).withKey(own.keyFile());
    App app = start(https);
    try (HttpClient client = client()) {
      HttpResponse<String> response = get(client, app);

      assertThat(response.body()).isEqualTo("Hello, securely");
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    } finally {
      app.stop(Duration.ofSeconds(1));
    }
  }

  @Test
  void aSiteByTlsOnlySendsPlainRequestsOnAndTellsBrowsers() throws Exception {
    App app = start(Secure.tlsOnly(own.certificateFile(), own.keyFile()));
    try (HttpClient client = client()) {
      int port = ((InetSocketAddress) app.address()).getPort();
      URI plain = URI.create("http://127.0.0.1:" + port + "/");
      HttpResponse<String> sentOn =
          client.send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString());

      assertThat(sentOn.statusCode()).isEqualTo(308);
      assertThat(sentOn.headers().firstValue("Location")).hasValue("https://127.0.0.1/");
      assertThat(get(client, app).headers().firstValue("Strict-Transport-Security"))
          .hasValue("max-age=31536000");
    } finally {
      app.stop(Duration.ofSeconds(1));
    }
  }

  @Test
  void amongServicesNobodyIsServedWithoutACertificate() throws Exception {
    App app =
        start(Secure.amongServices(own.certificateFile(), own.keyFile(), own.certificateFile()));
    try (HttpClient client = client()) {
      assertThatThrownBy(() -> get(client, app)).isInstanceOf(IOException.class);
    } finally {
      app.stop(Duration.ofSeconds(1));
    }
  }

  private static App start(HttpsSettings https) throws IOException {
    return Secure.app()
        .start(
            ServerOptions.DEFAULTS.withHost("127.0.0.1").withPort(0).withHttps(https.withPort(0)));
  }

  private static HttpResponse<String> get(HttpClient client, App app)
      throws IOException, InterruptedException {
    int port = ((InetSocketAddress) Objects.requireNonNull(app.tlsAddress())).getPort();
    URI uri = URI.create("https://127.0.0.1:" + port + "/");
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private HttpClient client() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(own.certificateFile())) {
      trusted.setCertificateEntry(
          "own", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }
}
