package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.server.HubMode;

/// Calls that share one connection.
@Timeout(60)
class RoutePoolSocketTest {
  private static final int LATER_CALLS = 50;

  private final List<String> order = Collections.synchronizedList(new ArrayList<>());

  private static RawServer server() throws IOException {
    return new RawServer(number ->
        (socket, input) -> {
          while (true) {
            RawServer.head(input);
            RawServer.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        });
  }

  /// Who lets a connection go and comes again at once is behind who waits for it: it goes on
  /// running on the hub, and is there before the one that is woken.
  @ParameterizedTest
  @EnumSource(names = {"URING_ON_HUB", "EPOLL_ON_HUB", "NIO_ON_HUB"})
  void whoWaitsIsServedBeforeWhoComesLater(HubMode mode) throws Exception {
    try (RawServer server = server();
        HttpClient client =
            HttpClient.on(
                mode.hubs(),
                ClientOptions.DEFAULTS.withProxies(Proxies.NONE).withConnectionsMax(1))) {
      ClientRequest request = client.get(server.uri("/"));
      CompletableFuture<Void> greedy =
          started(
              mode,
              () -> {
                ClientResponse holding = request.send();
                CompletableFuture<Void> patient =
                    started(
                        mode,
                        () -> {
                          request.send().text();
                          order.add("patient");
                        });
                while (client.counters().waiting() == 0) {
                  Thread.yield();
                }
                holding.text();
                for (int count = 0; count < LATER_CALLS; count++) {
                  request.send().text();
                }
                order.add("greedy");
                patient.join();
              });

      greedy.get();
      assertThat(order).containsExactly("patient", "greedy");
    }
  }

  /// A server takes TCP connections and says nothing: whoever waits for another's handshake has
  /// waited as long, and one connection by one hub keeps nobody from failing in time.
  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void aServerThatHangsCostsEachCallOneConnectTimeout(int connectionsMax) throws Exception {
    Duration connectTimeout = Duration.ofMillis(500);
    ClientOptions options =
        ClientOptions.DEFAULTS
            .withProxies(Proxies.NONE)
            .withConnectionsMax(connectionsMax)
            .withConnectTimeout(connectTimeout);
    try (RawServer server = new RawServer(number -> (socket, input) -> input.readAllBytes());
        HttpClient client = HttpClient.open(options)) {
      String uri = "https://127.0.0.1:" + server.port() + "/";
      List<FutureTask<CallFailed.Kind>> calls = new ArrayList<>();
      long begun = System.nanoTime();
      for (int count = 0; count < LATER_CALLS; count++) {
        FutureTask<CallFailed.Kind> call = new FutureTask<>(() -> failure(client, uri));
        calls.add(call);
        Thread.ofVirtual().start(call);
      }

      for (FutureTask<CallFailed.Kind> call : calls) {
        assertThat(call.get()).isEqualTo(CallFailed.Kind.TIMEOUT);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("one behind the other takes 25 s")
          .isBetween(connectTimeout, Duration.ofSeconds(10));
      assertThat(client.counters().waiting()).isZero();
    }
  }

  private static CallFailed.Kind failure(HttpClient client, String uri) throws IOException {
    try (ClientResponse response = client.get(uri).send()) {
      throw new AssertionError("status " + response.status());
    } catch (CallFailed failed) {
      return failed.kind();
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static CompletableFuture<Void> started(HubMode mode, Task task) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    mode.hubs()
        .hub(0)
        .start(() -> {
          try {
            task.run();
            result.complete(null);
          } catch (IOException | RuntimeException failed) {
            result.completeExceptionally(failed);
          }
        });
    return result;
  }
}
