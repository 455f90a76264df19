package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.hub.HubOptions;
import weft.hub.SchedulerChoice;
import weft.web.sse.Event;
import weft.web.sse.EventBroadcast;
import weft.web.sse.EventCounters;
import weft.web.sse.EventStream;
import weft.web.sse.Overflow;
import weft.web.sse.SseOptions;

/// What the event streams of an app count, over real sockets, on two hubs and beside them.
@Timeout(30)
@ParameterizedClass
@MethodSource("schedulers")
class EventCountersSocketTest {
  @Parameter SchedulerChoice scheduler = SchedulerChoice.AUTO;

  private final App app = App.create();
  private final BlockingQueue<EventStream> streams = new LinkedBlockingQueue<>();
  private @Nullable Site site;

  static Stream<SchedulerChoice> schedulers() {
    return Stream.of(SchedulerChoice.AUTO, SchedulerChoice.JDK);
  }

  private Site site() {
    if (site == null) {
      HubOptions hubs = HubOptions.DEFAULTS.withHubs(2).withScheduler(scheduler);
      site = new Site(app, Site.OPTIONS.withHubs(hubs));
    }
    return site;
  }

  @AfterEach
  void close() {
    if (site != null) {
      site.close();
    }
  }

  private void serve(EventStream events) throws IOException, InterruptedException {
    streams.add(events);
    events.await();
  }

