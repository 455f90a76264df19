package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
