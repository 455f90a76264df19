package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.WebSocket;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsClientOptions;
import weft.hub.tls.TlsFailure;
import weft.hub.tls.TlsProviderChoice;

/// Calls to servers whose TLS is not as it should be, or that end it in strange ways.
@ParameterizedClass
@MethodSource("kinds")
@Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StrangeTlsSocketTest {
  /// ENABLE_CONNECT_PROTOCOL is 1.
  private static final String SETTINGS = "000006040000000000" + "000800000001";

  private static final String RESET_HTTP_1_1_REQUIRED = "000004030000000001" + "0000000d";
  private static final String GOAWAY_HTTP_1_1_REQUIRED =
      "000008070000000000" + "00000000" + "0000000d";

  private static final Pattern WEB_SOCKET_KEY = Pattern.compile("(?i)Sec-WebSocket-Key: ([^\r]+)");

  @TempDir static Path folder = Path.of("");

  @Parameter(0)
  TlsProviderChoice provider = TlsProviderChoice.JDK;

  @Parameter(1)
  String version = "";

  static Stream<Arguments> kinds() {
    return Stream.of(TlsProviderChoice.AUTO, TlsProviderChoice.JDK)
        .flatMap(provider ->
            Stream.of("TLSv1.3", "TLSv1.2").map(version -> Arguments.of(provider, version)));
  }

  private static DevelopmentCertificate certificate() throws IOException {
    return DevelopmentCertificate.obtain(folder, List.of("localhost"), Instant.now());
  }

  private TlsClientOptions tls() throws IOException {
    return TlsClientOptions.DEFAULTS
        .withProvider(provider)
        .withTrustAnchors(List.of(certificate().certificateFile()));
  }

  private static HttpClient client(TlsClientOptions tls) {
    return HttpClient.open(ClientOptions.DEFAULTS.withProxies(Proxies.NONE).withTls(tls));
  }

  /// Answers a request, then ends the TCP connection; by TLS first, or not.
  private JdkTlsSite answering(String answer, boolean orderly) throws IOException {
    return new JdkTlsSite(
        certificate(),
        version,
        false,
        (socket, input, plain) -> {
          RawServer.head(input);
          socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
          socket.getOutputStream().flush();
          if (!orderly) {
            plain.close();
          }
        });
  }

  private static CallFailed failure(HttpClient client, String uri) {
    try {
      client.get(uri).send().bytes();
      throw new AssertionError("a whole response");
    } catch (CallFailed failed) {
      return failed;
    } catch (IOException other) {
      throw new AssertionError(other);
    }
  }

  /// Speaks both versions; by HTTP/2 it answers the first request so: RFC 9113 §7.
  ///
  /// @param refusal a frame of HTTP/2
  private JdkTlsSite insisting(String refusal, List<String> asked) throws IOException {
    return new JdkTlsSite(
        certificate(),
        version,
        false,
        (socket, input, plain) -> {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
          socket.setSSLParameters(parameters);
          socket.startHandshake();
          if (socket.getApplicationProtocol().equals("h2")) {
            socket.getOutputStream().write(HexFormat.of().parseHex(SETTINGS));
            awaitHeaders(input);
            asked.add("h2");
            socket.getOutputStream().write(HexFormat.of().parseHex(refusal));
            input.readAllBytes();
          } else {
            String head = RawServer.head(input);
            asked.add(head.lines().findFirst().orElse(""));
            socket.getOutputStream().write(answer(head).getBytes(ISO_8859_1));
          }
        });
  }

  /// One word, in a body or in a message of a WebSocket.
  private static String answer(String head) {
    Matcher key = WEB_SOCKET_KEY.matcher(head);
    return key.find()
        ? "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key.group(1))
            + "\r\n\r\n\u0081\u0004fine"
        : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfine";
  }

  /// RFC 6455 §4.2.2.
  private static String accept(String key) {
    byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void awaitHeaders(InputStream input) throws IOException {
    input.skipNBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
    int type = 0;
    while (type != 1) {
      byte[] head = input.readNBytes(9);
      type = head[3];
      input.skipNBytes((head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff));
    }
  }

  /// "The endpoint requires that HTTP/1.1 be used instead of HTTP/2."
  /// https://www.rfc-editor.org/rfc/rfc9113#section-7
  @ParameterizedTest
  @ValueSource(strings = {RESET_HTTP_1_1_REQUIRED, GOAWAY_HTTP_1_1_REQUIRED})
  void aCallThatWantsHttp1IsMadeAgainByIt(String refusal) throws IOException {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    try (JdkTlsSite server = insisting(refusal, asked);
        HttpClient client = client(tls())) {
      String uri = server.uri("localhost");

      assertThat(client.post(uri).body("x").send().text()).isEqualTo("fine");
      assertThat(client.get(uri).send().text()).isEqualTo("fine");
      assertThat(asked)
          .as("the server is remembered")
          .containsExactly("h2", "POST / HTTP/1.1", "GET / HTTP/1.1");
    }
  }

  /// A call that cannot be made again tells those behind it.
  @Test
  void aCallThatIsSentOnceRemembersWhoWantsHttp1() throws IOException {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    try (JdkTlsSite server = insisting(RESET_HTTP_1_1_REQUIRED, asked);
        HttpClient client = client(tls())) {
      String uri = server.uri("localhost");
      try (ClientCall call = client.post(uri).start(-1)) {
        assertThatExceptionOfType(CallFailed.class)
            .isThrownBy(call::response)
            .returns(CallFailed.Kind.REFUSED, CallFailed::kind);
      }

      try (ClientCall call = client.post(uri).start(-1)) {
        call.end();
        assertThat(call.response().text()).isEqualTo("fine");
      }
      assertThat(asked).containsExactly("h2", "POST / HTTP/1.1");
    }
  }

  /// One that hangs, as behind a load balancer, is one call's bad luck.
  @Test
  void aHandshakeThatHangsHoldsNoOtherCallUp() throws Exception {
    CompletableFuture<Void> hanging = new CompletableFuture<>();
    try (JdkTlsSite server =
            new JdkTlsSite(
                certificate(),
                version,
                false,
                (socket, input, plain) -> {
                  if (hanging.complete(null)) {
                    plain.getInputStream().readAllBytes();
                    return;
                  }
                  RawServer.head(input);
                  String answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine";
                  socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
                });
        HttpClient client = client(tls())) {
      String uri = server.uri("localhost");
      FutureTask<CallFailed> unlucky = new FutureTask<>(() -> failure(client, uri));
      Thread.ofVirtual().start(unlucky);
      hanging.get();

      assertThat(client.get(uri).send().text()).isEqualTo("fine");
      assertThat(unlucky.isDone()).isFalse();
      client.close();
      assertThat(unlucky.get().kind()).isEqualTo(CallFailed.Kind.CLOSED);
    }
  }

  /// So is a WebSocket that was asked for as a stream (RFC 8441).
  @ParameterizedTest
  @ValueSource(strings = {RESET_HTTP_1_1_REQUIRED, GOAWAY_HTTP_1_1_REQUIRED})
  void aWebSocketThatIsWantedByHttp1IsOpenedByIt(String refusal) throws Exception {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    try (JdkTlsSite server = insisting(refusal, asked);
        HttpClient client = client(tls())) {
      assertThat(word(client, server.uri("localhost"))).isEqualTo("fine over HTTP/1.1");
      assertThat(asked).containsExactly("h2", "GET / HTTP/1.1");
    }
  }

  @Test
  void aWebSocketIsOpenedByHttp1WhereACallWasWantedByIt() throws Exception {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    try (JdkTlsSite server = insisting(RESET_HTTP_1_1_REQUIRED, asked);
        HttpClient client = client(tls())) {
      assertThat(client.post(server.uri("localhost")).send().text()).isEqualTo("fine");
      assertThat(word(client, server.uri("localhost"))).isEqualTo("fine over HTTP/1.1");
      assertThat(asked).containsExactly("h2", "POST / HTTP/1.1", "GET / HTTP/1.1");
    }
  }

  private static String word(HttpClient client, String uri) throws Exception {
    WebSocket socket = client.webSocket(uri.replace("https:", "wss:"), WebSocketOptions.DEFAULTS);
    WebSocketMessage message = socket.receive();
    socket.close();
    return (message == null ? "" : message.text()) + " over " + socket.request().version();
  }

  /// Who insists on HTTP/2 is told.
  @Test
  void aClientOfHttp2AloneDoesNotAskByHttp1() throws IOException {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    ClientOptions options =
        ClientOptions.DEFAULTS
            .withProxies(Proxies.NONE)
            .withTls(tls())
            .withProtocol(ClientProtocol.HTTP_2);
    try (JdkTlsSite server = insisting(RESET_HTTP_1_1_REQUIRED, asked);
        HttpClient client = HttpClient.open(options)) {
      CallFailed failed = failure(client, server.uri("localhost"));

      assertThat(failed.kind()).isEqualTo(CallFailed.Kind.REFUSED);
      assertThat(failed).hasMessageContaining("http_1_1_required");
      assertThat(asked).containsExactly("h2");
    }
  }

  /// "the client MUST … record the message as incomplete": somebody on the way may have ended it.
  /// https://www.rfc-editor.org/rfc/rfc9112#section-9.8
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nConte",
        "HTTP/1.1 200 OK\r\n\r\nhalf of",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf of",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf of",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
      })
  void aBodyThatIsCutIsNotWhole(String answer) throws IOException {
    try (JdkTlsSite server = answering(answer, false);
        HttpClient client = client(tls())) {
      CallFailed failed = failure(client, server.uri("localhost"));

      assertThat(failed.kind()).isEqualTo(CallFailed.Kind.LOST);
      assertThat(failed)
          .hasMessageContaining("GET https://localhost:")
          .hasMessageContaining("without the close_notify of TLS");
    }
  }

  @Test
  void aBodyEndsWithTlsOrByItsLength() throws IOException {
    String length = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole";
    try (JdkTlsSite cut = answering(length, false);
        JdkTlsSite ended = answering("HTTP/1.1 200 OK\r\n\r\nwhole", true);
        HttpClient client = client(tls())) {
      assertThat(client.get(cut.uri("localhost")).send().text()).isEqualTo("whole");
      assertThat(client.get(ended.uri("localhost")).send().text()).isEqualTo("whole");
    }
  }

  @Test
  void aServerThatWantsACertificateIsToldOf() throws IOException {
    try (JdkTlsSite server =
            new JdkTlsSite(
                certificate(), version, true, (socket, input, plain) -> RawServer.head(input));
        HttpClient client = client(tls())) {
      CallFailed failed = failure(client, server.uri("localhost"));

      assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TLS);
      assertThat(failed.getCause())
          .isInstanceOfSatisfying(
              TlsFailure.class, cause -> assertThat(cause.problem()).isEqualTo("peer_alert"));
      // TLS 1.2 has no alert for it.
      assertThat(failed)
          .hasMessageContaining(
              version.equals("TLSv1.2") ? "handshake_failure" : "TlsClientOptions.withIdentity");
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws IOException {
    try (JdkTlsSite server = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true);
        HttpClient client = client(tls())) {
      CallFailed failed = failure(client, server.uri("127.0.0.1"));

      assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TLS);
      assertThat(failed.isUnprocessed()).isTrue();
      assertThat(failed).hasMessageContaining("is not for 127.0.0.1, but for localhost");
      assertThat(client.get(server.uri("localhost")).send().status()).isEqualTo(200);
    }
  }

  /// Whichever of its two bounds is less.
  @Test
  void aHandshakeThatTakesTooLongIsATimeout() throws IOException {
    try (RawServer server = new RawServer(number -> (socket, input) -> input.readAllBytes());
        HttpClient client = client(tls().withHandshakeTimeoutNanos(100_000_000))) {
      String address = "://127.0.0.1:" + server.port() + "/";

      assertThat(failure(client, "https" + address).kind()).isEqualTo(CallFailed.Kind.TIMEOUT);
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> client.webSocket("wss" + address, WebSocketOptions.DEFAULTS))
          .returns(CallFailed.Kind.TIMEOUT, CallFailed::kind);
    }
  }
}
