package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import weft.http.WebSocketOptions;
import weft.hub.tls.TlsConfigError;

/// Clients whose TLS cannot be set up as asked.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LazyTlsSocketTest {
  private static HttpClient client(Path missing) {
    ClientOptions options = ClientOptions.DEFAULTS.withProxies(Proxies.NONE);
    return HttpClient.open(options.withTls(options.tls().withTrustAnchors(List.of(missing))));
  }

  @Test
  void whoNeverUsesTlsDoesNotNeedIt(@TempDir Path folder) throws IOException {
    try (HttpClient client = client(folder.resolve("none.pem"));
        RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      assertThat(client.get(server.uri("/")).send().text()).isEqualTo("ok");
    }
  }

  @Test
  void callsThatNeedItAreToldWhatIsWrong(@TempDir Path folder) throws IOException {
    String file = "none.pem";
    try (HttpClient client = client(folder.resolve(file));
        RawServer server = RawServer.answering("", "")) {
      assertThatExceptionOfType(TlsConfigError.class).isThrownBy(client::tlsProvider);
      String https = server.uri("/").replace("http:", "https:");
      String wss = server.uri("/").replace("http:", "wss:");
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> client.get(https).send())
          .withMessageContainingAll("GET https://", file)
          .withCauseInstanceOf(TlsConfigError.class)
          .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TLS));
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> client.webSocket(wss, WebSocketOptions.DEFAULTS))
          .withCauseInstanceOf(TlsConfigError.class);
    }
  }

  @Test
  void aClosedClientSetsNothingUp() {
    HttpClient client = HttpClient.open(ClientOptions.DEFAULTS.withProxies(Proxies.NONE));
    client.close();

    assertThatExceptionOfType(CallFailed.class)
        .isThrownBy(client::tlsProvider)
        .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.CLOSED));
  }

  @Test
  void theLibraryIsTold() throws IOException {
    try (HttpClient client = HttpClient.open(ClientOptions.DEFAULTS.withProxies(Proxies.NONE))) {
      assertThat(client.tlsProvider()).isIn("BoringSSL", "JDK").isEqualTo(client.tlsProvider());
    }
  }
}
