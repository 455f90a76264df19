package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.CookieHandler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.server.HubMode;
import weft.hub.HubOptions;
import weft.hub.Hubs;

/// Calls that have no connection yet, or lose it because their client closes, and calls that cannot
/// be made: each is told by name, and harms no other.
@ParameterizedClass
@EnumSource(names = {"URING_ON_HUB", "NIO_ON_JDK"})
@Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClosingClientSocketTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  private static ClientOptions options() {
    return ClientOptions.DEFAULTS.withProxies(Proxies.NONE);
  }

  private static RawServer friendly() throws IOException {
    return new RawServer(number ->
        (socket, input) -> {
          while (true) {
            RawServer.head(input);
            RawServer.send(socket, OK);
          }
        });
  }

  /// Takes connections and says nothing.
  private static RawServer silent(CountDownLatch asked) throws IOException {
    return new RawServer(number ->
        (socket, input) -> {
          input.read();
          asked.countDown();
          input.readAllBytes();
        });
  }

  private static CallFailed failure(ClientRequest request) {
    try (ClientResponse response = request.send()) {
      throw new AssertionError("a response of status " + response.status());
    } catch (CallFailed failed) {
      return failed;
    } catch (IOException other) {
      throw new AssertionError(other);
    }
  }

  private static CompletableFuture<CallFailed> failing(ClientRequest request) {
    CompletableFuture<CallFailed> result = new CompletableFuture<>();
    failing(request, result);
    return result;
  }

  private static Thread failing(ClientRequest request, CompletableFuture<CallFailed> result) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(failure(request));
          } catch (AssertionError other) {
            result.completeExceptionally(other);
          }
        });
  }

  // Calls that cannot be made.

  @Test
  void aHeadThatIsTooLargeHarmsNobody() throws IOException {
    try (HttpClient client = HttpClient.on(mode.hubs(), options());
        RawServer server = friendly()) {
      CallFailed failed = failure(client.get(server.uri("/" + "a".repeat(70_000))));

      assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TOO_LARGE);
      assertThat(failed.isUnprocessed()).isTrue();
      assertThat(failed).hasMessageContaining("the head of the request passes 65536 bytes");
      assertThat(client.get(server.uri("/")).send().text()).isEqualTo("ok");
      assertThat(client.counters().connectionsOpened()).isEqualTo(1);
    }
  }

  @Test
  void cookiesThatAreTooLargeAreToldOf() throws IOException {
    CookieHandler many =
        new CookieHandler() {
          @Override
          public Map<String, List<String>> get(URI uri, Map<String, List<String>> fields) {
            return Map.of("Cookie", List.of("a=" + "b".repeat(50_000)));
          }

          @Override
          public void put(URI uri, Map<String, List<String>> fields) {}
        };
    try (HttpClient client = HttpClient.on(mode.hubs(), options().withCookies(many));
        RawServer server = friendly()) {
      assertThat(failure(client.get(server.uri("/"))).kind()).isEqualTo(CallFailed.Kind.TOO_LARGE);
    }
  }

  @Test
  void aConnectionThatDoesNotComeAboutInTimeIsATimeout() throws Exception {
    try (SilentAddress silent = SilentAddress.open("127.0.0.1", 0);
        HttpClient client = HttpClient.on(mode.hubs(), options())) {
      String uri = "http://127.0.0.1:" + silent.port() + "/";

      CallFailed failed = failure(client.get(uri).timeout(Duration.ofMillis(200)));

      assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TIMEOUT);
      assertThat(failed.isUnprocessed()).isTrue();
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedIOException.class)
          .isThrownBy(() -> client.get(uri).send());
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void whoWaitsForAConnectionInVainWasNotHeard() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (RawServer server = silent(asked);
        HttpClient client = HttpClient.on(mode.hubs(), options().withConnectionsMax(1))) {
      CompletableFuture<CallFailed> first = failing(client.get(server.uri("/")));
      asked.await();

      CallFailed failed = failure(client.get(server.uri("/")).timeout(Duration.ofMillis(200)));

      assertThat(failed.kind()).isEqualTo(CallFailed.Kind.TIMEOUT);
      assertThat(failed.isUnprocessed()).as("nothing of it was sent").isTrue();
      assertThat(first).isNotDone();
    }
  }

  // Clients that close.

  @ParameterizedTest
  @ValueSource(strings = {"call", "handshake", "tunnel", "socket"})
  void aClientThatClosesEndsWhatIsUnderWay(String what) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (RawServer server = silent(asked)) {
      ClientOptions options =
          what.equals("tunnel")
              ? options().withProxies(Proxies.of("127.0.0.1:" + server.port()))
              : options();
      HttpClient client = HttpClient.on(mode.hubs(), options);
      CompletableFuture<CallFailed> call =
          what.equals("socket")
              ? opening(client, "wss://127.0.0.1:" + server.port())
              : failing(client.get((what.equals("call") ? "http" : "https") + address(server)));
      asked.await();

      client.close();

      assertThat(call.get(5, TimeUnit.SECONDS).kind()).isEqualTo(CallFailed.Kind.CLOSED);
      assertThat(client.counters().connections()).isZero();
    }
  }

  @Test
  void aClientThatClosesEndsTcpThatIsConnecting() throws Exception {
    try (SilentAddress silent = SilentAddress.open("127.0.0.1", 0)) {
      endsWhenItsClientCloses("http://127.0.0.1:" + silent.port() + "/");
    }
  }

  @Test
  void aClientThatClosesEndsTheWaitForAName() throws Exception {
    TestNames.block();
    try {
      // A name of its own: the JDK remembers those it knows.
      endsWhenItsClientCloses("http://close-" + mode.ordinal() + ".slow.test/");
    } finally {
      TestNames.release();
    }
  }

  private void endsWhenItsClientCloses(String uri) throws Exception {
    HttpClient client = HttpClient.on(mode.hubs(), options());
    CompletableFuture<CallFailed> call = new CompletableFuture<>();
    Thread thread = failing(client.get(uri), call);
    while (thread.getState() != Thread.State.TIMED_WAITING && !call.isDone()) {
      Thread.onSpinWait();
    }

    client.close();

    assertThat(call.get(5, TimeUnit.SECONDS).kind()).isEqualTo(CallFailed.Kind.CLOSED);
  }

  private static String address(RawServer server) {
    return "://127.0.0.1:" + server.port();
  }

  private static CompletableFuture<CallFailed> opening(HttpClient client, String uri) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            client.webSocket(uri, weft.http.WebSocketOptions.DEFAULTS);
            throw new AssertionError("a WebSocket");
          } catch (CallFailed failed) {
            return failed;
          } catch (IOException other) {
            throw new AssertionError(other);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  /// A server's hubs end before the client that its handlers use is closed.
  @Test
  void aClientWhoseHubHasEndedClosesAtOnce() throws Exception {
    HttpClient client = HttpClient.open(options());
    try (RawServer server = friendly()) {
      try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1))) {
        assertThat(onHub(hubs, client, server.uri("/"))).isEqualTo("ok");
      }
      client.stop(Duration.ofMinutes(2));
    }
    assertThat(client.counters().connections()).isZero();
  }

  private static String onHub(Hubs hubs, HttpClient client, String uri)
      throws InterruptedException, ExecutionException {
    CompletableFuture<String> text = new CompletableFuture<>();
    hubs.hub(0)
        .start(() -> {
          try {
            text.complete(client.get(uri).send().text());
          } catch (IOException failed) {
            text.completeExceptionally(failed);
          }
        });
    return text.get();
  }
}
