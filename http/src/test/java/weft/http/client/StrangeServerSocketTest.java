package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.server.HubMode;

/// A client of HTTP/1.1 and servers that answer strangely, late or not at all.
@ParameterizedClass
@EnumSource(names = {"URING_ON_HUB", "NIO_ON_JDK"})
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StrangeServerSocketTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    client = HttpClient.on(mode.hubs(), options());
  }

  private static ClientOptions options() {
    return ClientOptions.DEFAULTS.withProxies(Proxies.NONE).withIdleTimeout(Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    client.close();
  }

  private static CallFailed.Kind kindOf(HttpClient client, String uri) {
    try (ClientResponse response = client.get(uri).send()) {
      response.bytes();
      throw new AssertionError("a response of status " + response.status());
    } catch (CallFailed failed) {
      return failed.kind();
    } catch (IOException other) {
      throw new AssertionError(other);
    }
  }

  // Broken answers.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROTOCOL | SSH-2.0-OpenSSH_9\\r\\n\\r\\n",
        "PROTOCOL | HTTP/1.1 20 OK\\r\\n\\r\\n",
        "PROTOCOL | HTTP/1.1 200 OK\\r\\nContent-Length: x\\r\\n\\r\\n",
        "PROTOCOL | HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab",
        "PROTOCOL | HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "PROTOCOL | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nxyz\\r\\n",
        "PROTOCOL | HTTP/1.1 200 OK\\r\\nX-A : 1\\r\\n\\r\\n",
        "PROTOCOL | HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n",
        "LOST | HTTP/1.1 200 OK\\r\\nContent-Length: 10\\r\\n\\r\\nabc",
        "LOST | HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nabc",
        "LOST | HTTP/1.1 200 O",
        "LOST | HTTP/1.1 100 Continue\\r\\n\\r\\n",
      })
  void aBrokenAnswerIsNamed(CallFailed.Kind kind, String answer) throws IOException {
    String bytes = answer.replace("\\r", "\r").replace("\\n", "\n");
    try (RawServer server = RawServer.answering(bytes)) {
      assertThat(kindOf(client, server.uri("/"))).isEqualTo(kind);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // An alert of TLS, and SETTINGS of HTTP/2.
        "HTTP_1_1 | 15030300020246 | the server may speak TLS, HTTP/2 or another protocol there",
        "HTTP_1_1 | 000000040000000000 | the server may speak TLS, HTTP/2 or another protocol there",
        "HTTP_2 | 485454502f312e3120343030 | the server may not speak HTTP/2",
      })
  void anotherProtocolIsSaidToBe(ClientProtocol protocol, String hex, String reason)
      throws IOException {
    String answer = new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    try (RawServer server = RawServer.answering(answer);
        HttpClient other = HttpClient.open(options().withProtocol(protocol))) {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> other.get(server.uri("/")).send())
          .returns(CallFailed.Kind.PROTOCOL, CallFailed::kind)
          .withMessageContaining(reason);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // A chunk of no size; SETTINGS and a WINDOW_UPDATE of nothing.
        "HTTP_1_1 | BAD_CHUNK_SIZE | 485454502f312e3120323030204f4b0d0a5472616e736665722d456e636f64696e673a206368756e6b65640d0a0d0a7a0d0a",
        "HTTP_2 | ZERO_WINDOW_UPDATE | 00000004000000000000000408000000000000000000",
      })
  void faultsAndBytesAreCounted(ClientProtocol protocol, String fault, String hex)
      throws IOException {
    byte[] answer = HexFormat.of().parseHex(hex);
    try (RawServer server = RawServer.answering(new String(answer, ISO_8859_1));
        HttpClient other =
            HttpClient.on(mode.hubs(), options().withProtocol(protocol).withRetriesMax(0))) {
      assertThat(kindOf(other, server.uri("/"))).isEqualTo(CallFailed.Kind.PROTOCOL);

      assertThat(other.counters().faults()).isEqualTo(Map.of(fault, 1L));
      assertThat(other.counters().bytesReceived()).isEqualTo(answer.length);
      assertThat(other.counters().bytesSent()).isPositive();
    }
  }

  @Test
  void aHeadBeyondTheLimitsIsTooLarge() throws IOException {
    String field = "X-A: " + "a".repeat(1000) + "\r\n";
    try (RawServer server =
        RawServer.answering(OK + field.repeat(40) + "\r\n", OK + "A: b\r\n".repeat(201) + "\r\n")) {
      assertThat(kindOf(client, server.uri("/"))).isEqualTo(CallFailed.Kind.TOO_LARGE);
      assertThat(kindOf(client, server.uri("/"))).isEqualTo(CallFailed.Kind.TOO_LARGE);
    }
  }

  @Test
  void aBodyMayEndWithItsConnection() throws IOException {
    try (RawServer server = RawServer.answering("HTTP/1.0 200 OK\r\n\r\nall of it")) {
      assertThat(client.get(server.uri("/")).send().text()).isEqualTo("all of it");
    }
  }

  @Test
  void aServerThatSaysNothingIsGivenUp() throws IOException {
    try (HttpClient hasty =
            HttpClient.on(mode.hubs(), options().withIdleTimeout(Duration.ofMillis(200)));
        RawServer server = new RawServer(number -> (socket, input) -> input.readAllBytes())) {
      assertThat(kindOf(hasty, server.uri("/"))).isEqualTo(CallFailed.Kind.TIMEOUT);
    }
  }

  // Retries.

  /// Answers one request on its first connection and ends it at the second; answers all on others.
  private static RawServer forgetful(List<String> requests) throws IOException {
    return new RawServer(number ->
        (socket, input) -> {
          for (int count = 0; number > 0 || count == 0; count++) {
            requests.add(RawServer.head(input).lines().findFirst().orElse(""));
            RawServer.send(socket, OK + "Content-Length: 2\r\n\r\nok");
          }
          requests.add("lost " + RawServer.head(input).lines().findFirst().orElse(""));
        });
  }

  @Test
  void anIdempotentCallIsMadeAgainWhenAUsedConnectionGoesAway() throws IOException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    try (HttpClient single = HttpClient.open(options());
        RawServer server = forgetful(requests)) {
      assertThat(single.get(server.uri("/a")).send().text()).isEqualTo("ok");
      assertThat(single.put(server.uri("/b")).body("x").send().text()).isEqualTo("ok");
      assertThat(single.counters().retries()).isEqualTo(1);
    }
    assertThat(requests)
        .containsExactly("GET /a HTTP/1.1", "lost PUT /b HTTP/1.1", "PUT /b HTTP/1.1");
  }

  @Test
  void otherCallsAreNotMadeAgain() throws IOException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    try (HttpClient single = HttpClient.open(options());
        RawServer server = forgetful(requests)) {
      assertThat(single.get(server.uri("/a")).send().text()).isEqualTo("ok");
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> single.post(server.uri("/b")).send())
          .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.LOST));
      assertThat(single.counters().retries()).isZero();
    }
    assertThat(requests).containsExactly("GET /a HTTP/1.1", "lost POST /b HTTP/1.1");
  }

  @Test
  void aStreamIsSentOnce() throws IOException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    try (HttpClient single = HttpClient.open(options());
        RawServer server = forgetful(requests)) {
      assertThat(single.get(server.uri("/a")).send().text()).isEqualTo("ok");
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() ->
              single.put(server.uri("/b")).body(new ByteArrayInputStream(new byte[1]), 1).send());
      assertThat(single.counters().retries()).isZero();
    }
  }

  @Test
  void aFreshConnectionThatGoesAwayIsNotTriedAgain() throws IOException {
    List<Integer> connections = Collections.synchronizedList(new ArrayList<>());
    try (RawServer server =
        new RawServer(number ->
            (socket, input) -> {
              connections.add(number);
              RawServer.head(input);
            })) {
      assertThat(kindOf(client, server.uri("/"))).isEqualTo(CallFailed.Kind.LOST);
    }
    assertThat(connections).containsExactly(0);
  }

  // Interim responses.

  @Test
  void otherInterimResponsesDoNotHoldABodyBack() throws IOException {
    try (RawServer server =
        new RawServer(number ->
            (socket, input) -> {
              RawServer.head(input);
              RawServer.send(socket, "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
              RawServer.send(socket, "HTTP/1.1 102 Processing\r\n\r\n");
              String body = new String(input.readNBytes(4), ISO_8859_1);
              RawServer.send(socket, OK + "Content-Length: 4\r\n\r\n" + body);
            })) {
      List<Integer> told = new ArrayList<>();
      ClientRequest request = client.post(server.uri("/")).body("body").expectContinue();
      request.onInterim((status, fields) -> told.add(status));
      assertThat(request.send().text()).isEqualTo("body");
      assertThat(told).containsExactly(103, 102);
    }
  }

  // Connections.

  /// "A client ought to limit the number of simultaneous open connections that it maintains to a
  /// given server." https://www.rfc-editor.org/rfc/rfc9112#section-9.4
  @Test
  void aConnectionThatIsToEndCountsWhileItsCallIsUnderWay() throws IOException {
    List<Integer> connections = Collections.synchronizedList(new ArrayList<>());
    try (HttpClient single = HttpClient.open(options().withConnectionsMax(1));
        RawServer server =
            new RawServer(number ->
                (socket, input) -> {
                  RawServer.head(input);
                  connections.add(number);
                  RawServer.send(socket, OK + "Content-Length: 4\r\nConnection: close\r\n\r\nhere");
                  input.readAllBytes();
                })) {
      try (ClientResponse unread = single.get(server.uri("/")).send()) {
        assertThatThrownBy(
                () -> single.get(server.uri("/")).timeout(Duration.ofMillis(300)).send().close())
            .isInstanceOfSatisfying(
                CallFailed.class,
                failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TIMEOUT));
        assertThat(connections).containsExactly(0);
        assertThat(unread.text()).isEqualTo("here");
      }
      assertThat(single.get(server.uri("/")).send().text()).isEqualTo("here");
      assertThat(connections).containsExactly(0, 1);
    }
  }

  // Redirects.

  /// "If the request method has been changed to GET or HEAD, remove content-specific header
  /// fields". https://www.rfc-editor.org/rfc/rfc9110#section-15.4
  @Test
  void aRedirectThatLeavesTheBodyLeavesWhatBelongsToIt() throws IOException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    try (RawServer server =
        new RawServer(number ->
            (socket, input) -> {
              requests.add(RawServer.head(input));
              RawServer.send(
                  socket,
                  (number == 0 ? "HTTP/1.1 303 X\r\nLocation: /b\r\n" : OK)
                      + "Content-Length: 0\r\nConnection: close\r\n\r\n");
              input.readAllBytes();
            })) {
      client
          .post(server.uri("/a"))
          .header("Content-Digest", "sha-256=:YQ==:")
          .header("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")
          .header("X-Kept", "yes")
          .body("body")
          .trailer("X-Sum", "1")
          .redirects(1)
          .send()
          .close();
    }
    assertThat(requests.getFirst()).contains("Transfer-Encoding: chunked", "Trailer: x-sum");
    assertThat(requests.get(1))
        .startsWith("GET /b ")
        .contains("X-Kept: yes")
        .doesNotContain("Transfer-Encoding", "Trailer", "Digest", "Last-Modified");
  }

  @Test
  void trailersThatAreSecretStayWithTheirOrigin() throws IOException {
    List<String> there = Collections.synchronizedList(new ArrayList<>());
    List<String> here = Collections.synchronizedList(new ArrayList<>());
    try (RawServer second = redirecting(307, "/x", there);
        RawServer first =
            new RawServer(number ->
                (socket, input) -> {
                  here.add(RawServer.head(input));
                  RawServer.send(
                      socket,
                      "HTTP/1.1 307 X\r\nLocation: "
                          + second.uri("/b")
                          + "\r\nContent-Length: 0\r\n\r\n");
                  input.readAllBytes();
                })) {
      client
          .post(first.uri("/a"))
          .body("body")
          .trailer("Authorization", "secret")
          .redirects(1)
          .send()
          .close();
    }
    assertThat(here.getFirst()).contains("Trailer: authorization");
    assertThat(there.getFirst()).startsWith("POST /b ").doesNotContain("authorization");
  }

  @ParameterizedTest
  @CsvSource({
    "?page=2, /a?page=2",
    "../../b, /b",
    "/c/./../b, /b",
    // Bytes of UTF-8, as many servers send them: é, Ü, à.
    "/\u00c3\u00a9?\u00c3\u009c=\u00c3\u00a0, /%C3%A9?%C3%9C=%C3%A0"
  })
  void whereARedirectLeadsIsResolvedAsUrisAre(String location, String target) throws IOException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    try (RawServer server =
        new RawServer(number ->
            (socket, input) -> {
              requests.add(RawServer.head(input));
              RawServer.send(
                  socket,
                  (number == 0 ? "HTTP/1.1 302 X\r\nLocation: " + location + "\r\n" : OK)
                      + "Content-Length: 0\r\nConnection: close\r\n\r\n");
            })) {
      try (ClientResponse response = client.get(server.uri("/a?q#part")).redirects(1).send()) {
        assertThat(response.uri()).hasToString(server.uri(target) + "#part");
      }
    }
    assertThat(requests.get(1)).startsWith("GET " + target + " ");
  }

  private static RawServer redirecting(int status, String location, List<String> requests)
      throws IOException {
    return new RawServer(number ->
        (socket, input) -> {
          while (true) {
            String head = RawServer.head(input);
            requests.add(head);
            input.readNBytes(head.contains("Content-Length: 4") ? 4 : 0);
            RawServer.send(
                socket,
                head.contains(" /a ")
                    ? "HTTP/1.1 %s X\r\nLocation: %s\r\nContent-Length: 4\r\n\r\ngone"
                        .formatted(status, location)
                    : OK + "Content-Length: 4\r\n\r\nhere");
          }
        });
  }

  @Test
  void aRedirectIsAResponseUnlessAskedFor() throws IOException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    try (RawServer server = redirecting(302, "/b", requests)) {
      try (ClientResponse response = client.get(server.uri("/a")).send()) {
        assertThat(response.status()).isEqualTo(302);
        assertThat(response.text()).isEqualTo("gone");
      }
      try (ClientResponse response = client.get(server.uri("/a")).redirects(3).send()) {
        assertThat(response.text()).isEqualTo("here");
        assertThat(response.uri()).hasPath("/b");
      }
      assertThat(client.counters().redirects()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET",
    "302, POST, GET",
    "303, POST, GET",
    "303, PUT, GET",
    "303, HEAD, HEAD",
    "301, PUT, PUT",
    "307, POST, POST",
    "308, POST, POST",
    "308, PUT, PUT"
  })
  void aRedirectKeepsOrChangesTheMethod(int status, String method, String next) throws IOException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    try (RawServer server = redirecting(status, "b?c=d", requests)) {
      ClientRequest request = client.request(method, server.uri("/a")).redirects(1);
      if (!method.equals("HEAD")) {
        request.body("body");
      }
      request.send().close();
    }
    assertThat(requests).hasSize(2);
    assertThat(requests.get(1)).startsWith(next + " /b?c=d HTTP/1.1\r\n");
    assertThat(requests.get(1).contains("Content-Length: 4"))
        .as("the body goes with the method")
        .isEqualTo(next.equals(method) && !method.equals("HEAD"));
  }

  @Test
  void aRedirectToAnotherOriginTakesNoSecretsAlong() throws IOException {
    List<String> there = Collections.synchronizedList(new ArrayList<>());
    List<String> here = Collections.synchronizedList(new ArrayList<>());
    try (RawServer second = redirecting(302, "/x", there);
        RawServer first = redirecting(302, second.uri("/b"), here)) {
      client
          .get(first.uri("/a"))
          .header("Authorization", "Bearer secret")
          .header("Cookie", "session=secret")
          .header("X-Kept", "yes")
          .redirects(1)
          .send()
          .close();
    }
    assertThat(here.getFirst()).contains("secret");
    assertThat(there.getFirst()).contains("X-Kept: yes").doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({"/a, redirects", "ftp://127.0.0.1/b, leads nowhere", "http://[, leads nowhere"})
  void aRedirectThatCannotBeFollowedFails(String location, String reason) throws IOException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    try (RawServer server = redirecting(302, location, requests)) {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> client.get(server.uri("/a")).redirects(5).send())
          .withMessageContaining(reason)
          .satisfies(failed -> assertThat(failed.kind()).isEqualTo(CallFailed.Kind.REDIRECT));
    }
  }

  // Cookies.

  @Test
  void cookiesAreKeptWhereAskedFor() throws IOException {
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    try (HttpClient keeping = HttpClient.open(options().withCookies(new CookieManager()));
        RawServer server =
            new RawServer(number ->
                (socket, input) -> {
                  while (true) {
                    requests.add(RawServer.head(input));
                    RawServer.send(
                        socket,
                        OK
                            + "Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2; Path=/deep\r\n"
                            + "Content-Length: 0\r\n\r\n");
                  }
                })) {
      keeping.get(server.uri("/")).send().close();
      keeping.get(server.uri("/")).header("Cookie", "mine=0").send().close();
      keeping.get(server.uri("/deep/er")).send().close();
    }
    assertThat(requests.get(0)).doesNotContain("Cookie");
    assertThat(requests.get(1)).contains("mine=0; a=1").doesNotContain("b=2");
    assertThat(requests.get(2)).contains("a=1", "b=2");
  }
}
