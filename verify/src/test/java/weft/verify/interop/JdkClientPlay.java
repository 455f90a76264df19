package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;

/// The JDK's client, which comes to HTTP/2 by an upgrade, over TLS by ALPN.
final class JdkClientPlay implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String base;
  private final HttpClient client;

  /// In cleartext.
  JdkClientPlay(DemoProcess demo) {
    this.base = demo.url("");
    this.client = HttpClient.newBuilder().version(Version.HTTP_2).build();
  }

  /// Over TLS.
  JdkClientPlay(DemoProcess demo, X509TrustManager trust) throws GeneralSecurityException {
    this.base = demo.secureUrl("");
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_2)
            .sslContext(CertificateFiles.client(trust))
            .build();
  }

  /// Asks for everything the demo has, one after another.
  void verify() throws IOException, InterruptedException {
    assertThat(ask("/plaintext").body()).asString().isEqualTo("Hello, World!");
    assertThat(ask("/users/7").body()).asString().isEqualTo("{\"id\":7,\"name\":\"user 7\"}");
    assertThat(ask("/nowhere").status()).isEqualTo(404);
    assertThat(ask("/error").status()).isEqualTo(500);
    assertThat(overHttp2(request("/plaintext").HEAD().build()))
        .isEqualTo(new Answer(200, new byte[0]));
    for (int size : EchoBodies.SIZES) {
      echo(size);
    }
    for (int size : DemoStream.SIZES) {
      assertThat(ask(DemoStream.path(size)))
          .as("%s bytes", size)
          .isEqualTo(new Answer(200, DemoStream.content(size)));
    }
  }

  /// Posts a body. As the first request of all it asks for an upgrade, which a server may decline.
  void echo(int size) throws IOException, InterruptedException {
    byte[] body = EchoBodies.of(size);
    HttpRequest request = request("/echo").POST(BodyPublishers.ofByteArray(body)).build();
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    assertThat(answer(response)).as("%s bytes", size).isEqualTo(new Answer(200, body));
  }

  /// Sends many requests at once; all are answered alike.
  void askTogether(String path, int count) throws Exception {
    Answer first = ask(path);
    List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      responses.add(client.sendAsync(request(path).build(), BodyHandlers.ofByteArray()));
    }
    for (CompletableFuture<HttpResponse<byte[]>> response : responses) {
      HttpResponse<byte[]> got = response.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(got.version()).isEqualTo(Version.HTTP_2);
      assertThat(answer(got)).isEqualTo(first);
    }
  }

  private Answer ask(String path) throws IOException, InterruptedException {
    return overHttp2(request(path).build());
  }

  private Answer overHttp2(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    assertThat(response.version()).isEqualTo(Version.HTTP_2);
    return answer(response);
  }

  private static Answer answer(HttpResponse<byte[]> response) {
    return new Answer(response.statusCode(), response.body());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
  }

  @Override
  public void close() {
    client.close();
  }
}
