package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
import weft.http.server.StopReport;
import weft.hub.HubOptions;
import weft.hub.SchedulerChoice;
import weft.web.compression.Compression;
import weft.web.sse.Event;
import weft.web.sse.EventBroadcast;
import weft.web.sse.EventStream;
import weft.web.sse.Overflow;
import weft.web.sse.SseOptions;

/// Server-sent events over real sockets, with handlers on the hub and elsewhere.
@Timeout(30)
@ParameterizedClass
@MethodSource("schedulers")
class SseSocketTest {
  private static final SseOptions OPTIONS = SseOptions.DEFAULTS;

  @Parameter SchedulerChoice scheduler = SchedulerChoice.AUTO;

  private final App app = App.create();
  private @Nullable Site site;

  static Stream<SchedulerChoice> schedulers() {
    return Stream.of(SchedulerChoice.AUTO, SchedulerChoice.JDK);
  }

  private Site site() {
    if (site == null) {
      HubOptions hubs = HubOptions.DEFAULTS.withHubs(1).withScheduler(scheduler);
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

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "HTTP_[12].*")
  void eventsArriveAsTheyAreSent(HttpClient.Version version) throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    app.sse(
        "/ticks",
        events -> {
          events.send("tick", Map.of("at", 1));
          goOn.await();
          events.send("two\nlines");
          events.send(Event.of("last", "x").withId("9").withRetry(Duration.ofMillis(5)));
          events.comment("that is all");
        });

    try (EventClient client = new EventClient(version, site(), "/ticks")) {
      assertThat(client.response().headers().map())
          .containsEntry("content-type", java.util.List.of("text/event-stream"))
          .containsEntry("cache-control", java.util.List.of("no-store"))
          .containsEntry("x-accel-buffering", java.util.List.of("no"));
      assertThat(client.next()).isEqualTo("event: tick|data: {\"at\":1}");
      goOn.countDown();
      assertThat(client.next()).isEqualTo("data: two|data: lines");
      assertThat(client.next()).isEqualTo("event: last|id: 9|retry: 5|data: x");
      assertThat(client.next()).isEqualTo(": that is all");
      assertThat(client.next()).isEqualTo("end");
    }
  }

  @Test
  void theRequestIsThere() throws Exception {
    app.sse(
        "/rooms/{room}",
        (req, events) ->
            events.send(req.path("room").asString() + " after " + events.lastEventId()));

    // The id is UTF-8; the field is written as Latin-1 here, and so is the answer read.
    String id = "\u00c3\u00a9-1";
    String answer =
        site()
            .raw(
                "GET /rooms/blue HTTP/1.1\r\nHost: x\r\nConnection: close\r\nLast-Event-ID: "
                    + id
                    + "\r\n\r\n");
    assertThat(answer).contains("data: blue after " + id + "\n");
    assertThat(site().send("HEAD", "/rooms/blue").headers().firstValue("content-type"))
        .contains("text/event-stream");
    assertThat(site().send("POST", "/rooms/blue").statusCode()).isEqualTo(405);
  }

  /// Which pages of other sites may read: CORS.
  @Test
  void pagesOfOtherSitesReadWhenTheyMay() throws Exception {
    app.sse("/own", events -> {});
    app.sse("/open", SseOptions.DEFAULTS.withOrigins("*"), events -> {});
    app.sse(
        "/some",
        SseOptions.DEFAULTS.withOrigins("https://a.example", "http://b.example:81"),
        events -> {});
    app.sse("/signed-in", SseOptions.DEFAULTS.withCredentialsOf("https://a.example"), e -> {});

    assertThat(cors("/own", "https://a.example")).isEmpty();
    assertThat(cors("/open", "https://a.example")).containsExactly("origin: *");
    assertThat(cors("/some", "https://a.example"))
        .containsExactly("vary: Origin", "origin: https://a.example");
    assertThat(cors("/some", "http://b.example:81"))
        .containsExactly("vary: Origin", "origin: http://b.example:81");
    for (String other : List.of("http://a.example", "https://a.example:81", "null", "https://x")) {
      assertThat(cors("/some", other)).as(other).containsExactly("vary: Origin");
    }
    assertThat(cors("/signed-in", "https://a.example"))
        .containsExactly("vary: Origin", "origin: https://a.example", "credentials: true");
    assertThat(cors("/signed-in", "https://x")).containsExactly("vary: Origin");
  }

