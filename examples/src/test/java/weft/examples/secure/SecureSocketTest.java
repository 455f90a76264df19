package weft.examples.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.http.client.ClientOptions;
import weft.http.client.ClientResponse;
import weft.http.client.HttpClient;
import weft.http.client.Proxies;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsClientOptions;
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
    try (HttpClient client = client();
        ClientResponse response = get(client, app)) {
      assertThat(response.text()).isEqualTo("Hello, securely");
      assertThat(response.version()).isEqualTo("HTTP/2");
    } finally {
      app.stop(Duration.ofSeconds(1));
    }
  }

  @Test
  void aSiteByTlsOnlySendsPlainRequestsOnAndTellsBrowsers() throws Exception {
    App app = start(Secure.tlsOnly(own.certificateFile(), own.keyFile()));
    int port = ((InetSocketAddress) app.address()).getPort();
    try (HttpClient client = client();
        ClientResponse sentOn = client.get("http://127.0.0.1:" + port + "/").send();
        ClientResponse answer = get(client, app)) {
      assertThat(sentOn.status()).isEqualTo(308);
      assertThat(sentOn.header("location")).isEqualTo("https://127.0.0.1/");
      assertThat(answer.header("strict-transport-security")).isEqualTo("max-age=31536000");
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

  private static ClientResponse get(HttpClient client, App app) throws IOException {
    int port = ((InetSocketAddress) Objects.requireNonNull(app.tlsAddress())).getPort();
    return client.get("https://127.0.0.1:" + port + "/").send();
  }

  private HttpClient client() throws IOException {
    TlsClientOptions trusting =
        TlsClientOptions.DEFAULTS.withTrustAnchors(List.of(own.certificateFile()));
    return HttpClient.open(ClientOptions.DEFAULTS.withProxies(Proxies.NONE).withTls(trusting));
  }
}
