package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;
import weft.http.server.HttpServer;
import weft.http.server.HubMode;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsClientOptions;
import weft.hub.tls.TlsOptions;

/// Calls through proxies: whole URIs for http, tunnels for https.
@ParameterizedClass
@EnumSource(names = {"URING_ON_HUB", "NIO_ON_JDK"})
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxySocketTest {
  @TempDir static Path folder = Path.of("");

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void everyBufferIsReturned() {
    mode.assertBuffersReturned();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private HttpClient client(Proxies proxies, DevelopmentCertificate trusted) throws IOException {
    return HttpClient.on(
        mode.hubs(),
        ClientOptions.DEFAULTS
            .withProxies(proxies)
            .withTls(
                TlsClientOptions.DEFAULTS.withTrustAnchors(List.of(trusted.certificateFile()))));
  }

  private static DevelopmentCertificate certificate() throws IOException {
    return DevelopmentCertificate.obtain(folder, List.of("127.0.0.1"), Instant.now());
  }

  /// Opens the tunnels it is asked for.
  private RawServer tunnelling() throws IOException {
    return new RawServer(number ->
        (socket, input) -> {
          String head = RawServer.head(input);
          requests.add(head);
          String target = head.substring("CONNECT ".length(), head.indexOf(" HTTP/"));
          int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
          try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), port)) {
            RawServer.send(socket, "HTTP/1.1 200 Connection established\r\n\r\n");
            Thread back = Thread.ofPlatform().start(() -> pump(origin, socket));
            pump(socket, origin);
            back.join();
          } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
          }
        });
  }

  private static void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException over) {
      // The other direction ends too.
    }
  }

  @Test
  void httpsGoesThroughATunnel() throws IOException {
    DevelopmentCertificate certificate = certificate();
    HttpOptions options =
        HttpOptions.DEFAULTS
            .withAddress(loopback())
            .withHttps(
                new HttpsOptions(
                    loopback(), TlsOptions.DEFAULTS.withIdentity(certificate.identity())));
    try (HttpServer server =
            HttpServer.start(
                mode.hubs(),
                options,
                (request, response) ->
                    response.send(
                        (request.version() + " " + request.authority()).getBytes(ISO_8859_1)));
        RawServer proxy = tunnelling();
        HttpClient client =
            client(Proxies.of("http://ann:p%40ss@127.0.0.1:" + proxy.port()), certificate)) {
      String authority =
          "127.0.0.1:"
              + ((InetSocketAddress) Objects.requireNonNull(server.tlsAddress())).getPort();
      String uri = "https://" + authority + "/x";
      assertThat(client.get(uri).send().text()).isEqualTo("HTTP/2 " + authority);
      assertThat(client.get(uri).send().text()).isEqualTo("HTTP/2 " + authority);
      assertThat(requests.getFirst())
          .startsWith("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n")
          // ann:p@ss
          .contains("Proxy-Authorization: Basic YW5uOnBAc3M=\r\n");
    }
  }

  @Test
  void httpIsFetchedByTheProxy() throws IOException {
    try (RawServer proxy = new RawServer(number -> (socket, input) -> answerAll(socket, input));
        HttpClient client =
            client(Proxies.of("http://ann:b@127.0.0.1:" + proxy.port()), certificate())) {
      assertThat(client.get("http://one.test/a?b").send().text()).isEqualTo("ok");
      assertThat(client.get("http://two.test:8080/").send().text()).isEqualTo("ok");
      assertThat(requests.get(0))
          .startsWith("GET http://one.test/a?b HTTP/1.1\r\nHost: one.test\r\n")
          .contains("Proxy-Authorization: Basic YW5uOmI=\r\n");
      assertThat(requests.get(1))
          .startsWith("GET http://two.test:8080/ HTTP/1.1\r\nHost: two.test:8080\r\n");
    }
  }

  private void answerAll(Socket socket, InputStream input) throws IOException {
    while (true) {
      requests.add(RawServer.head(input));
      RawServer.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  }

  @Test
  void aProxyThatRefusesIsNamed() throws IOException {
    try (RawServer proxy =
            RawServer.answering(
                "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nbytes of nobody",
                "what?\r\n\r\n");
        HttpClient client = client(Proxies.of("127.0.0.1:" + proxy.port()), certificate())) {
      for (String reason : List.of("status 407", "before it was spoken to", "the proxy")) {
        assertThatExceptionOfType(CallFailed.class)
            .isThrownBy(() -> client.get("https://one.test/").send())
            .withMessageContaining(reason)
            .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.PROXY));
      }
    }
  }

  @Test
  void aProxyThatIsNotThereIsNamed() throws IOException {
    int port;
    try (RawServer gone = RawServer.answering("")) {
      port = gone.port();
    }
    try (HttpClient client = client(Proxies.of("127.0.0.1:" + port), certificate())) {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> client.get("http://one.test/").send())
          .withMessageContaining("the proxy http://127.0.0.1:" + port)
          .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.PROXY));
    }
  }
}