  private List<String> cors(String path, String origin) throws Exception {
    String answer =
        site()
            .raw(
                "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: %s\r\n\r\n"
                    .formatted(path, origin));
    return answer
        .lines()
        .filter(line -> line.matches("(?i)(vary|access-control-allow-[a-z]+): .*"))
        .map(line -> line.replaceFirst("(?i)access-control-allow-", ""))
        .map(line -> line.substring(0, 1).toLowerCase(Locale.ROOT) + line.substring(1))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a.example", "https://a.example/", "https://*.example", "https://A.b"})
  void whatIsNoOriginIsRefused(String origin) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SseOptions.DEFAULTS.withOrigins(origin))
        .withMessageContaining("'" + origin + "'");
  }

  @Test
  void credentialsDoNotGoToAnyOrigin() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SseOptions.DEFAULTS.withCredentialsOf("*"))
        .withMessageContaining("credentials");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void silenceIsFilledWithComments(boolean awaiting) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    app.sse(
        "/quiet",
        OPTIONS.withKeepAlive(Duration.ofMillis(100)),
        events -> {
          events.send("first");
          if (awaiting) {
            events.await();
          } else {
            over.await();
          }
        });

    try (EventClient client = new EventClient(site(), "/quiet")) {
      assertThat(client.next()).isEqualTo("data: first");
      assertThat(client.next()).isEqualTo(": keep-alive");
      assertThat(client.next()).isEqualTo(": keep-alive");
      over.countDown();
    }
  }

  @Test
  void handlersAreInterruptedWhenTheClientGoes() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    app.sse(
        "/wait",
        events -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            gone.complete(true);
            throw e;
          }
        });

    try (Socket socket = new Socket("127.0.0.1", site().port())) {
      socket.getOutputStream().write("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      begun.await();
    }

    assertThat(gone.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void sendingToAClientThatIsGoneFails() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    app.sse(
        "/endless",
        events -> {
          begun.countDown();
          try {
            while (true) {
              events.send("x".repeat(1000));
            }
          } catch (IOException e) {
            assertThat(events.open()).isFalse();
            failure.complete(e);
            throw e;
          }
        });

    try (Socket socket = new Socket("127.0.0.1", site().port())) {
      socket.getOutputStream().write("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      begun.await();
    }

    assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
  }

  @Test
  void otherThreadsPublish() throws Exception {
    BlockingQueue<EventStream> streams = new LinkedBlockingQueue<>();
    CountDownLatch over = new CountDownLatch(1);
    app.sse(
        "/busy",
        events -> {
          streams.add(events);
          over.await();
        });
    app.sse(
        "/await",
        events -> {
          streams.add(events);
          events.await();
        });

    for (String path : new String[] {"/busy", "/await"}) {
      try (EventClient client = new EventClient(site(), path)) {
        EventStream events = streams.take();
        for (int count = 0; count < 100; count++) {
          assertThat(events.publish(Event.of("count", count))).isTrue();
        }
        for (int count = 0; count < 100; count++) {
          assertThat(client.next()).isEqualTo("event: count|data: " + count);
        }
        events.close();
        assertThat(client.next()).isEqualTo("end");
        assertThat(events.publish(Event.of("late"))).isFalse();
        assertThatThrownBy(() -> events.send("late")).isInstanceOf(IOException.class);
      }
    }
    over.countDown();
  }

  /// A client that does not read fills its connection, then its queue.
  @ParameterizedTest
  @EnumSource(Overflow.class)
  void aSlowClientIsTreatedByThePolicy(Overflow overflow) throws Exception {
    BlockingQueue<EventStream> streams = new LinkedBlockingQueue<>();
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    app.sse(
        "/slow",
        OPTIONS.withOverflow(overflow).withPendingBytesMax(10_000),
        events -> {
          streams.add(events);
          try {
            events.await();
          } finally {
            ended.complete(true);
          }
        });
    String text = "x".repeat(5000);

    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new java.net.InetSocketAddress("127.0.0.1", site().port()));
      socket.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      EventStream events = streams.take();
      CompletableFuture<Integer> published = new CompletableFuture<>();
      Thread publisher =
          Thread.ofVirtual()
              .start(() -> {
                int count = 0;
                while (count < 20_000 && events.publish(Event.of("n" + count % 3, count + text))) {
                  count++;
                }
                published.complete(count);
              });
      switch (overflow) {
        case BLOCK -> {
          // Nobody reads: the publisher waits, until the client is gone.
          publisher.join(Duration.ofMillis(1500));
          assertThat(publisher.isAlive()).isTrue();
          socket.close();
          publisher.join();
          assertThat(published.get()).isLessThan(20_000);
        }
        case DISCONNECT -> {
          assertThat(published.get(10, TimeUnit.SECONDS)).isLessThan(20_000);
          assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
          assertThat(events.open()).isFalse();
          socket.setSoTimeout(10_000);
          assertThatThrownBy(() -> readToEnd(socket)).isInstanceOf(IOException.class);
        }
        case DROP_OLDEST, COALESCE -> {
          assertThat(published.get(10, TimeUnit.SECONDS)).isEqualTo(20_000);
          assertThat(events.dropped()).isGreaterThan(1000);
          assertThat(events.open()).isTrue();
          // What comes at last is the newest.
          events.publish(Event.of("end", "end"));
          assertThat(readUntil(socket, "data: end\n")).contains("data: 19999");
        }
      }
    }
  }

  /// Over HTTP/2 the stream is reset, and the connection goes on.
  @Test
  void aSlowStreamOfManyIsReset() throws Exception {
    BlockingQueue<EventStream> streams = new LinkedBlockingQueue<>();
    app.sse(
        "/slow",
        events -> {
          streams.add(events);
          events.await();
        });
    app.get("/other", (req, res) -> res.text("fine"));
    String text = "x".repeat(5000);

    try (EventClient client = new EventClient(HttpClient.Version.HTTP_2, site(), "/slow")) {
      EventStream events = streams.take();
      int published = 0;
      while (events.publish(Event.of(text))) {
        published++;
      }
      assertThat(events.open()).isFalse();
      assertThat(published).isPositive();
      assertThat(client.status("/other")).isEqualTo(200);
      assertThatThrownBy(
              () -> {
                while (!client.next().equals("end")) {
                  continue;
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  private static void readToEnd(Socket socket) throws IOException {
    String all = new String(socket.getInputStream().readAllBytes(), UTF_8);
    if (!all.endsWith("\r\n0\r\n\r\n")) {
      throw new IOException("broken off");
    }
  }

  private static String readUntil(Socket socket, String wanted) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder tail = new StringBuilder();
    byte[] some = new byte[65_536];
    while (tail.indexOf(wanted) < 0) {
      int count = in.read(some);
      if (count < 0) {
        throw new IOException("ended before '" + wanted + "'");
      }
      tail.append(new String(some, 0, count, UTF_8));
      if (tail.length() > 100_000) {
        tail.delete(0, tail.length() - 50_000);
      }
    }
    return tail.toString();
  }

  @Test
  void aClientThatComesBackIsSentWhatItMissed() throws Exception {
    EventBroadcast feed = EventBroadcast.create();
    app.sse("/feed", feed::serve);
    String first;
    try (EventClient client = new EventClient(site(), "/feed")) {
      awaitSubscribers(feed, 1);
      first = feed.publish("tick", 1);
      assertThat(client.next()).isEqualTo("id: " + first + "|event: tick|data: 1");
    }
    awaitSubscribers(feed, 0);
    for (int count = 2; count <= 5; count++) {
      feed.publish("tick", count);
    }

    try (EventClient client = new EventClient(site(), "/feed", "Last-Event-ID", first)) {
      for (int count = 2; count <= 5; count++) {
        assertThat(client.next()).endsWith("|event: tick|data: " + count);
      }
      awaitSubscribers(feed, 1);
      feed.publish(Event.of("own").withId("mine"));
      assertThat(client.next()).isEqualTo("id: mine|data: own");
    }
    assertThat(feed.counters().replayed()).isEqualTo(4);
    assertThat(feed.counters().published()).isEqualTo(6);
  }

  private static void awaitSubscribers(EventBroadcast feed, int wanted) {
    while (feed.counters().subscribers() != wanted) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aSubscriberThatNeverReadsDoesNotDelayTheOthers() throws Exception {
    EventBroadcast feed = EventBroadcast.create();
    app.sse("/feed", feed::serve);
    String text = "x".repeat(5000);

    try (Socket deaf = new Socket("127.0.0.1", site().port());
        EventClient client = new EventClient(site(), "/feed")) {
      deaf.getOutputStream().write("GET /feed HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      awaitSubscribers(feed, 2);
      int count = 0;
      while (feed.counters().disconnected() == 0) {
        feed.publish("tick", count + text);
        assertThat(client.next()).endsWith("data: " + count + text);
        count++;
      }
      assertThat(feed.counters().subscribers()).isEqualTo(1);
      feed.publish("tick", "after");
      assertThat(client.next()).endsWith("data: after");
    }
  }

  /// A coding of a body is somebody else's code.
  @ParameterizedTest
  @ValueSource(strings = {"simply", "badly"})
  void aSubscriberWhoseBodyCannotBeCodedHarmsNobody(String how) throws Exception {
    EventBroadcast feed = EventBroadcast.create();
    app.before((req, res) -> {
      if (req.query().first("broken") != null) {
        res.encodeBody(new BrokenCoding(req.query("broken").asString().equals("badly")));
      }
    });
    app.sse("/feed", feed::serve);

    try (EventClient client = new EventClient(site(), "/feed");
        Socket broken = new Socket("127.0.0.1", site().port())) {
      broken
          .getOutputStream()
          .write(("GET /feed?broken=" + how + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(UTF_8));
      awaitSubscribers(feed, 2);
      for (int count = 0; count < 3; count++) {
        feed.publish("tick", count);
        assertThat(client.next()).endsWith("data: " + count);
      }
      awaitSubscribers(feed, 1);
    }
  }

  /// @param badly whether it fails by an error
  private record BrokenCoding(boolean badly) implements BodyCoding {
    @Override
    public byte[] encode(WebResponse response, byte[] body) {
      return body;
    }

    @Override
    public OutputStream encode(WebResponse response, OutputStream target, long length) {
      return new OutputStream() {
        @Override
        public void write(int value) {
          if (badly) {
            throw new LinkageError("there is no coder");
          }
          throw new IllegalStateException("cannot be coded");
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

  @Test
  void manySubscribersAreSentTheSame() throws Exception {
    EventBroadcast feed = EventBroadcast.create();
    app.sse("/feed", feed::serve);
    int clients = 200;
    Socket[] sockets = new Socket[clients];
    try {
      for (int index = 0; index < clients; index++) {
        sockets[index] = new Socket("127.0.0.1", site().port());
        sockets[index].setSoTimeout(20_000);
        sockets[index]
            .getOutputStream()
            .write("GET /feed HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
      }
      awaitSubscribers(feed, clients);
      for (int count = 0; count < 50; count++) {
        feed.publish("tick", count);
      }
      for (Socket socket : sockets) {
        String all = readUntil(socket, "data: 49\n");
        int at = 0;
        for (int count = 0; count < 50; count++) {
          at = all.indexOf("data: " + count + "\n", at);
          assertThat(at).isPositive();
        }
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/await", "/loop", "/stuck"})
  void aStopEndsStreamsInGoodOrder(String path) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    app.sse(
        "/await",
        events -> {
          events.send("first");
          begun.countDown();
          events.await();
        });
    app.sse(
        "/loop",
        events -> {
          events.send("first");
          begun.countDown();
          while (events.open()) {
            Thread.sleep(10);
          }
        });
    app.sse(
        "/stuck",
        events -> {
          events.send("first");
          begun.countDown();
          new CountDownLatch(1).await();
        });

    try (EventClient client = new EventClient(site(), path)) {
      begun.await();
      CompletableFuture<StopReport> stopped =
          CompletableFuture.supplyAsync(() -> app.stop(Duration.ofSeconds(10)));
      site = null;
      assertThat(client.next()).isEqualTo("data: first");
      String retry = client.next();
      assertThat(retry).startsWith("retry: ");
      assertThat(Integer.parseInt(retry.substring(7))).isBetween(2000, 4000);
      assertThat(client.next()).isEqualTo("end");
      assertThat(stopped.get().requestsCut()).isZero();
    }
  }

  @Test
  void eventsAreCompressedOneByOne() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    app.filter(Compression.create());
    app.sse(
        "/ticks",
        OPTIONS.withKeepAlive(Duration.ofMillis(100)),
        events -> {
          events.send("one");
          goOn.await();
          events.send("two");
        });

    try (EventClient client = new EventClient(site(), "/ticks", "Accept-Encoding", "gzip")) {
      assertThat(client.response().headers().firstValue("content-encoding")).contains("gzip");
      assertThat(nextEvent(client)).isEqualTo("data: one");
      assertThat(client.next()).isEqualTo(": keep-alive");
      goOn.countDown();
      assertThat(nextEvent(client)).isEqualTo("data: two");
      assertThat(client.next()).isEqualTo("end");
    }
  }

  private static String nextEvent(EventClient client) throws IOException {
    String next = client.next();
    while (next.equals(": keep-alive")) {
      next = client.next();
    }
    return next;
  }

  @Test
  void aFailingHandlerBreaksItsStreamOff() throws Exception {
    app.sse(
        "/broken",
        events -> {
          events.send("one");
          throw new IllegalStateException("on purpose");
        });

    String answer = site().raw("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(answer).contains("data: one").doesNotEndWith("\r\n0\r\n\r\n");
  }
}