  /// A client that asks and then reads nothing.
  private Socket deafClient(String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("127.0.0.1", site().port()));
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(UTF_8));
    return socket;
  }

  private void awaitCount(ToLongFunction<EventCounters> count, long wanted) {
    while (count.applyAsLong(app.events()) != wanted) {
      Thread.onSpinWait();
    }
  }

  @Test
  void nothingIsCountedOfAnAppThatDoesNotRun() {
    assertThatThrownBy(app::events).isInstanceOf(IllegalStateException.class);

    site();

    assertThat(app.events()).isEqualTo(EventCounters.NONE);
  }

  @Test
  void streamsAndWhatIsSentAreCountedOverRoutesAndMountedApps() throws Exception {
    EventBroadcast feed = EventBroadcast.create();
    App inner = App.create();
    inner.sse("/feed", feed::serve);
    app.mount("/one", inner);
    app.mount("/two", inner);
    app.sse(
        "/short",
        events -> {
          events.retry(Duration.ofSeconds(1));
          events.comment("nothing yet");
          events.send("a");
          events.send("b");
        });

    try (EventClient first = new EventClient(site(), "/one/feed");
        EventClient second = new EventClient(site(), "/two/feed");
        EventClient third = new EventClient(site(), "/short")) {
      while (feed.counters().subscribers() < 2) {
        Thread.onSpinWait();
      }
      feed.publish("tick", 1);
      assertThat(first.next()).endsWith("data: 1");
      assertThat(second.next()).endsWith("data: 1");
      while (!third.next().equals("end")) {
        continue;
      }
      awaitCount(EventCounters::open, 2);
      awaitCount(EventCounters::eventsSent, 4);
      assertThat(app.events()).isEqualTo(new EventCounters(2, 3, 4, 1, 0, 0, 0, 0));
    }
    awaitCount(EventCounters::open, 0);
    assertThat(app.events()).isEqualTo(new EventCounters(0, 3, 4, 1, 0, 0, 2, 0));
  }

  @Test
  void keepAlivesAreCounted() throws Exception {
    app.sse("/quiet", SseOptions.DEFAULTS.withKeepAlive(Duration.ofMillis(40)), this::serve);

    try (EventClient client = new EventClient(site(), "/quiet")) {
      assertThat(client.next()).isEqualTo(": keep-alive");
      assertThat(client.next()).isEqualTo(": keep-alive");
      assertThat(app.events().commentsSent()).isGreaterThanOrEqualTo(1);
      assertThat(app.events().eventsSent()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP_OLDEST", "COALESCE"})
  void eventsThatASlowClientMissesAreCountedAsTheyAreDropped(Overflow overflow) throws Exception {
    app.sse("/slow", SseOptions.DEFAULTS.withOverflow(overflow), this::serve);
    String text = "x".repeat(50_000);

    try (Socket socket = deafClient("/slow")) {
      EventStream events = streams.take();
      while (events.dropped() < 10) {
        assertThat(events.publish(Event.of("n", text))).isTrue();
      }
      assertThat(app.events().eventsDropped()).isEqualTo(events.dropped());
      assertThat(app.events().open()).isEqualTo(1);
      assertThat(socket.isConnected()).isTrue();
    }
    awaitCount(EventCounters::clientsGone, 1);
    assertThat(app.events().overflowed()).isZero();
  }

  @Test
  void streamsEndedByThePolicyAreCounted() throws Exception {
    EventBroadcast feed = EventBroadcast.create();
    app.sse("/slow", this::serve);
    app.sse("/block", SseOptions.DEFAULTS.withOverflow(Overflow.BLOCK), feed::serve);
    String text = "x".repeat(50_000);

    try (Socket slow = deafClient("/slow");
        Socket blocked = deafClient("/block")) {
      EventStream events = streams.take();
      while (events.publish(Event.of(text))) {
        continue;
      }
      assertThat(app.events().overflowed()).isEqualTo(1);
      while (feed.counters().subscribers() == 0) {
        Thread.onSpinWait();
      }
      while (feed.counters().disconnected() == 0) {
        feed.publish("n", text);
      }
      awaitCount(EventCounters::open, 0);
      assertThat(slow.isConnected() && blocked.isConnected()).isTrue();
    }
    EventCounters counters = app.events();
    assertThat(counters.overflowed()).isEqualTo(2);
    assertThat(counters.clientsGone() + counters.failed() + counters.eventsDropped()).isZero();
  }

  @Test
  void clientsThatGoAreCountedWhateverTheHandlerDoes() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    app.sse("/await", this::serve);
    app.sse("/wait", events -> never.await());
    app.sse(
        "/endless",
        events -> {
          while (true) {
            events.send("x".repeat(1000));
          }
        });

    long gone = 0;
    for (String path : new String[] {"/await", "/wait", "/endless"}) {
      try (Socket socket = deafClient(path)) {
        assertThat(socket.getInputStream().read()).isPositive();
      }
      gone++;
      awaitCount(EventCounters::clientsGone, gone);
    }
    awaitCount(EventCounters::open, 0);
    assertThat(app.events().failed()).isZero();
  }

  /// What a filter makes of its interrupt is its own; the stream is told of its client all the
  /// same.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatGoesBeforeItsHandlerBeginsHasGone(boolean resets) throws Exception {
    CountDownLatch filtering = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    app.sse("/late", this::serve)
        .before((req, res) -> {
          filtering.countDown();
          try {
            never.await();
          } catch (InterruptedException clientGone) {
            // It goes on nevertheless.
          }
        });

    try (Socket socket = deafClient("/late")) {
      filtering.await();
      socket.setSoLinger(resets, 0);
    }
    awaitCount(EventCounters::opened, 1);
    awaitCount(EventCounters::open, 0);
    assertThat(app.events().clientsGone()).isOne();
    assertThat(app.events().failed()).isZero();
    assertThat(streams).isEmpty();
  }

  @Test
  void aHandlerThatWasInterruptedSeesThatItsStreamHasEnded() throws Exception {
    CompletableFuture<Boolean> before = new CompletableFuture<>();
    CompletableFuture<Boolean> after = new CompletableFuture<>();
    CountDownLatch never = new CountDownLatch(1);
    app.sse(
        "/wait",
        events -> {
          before.complete(events.open());
          try {
            never.await();
          } catch (InterruptedException clientGone) {
            after.complete(events.open());
          }
        });

    try (Socket socket = deafClient("/wait")) {
      assertThat(socket.getInputStream().read()).isPositive();
      assertThat(before.join()).isTrue();
    }
    assertThat(after.join()).isFalse();
    awaitCount(EventCounters::open, 0);
    assertThat(app.events().clientsGone()).isOne();
  }

  @Test
  void handlersAndCodingsThatFailAreCounted() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    app.sse(
        "/throws",
        events -> {
          throw new IllegalStateException("on purpose");
        });
    app.sse(
            "/coded",
            events -> {
              streams.add(events);
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
            })
        .before((req, res) -> res.encodeBody(new NoCoding()));

    assertThat(site().raw("GET /throws HTTP/1.1\r\nHost: x\r\n\r\n")).contains("200");
    awaitCount(EventCounters::failed, 1);
    awaitCount(EventCounters::open, 0);
    try (Socket socket = deafClient("/coded")) {
      streams.take().publish(Event.of("x"));
      interrupted.await();
      awaitCount(EventCounters::open, 0);
      assertThat(socket.isConnected()).isTrue();
    }
    assertThat(app.events().failed()).isEqualTo(2);
    assertThat(app.events().clientsGone()).isZero();
  }

  /// A coding that fails when it is given an event.
  private static final class NoCoding implements BodyCoding {
    @Override
    public byte[] encode(WebResponse response, byte[] body) {
      return body;
    }

    @Override
    public OutputStream encode(WebResponse response, OutputStream target, long length) {
      return new OutputStream() {
        @Override
        public void write(int value) {
          throw new LinkageError("there is no coder");
        }

        @Override
        public void flush() throws IOException {
          target.flush();
        }
      };
    }

    @Override
    public void withoutBody(WebResponse response) {
      // Nothing was begun.
    }

    @Override
    public void release() {
      // Nothing is held.
    }
  }
}
