package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import weft.hub.Hub;
import weft.web.sse.Event;
import weft.web.sse.EventBroadcast;
import weft.web.sse.EventStream;
import weft.web.sse.Overflow;
import weft.web.sse.SseOptions;

/// More published in one go than may wait for a client, by a handler of the hub that carries the
/// clients: nothing is sent before its turn ends, and that makes nobody slow.
@Timeout(60)
class EventBurstSocketTest {
  private final App app = App.create();
  private final EventBroadcast feed = EventBroadcast.create();
  private final List<Socket> sockets = new ArrayList<>();
  private @Nullable Site site;

  private Site site() {
    if (site == null) {
      site = new Site(app);
    }
    return site;
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (site != null) {
      site.close();
    }
  }

  /// A client whose system takes what comes, as much as that.
  private Socket client(int receiveBytes) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(receiveBytes);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress("127.0.0.1", site().port()));
    socket.getOutputStream().write("GET /feed HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
    return socket;
  }

  /// Reads meanwhile, so that it does not matter how much systems keep for a socket.
  private static CompletableFuture<Void> reads(Socket socket, int count) {
    return CompletableFuture.runAsync(
        () -> assertAllCame(socket, count), command -> Thread.ofPlatform().daemon().start(command));
  }

  private static void assertAllCame(Socket socket, int count) {
    try {
      assertThat(numbersIn(socket, count)).isEqualTo(IntStream.range(0, count).boxed().toList());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static List<Integer> numbersIn(Socket socket, int count) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    List<Integer> came = new ArrayList<>();
    while (came.size() < count) {
      String line = lines.readLine();
      assertThat(line).as("ended behind " + came.size()).isNotNull();
      if (line.startsWith("data: ")) {
        came.add(Integer.valueOf(line.substring(6, line.indexOf('.'))));
      }
    }
    return came;
  }

  private void awaitSubscribers(int wanted) {
    while (feed.counters().subscribers() != wanted) {
      Thread.onSpinWait();
    }
  }

  private void burst(int count, int size) {
    String text = ".".repeat(size);
    app.get(
        "/burst",
        (req, res) -> {
          for (int number = 0; number < count; number++) {
            feed.publish("n" + number, number + text);
          }
          res.text("told");
        });
  }

  @ParameterizedTest
  @EnumSource(Overflow.class)
  void aPromptSubscriberMissesNothing(Overflow overflow) throws Exception {
    app.sse("/feed", SseOptions.DEFAULTS.withOverflow(overflow), feed::serve);
    burst(2000, 500);
    CompletableFuture<Void> reads = reads(client(2 << 20), 2000);
    awaitSubscribers(1);

    assertThat(site().get("/burst").body()).isEqualTo("told");

    reads.get(20, TimeUnit.SECONDS);
    assertThat(feed.counters().dropped() + feed.counters().disconnected()).isZero();
  }

  /// Those that have room at once, those that the stream's own thread has to send, and those that
  /// have room alone.
  @ParameterizedTest
  @CsvSource({"30000, 65536", "60000, 65536", "100000, 65536", "1000, 1500", "100, 10"})
  void largeOnesCountLikeSmallOnes(int size, int pendingBytesMax) throws Exception {
    app.sse("/feed", SseOptions.DEFAULTS.withPendingBytesMax(pendingBytesMax), feed::serve);
    burst(20, size);
    CompletableFuture<Void> reads = reads(client(3 << 20), 20);
    awaitSubscribers(1);

    assertThat(site().get("/burst").body()).isEqualTo("told");

    reads.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(Overflow.class)
  void aStreamOfItsOwnMissesNothing(Overflow overflow) throws Exception {
    BlockingQueue<EventStream> streams = new LinkedBlockingQueue<>();
    app.sse(
        "/feed",
        SseOptions.DEFAULTS.withOverflow(overflow),
        events -> {
          streams.add(events);
          events.await();
        });
    String text = ".".repeat(500);
    app.get(
        "/burst",
        (req, res) -> {
          EventStream events = streams.take();
          for (int number = 0; number < 2000; number++) {
            assertThat(events.publish(Event.of("n" + number, number + text))).isTrue();
          }
          res.text(events.dropped() + " dropped");
        });
    CompletableFuture<Void> reads = reads(client(2 << 20), 2000);

    assertThat(site().get("/burst").body()).isEqualTo("0 dropped");

    reads.get(20, TimeUnit.SECONDS);
  }

  /// The pump lets turns end itself before it has come to the last of them.
  @Test
  void manySubscribersMissNothing() throws Exception {
    app.sse("/feed", feed::serve);
    burst(300, 500);
    for (int count = 0; count < 200; count++) {
      client(1 << 20);
    }
    awaitSubscribers(200);

    assertThat(site().get("/burst").body()).isEqualTo("told");

    for (Socket client : sockets) {
      assertAllCame(client, 300);
    }
  }

  @Test
  void oneThatNeverReadsIsStillSlow() throws Exception {
    app.sse("/feed", feed::serve);
    String text = ".".repeat(500);
    app.get(
        "/burst",
        (req, res) -> {
          int number = 0;
          while (app.events().overflowed() == 0) {
            feed.publish("n", number++ + text);
          }
          res.text(number + "");
        });
    client(4096);
    awaitSubscribers(1);
    Socket prompt = client(6 << 20);
    awaitSubscribers(2);

    int published = Integer.parseInt(site().get("/burst").body());

    assertAllCame(prompt, published);
    assertThat(app.events().overflowed()).isOne();
  }

  /// A client that is known to be slow makes no publisher wait, however large the events are.
  @Test
  void noTurnsPassForOneThatTakesNothing() throws Exception {
    SseOptions options = SseOptions.DEFAULTS.withOverflow(Overflow.DROP_OLDEST);
    app.sse("/feed", options.withPendingBytesMax(10_000), feed::serve);
    String text = ".".repeat(3000);
    app.get(
        "/burst",
        (req, res) -> {
          while (app.events().eventsDropped() == 0) {
            feed.publish("n", text);
          }
          long before = turns();
          for (int number = 0; number < 1000; number++) {
            feed.publish("n", number % 2 == 0 ? text : "small");
          }
          res.text(turns() - before + "");
        });
    client(4096);
    awaitSubscribers(1);

    assertThat(site().get("/burst").body()).isEqualTo("0");
    assertThat(app.events().eventsDropped()).isGreaterThan(400);
  }

  private static long turns() {
    Hub hub = Hub.current();
    assertThat(hub).isNotNull();
    return hub.counters().turns();
  }
}
