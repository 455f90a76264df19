package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.HttpOptions;
import weft.http.server.HttpServer;
import weft.http.server.HubMode;

/// Names of hosts, with a resolver that takes its time ([TestNames]).
@Timeout(60)
class NameLookupsSocketTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  @BeforeEach
  void block() {
    TestNames.block();
  }

  @AfterEach
  void release() {
    TestNames.release();
  }

  private static HttpServer server(HubMode mode) throws IOException {
    return HttpServer.start(
        mode.hubs(),
        HttpOptions.DEFAULTS.withAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
        (request, response) -> response.send(HELLO));
  }

  private static HttpClient client(HubMode mode, Duration connectTimeout) throws IOException {
    return HttpClient.on(
        mode.hubs(),
        ClientOptions.DEFAULTS.withProxies(Proxies.NONE).withConnectTimeout(connectTimeout));
  }

  private static String uri(String host, HttpServer server) {
    return "http://" + host + ":" + ((InetSocketAddress) server.address()).getPort() + "/";
  }

  private static String get(HttpClient client, String uri) throws IOException {
    try (ClientResponse response = client.get(uri).send()) {
      return response.text();
    }
  }

  /// A call on a virtual thread of the first hub.
  private static CompletableFuture<String> begin(HubMode mode, HttpClient client, String uri) {
    CompletableFuture<String> result = new CompletableFuture<>();
    mode.hubs()
        .hub(0)
        .start(() -> {
          try {
            result.complete(get(client, uri));
          } catch (IOException | RuntimeException failed) {
            result.completeExceptionally(failed);
          }
        });
    return result;
  }

  @ParameterizedTest
  @EnumSource(HubMode.class)
  void aHubGoesOnWhileANameIsLookedUp(HubMode mode) throws Exception {
    try (HttpServer server = server(mode);
        HttpClient client = client(mode, Duration.ofSeconds(30))) {
      String slow = uri(mode.name().toLowerCase(Locale.ROOT) + ".a.slow.test", server);
      List<CompletableFuture<String>> waiting = new ArrayList<>();
      for (int count = 0; count < 5; count++) {
        waiting.add(begin(mode, client, slow.replace('_', '-')));
      }
      while (TestNames.LOOKUPS.get() == 0) {
        Thread.onSpinWait();
      }

      assertThat(begin(mode, client, uri("127.0.0.1", server)).get()).isEqualTo("hello");
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      TestNames.release();

      for (CompletableFuture<String> call : waiting) {
        assertThat(call.get()).isEqualTo("hello");
      }
      assertThat(TestNames.LOOKUPS.get()).as("they shared a lookup").isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(HubMode.class)
  void aCallWaitsForANameAsLongAsForAConnection(HubMode mode) throws Exception {
    try (HttpServer server = server(mode);
        HttpClient client = client(mode, Duration.ofMillis(500))) {
      String host = mode.name().toLowerCase(Locale.ROOT).replace('_', '-');

      assertThat(begin(mode, client, uri(host + ".b.slow.test", server)))
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .withMessageContaining("looking the host " + host + ".b.slow.test up takes too long");
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> get(client, uri(host + ".b.slow.test", server)))
          .returns(CallFailed.Kind.TIMEOUT, CallFailed::kind);
      assertThat(TestNames.LOOKUPS.get()).as("nobody begins a second one").isEqualTo(1);
    }
  }

  /// Like those of many machines: they are no addresses.
  @ParameterizedTest
  @ValueSource(strings = {"slow1", "1slow", "db-0.slow-7", "10.0.0.slow9"})
  void namesMayBeginOrEndWithDigits(String name) throws Exception {
    HubMode mode = HubMode.URING_ON_HUB;
    try (HttpServer server = server(mode);
        HttpClient client = client(mode, Duration.ofMillis(50))) {
      assertThat(begin(mode, client, uri(name, server)))
          .failsWithin(Duration.ofSeconds(3))
          .withThrowableThat()
          .withMessageContaining("takes too long");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "[::ffff:127.0.0.1]"})
  void addressesAreNotLookedUp(String address) throws Exception {
    HubMode mode = HubMode.URING_ON_HUB;
    try (HttpServer server = server(mode);
        HttpClient client = client(mode, Duration.ofSeconds(30))) {
      assertThat(begin(mode, client, uri(address, server)).get()).isEqualTo("hello");
      assertThat(TestNames.LOOKUPS.get()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(HubMode.class)
  void unknownNamesAreSaidToBe(HubMode mode) throws Exception {
    try (HttpServer server = server(mode);
        HttpClient client = client(mode, Duration.ofSeconds(30))) {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> get(client, uri("a.none.test", server)))
          .withMessageContaining("the host a.none.test is not known")
          .returns(CallFailed.Kind.UNKNOWN_HOST, CallFailed::kind);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "URING_ON_HUB")
  void onlySoManyNamesAreLookedUpAtATime(HubMode mode) throws Exception {
    try (HttpServer server = server(mode);
        HttpClient client = client(mode, Duration.ofSeconds(30))) {
      List<CompletableFuture<String>> waiting = new ArrayList<>();
      for (int count = 0; count < 64; count++) {
        waiting.add(begin(mode, client, uri("n" + count + ".c.slow.test", server)));
      }
      while (TestNames.LOOKUPS.get() < 64) {
        Thread.onSpinWait();
      }

      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> get(client, uri("n64.c.slow.test", server)))
          .returns(CallFailed.Kind.OVERLOAD, CallFailed::kind);
      TestNames.release();

      for (CompletableFuture<String> call : waiting) {
        assertThat(call.get()).isEqualTo("hello");
      }
    }
  }
}
