package weft.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.HttpOptions;
import weft.http.Request;
import weft.http.Response;

/// Requests with known heads that a handler lends to another thread, and the ones behind them on
/// the same connection: whoever is late reads nothing, least of all of the next one.
@ParameterizedClass
@EnumSource(HubMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LentKnownHeadSocketTest {
  /// After as many of the same a head is known.
  private static final int OFTEN = 32;

  private static final int ROUNDS = 20;
  private static final int LATE_ROUNDS = 100;

  private static final String ANNA = request("anna");
  private static final String BERTA = request("berta");

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  /// Two heads share the text of a value only when they are one.
  private final List<String> hosts = new CopyOnWriteArrayList<>();

  /// What handlers do before they answer.
  private volatile Step step = request -> {};

  private HttpServer server;

  private interface Step {
    void run(Request request) throws Exception;
  }

  private static String request(String user) {
    return "GET /%s?q HTTP/1.1\r\nHost: example.com\r\nX-User: %s\r\n\r\n".formatted(user, user);
  }

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            mode.hubs(),
            HttpOptions.DEFAULTS.withAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            this::handle);
  }

  @AfterEach
  void stop() {
    server.close();
    mode.assertBuffersReturned();
  }

  private void handle(Request request, Response response) throws Exception {
    hosts.add(Objects.requireNonNull(request.header("Host")));
    step.run(request);
    String told = request.path() + " " + request.header("X-User") + " " + request.authority();
    response.send(told.getBytes(ISO_8859_1));
  }

  private RawClient client() throws IOException {
    RawClient client = new RawClient(server.address());
    for (String request : List.of(ANNA, BERTA)) {
      client.send(request.repeat(OFTEN + 2));
      for (int count = 0; count < OFTEN + 2; count++) {
        client.response();
      }
      assertThat(isLastKnown(2)).as("the head is known").isTrue();
    }
    return client;
  }

  /// Whether the last request had the head of one before it.
  // Which is which is what is asked here.
  @SuppressWarnings("ReferenceEquality")
  private boolean isLastKnown(int before) {
    return hosts.getLast() == hosts.get(hosts.size() - before);
  }

  private static void verify(RawClient client, String user) throws IOException {
    assertThat(client.response()).endsWith("\r\n\r\n/" + user + " " + user + " example.com");
  }

  /// While the next handler runs the first one's request is asked for everything.
  @Test
  void whoIsLateIsRefusedWhileTheNextKnownHeadIsServed() throws Exception {
    AtomicReference<@Nullable LentHead> slot = new AtomicReference<>();
    try (RawClient client = client()) {
      step =
          request -> {
            if (request.path().equals("/anna")) {
              LentHead lent = new LentHead(request);
              slot.set(lent);
              assertThat(answers(lent)).doesNotContain(LentHead.OVER);
              return;
            }
            assertThat(answers(Objects.requireNonNull(slot.get()))).containsOnly(LentHead.OVER);
          };
      for (int round = 0; round < ROUNDS; round++) {
        client.send(ANNA + BERTA);
        verify(client, "anna");
        verify(client, "berta");
        assertThat(isLastKnown(3)).as("the head is known").isTrue();
      }
    }
  }

  /// Asks on another thread, and waits for it.
  private static List<String> answers(LentHead lent) {
    return CompletableFuture.supplyAsync(lent::answers, task -> Thread.ofPlatform().start(task))
        .join();
  }

  @Test
  void whoIsInTheMiddleOfItReadsNobodyElse() throws Exception {
    LateReader late = new LateReader();
    try (late;
        RawClient client = client()) {
      step =
          request -> {
            late.lend(request, "" + request.header("X-User"), () -> {});
            // From here on the other thread is in the middle of one read or the next.
            late.awaitRead();
          };
      for (int round = 0; round < LATE_ROUNDS; round++) {
        client.send((ANNA + BERTA).repeat(8));
        for (int count = 0; count < 8; count++) {
          verify(client, "anna");
          verify(client, "berta");
        }
      }
    }

    assertThat(late.reads()).isGreaterThanOrEqualTo(16 * LATE_ROUNDS);
    assertThat(late.wrong()).as("what is somebody else's, or nobody's").isEmpty();
  }
}
