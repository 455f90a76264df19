package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.Http2Options;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.Status;
import weft.http.protocol.DateLine;
import weft.http.protocol.Outcome;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;

/// Server push: promises, what stands against them, and the streams they open ([RFC 9113
/// §8.4](https://www.rfc-editor.org/rfc/rfc9113#section-8.4)). That a promise has a new even id and
/// comes before its response is checked by [FrameLog] on the way.
class Http2PushTest {
  private static final int MEGA = 1 << 20;
  private static final Http2Options PUSHING = Http2Options.DEFAULTS.withPush(true);
  private static final FieldList NO_FIELDS = new FieldList();

  private static MachineLink holding() {
    return holding(PUSHING);
  }

  private static MachineLink holding(Http2Options options, int... settings) {
    return new MachineLink(options, MachineLink::hold).begun(settings);
  }

  private static MachineLink holding(HttpLimits limits) {
    HttpOptions options = HttpOptions.DEFAULTS.withLimits(limits).withHttp2(PUSHING);
    return new MachineLink(options, MachineLink::hold).begun();
  }

  /// A request whose handler is not done.
  private static StreamExchange ask(MachineLink link, int id) {
    link.client.get(id, "/page");
    link.send();
    return exchange(link, id);
  }

  private static StreamExchange exchange(MachineLink link, int id) {
    return link.open.stream().filter(each -> each.id() == id).findFirst().orElseThrow();
  }

  private static boolean push(StreamExchange asked) {
    return asked.theResponse().push("/style.css");
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 'x');
    return content;
  }

  // What is promised.

  @Test
  void aPromiseComesBeforeWhatRefersToIt() {
    MachineLink link = holding();
    StreamExchange page = ask(link, 1);

    assertThat(page.theResponse().push("/style.css", "Accept", "text/css", "X-Why", "page"))
        .isTrue();
    page.answer("page");
    exchange(link, 2).answer("style");

    assertThat(link.takeLines())
        .containsExactly(
            "PUSH_PROMISE 1 2 /style.css",
            "HEADERS 1 :status: 200",
            "DATA 1 4 end",
            "HEADERS 2 :status: 200",
            "DATA 2 5 end");
    assertThat(link.stream(2).promise)
        .containsExactly(
            ":method: GET",
            ":scheme: http",
            ":authority: example.com",
            ":path: /style.css",
            "accept: text/css",
            "x-why: page");
    assertThat(link.stream(2).text()).isEqualTo("style");
    assertThat(link.tally.requests).isEqualTo(2);
    assertThat(link.pool.buffersInUse()).as("an idle connection holds nothing").isZero();
    link.close();
  }

  @Test
  void aPromisedRequestIsHandledLikeAnyOther() {
    MachineLink link = holding();

    ask(link, 1).theResponse().push("/a%20b?c", "Accept", "*/*", "X-More", "1");

    StreamExchange exchange = exchange(link, 2);
    assertThat(exchange.theRequest().method()).isEqualTo("GET");
    assertThat(exchange.stream.target()).isEqualTo("/a%20b?c");
    assertThat(exchange.stream.path()).isEqualTo("/a%20b");
    assertThat(exchange.stream.query()).isEqualTo("c");
    assertThat(exchange.stream.authority()).isEqualTo("example.com");
    assertThat(exchange.theRequest().headers().first("accept")).isEqualTo("*/*");
    assertThat(exchange.theRequest().headers().first("x-more")).isEqualTo("1");
    assertThat(exchange.stream.bodyLength()).isZero();
    assertThat(exchange.read()).isEqualTo("[end]");
    link.close();
  }

  @Test
  void aPromisedRequestHasTheSchemeItsClientSays() {
    MachineLink link = holding();
    link.client.headers(
        1, true, ":method", "GET", ":scheme", "https", ":path", "/", ":authority", "a:1");
    link.send();

    push(exchange(link, 1));

    link.flush();
    assertThat(link.stream(2).promised(":scheme")).isEqualTo("https");
    assertThat(link.stream(2).promised(":authority")).isEqualTo("a:1");
    link.close();
  }

  /// Whatever is answered first: by a handler at once, and in pieces.
  @Test
  void promisesAreAnsweredInAnyOrder() {
    Consumer<StreamExchange> handler =
        exchange -> {
          if (exchange.stream.path().equals("/style.css")) {
            exchange.answer("style");
          }
        };
    MachineLink link = new MachineLink(PUSHING, handler).begun();
    StreamExchange page = ask(link, 1);

    assertThat(push(page)).isTrue();
    assertThat(page.theResponse().push("/image")).isTrue();
    StreamExchange image = exchange(link, 4);
    assertThat(image.beginNow(-1)).isEqualTo(Outcome.DONE);
    assertThat(image.writeNow(content(3), 0, 3)).isEqualTo(3);
    image.theResponse().trailer("x-sum", "7");
    page.answer("page");
    assertThat(image.endNow()).isEqualTo(Outcome.DONE);
    image.finish();

    assertThat(link.takeLines())
        .containsExactly(
            "PUSH_PROMISE 1 2 /style.css",
            "HEADERS 2 :status: 200",
            "DATA 2 5 end",
            "PUSH_PROMISE 1 4 /image",
            "HEADERS 4 :status: 200",
            "DATA 4 3",
            "HEADERS 1 :status: 200",
            "DATA 1 4 end",
            "HEADERS 4 x-sum: 7 end");
    link.close();
  }

  /// "If the END_HEADERS flag is not set, this frame MUST be followed by a CONTINUATION frame".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-6.6
  @Test
  void aLargePromiseGoesInSeveralFrames() {
    MachineLink link = holding();
    String large = "\u00ff".repeat(40_000);
    StreamExchange page = ask(link, 1);

    assertThat(page.theResponse().push("/" + "a".repeat(8000), "X-Large", large)).isTrue();
    assertThat(push(page)).isTrue();

    link.flush();
    assertThat(link.stream(2).promised("x-large")).isEqualTo(large);
    assertThat(link.stream(2).promised(":path")).hasSize(8001);
    assertThat(link.stream(4).promised(":path")).isEqualTo("/style.css");
    assertThat(exchange(link, 2).theRequest().headers().first("x-large")).isEqualTo(large);
    link.close();
  }

  @Test
  void aRequestThatWasUpgradedMayPromise() {
    MachineLink link = new MachineLink(PUSHING, MachineLink::hold);
    FieldTable fields = new FieldTable();
    fields.add("host", "example.com");
    byte[] settings = FrameScript.settingsPayload(PeerSettings.INITIAL_WINDOW_SIZE, 2);
    link.connection.upgrade(settings, "GET", "/", "example.com", fields, link.now);

    assertThat(push(link.open.getFirst())).isTrue();
    exchange(link, 2).answer("style");

    link.flush();
    assertThat(link.stream(2).promised(":scheme")).isEqualTo("http");
    assertThat(link.stream(2).text()).isEqualTo("st");
    link.close();
  }

  // What stands against it.

  private static void assertRefused(MachineLink link, StreamExchange asked) {
    int active = link.connection.activeStreams();
    assertThat(push(asked)).isFalse();
    assertThat(link.connection.activeStreams()).isEqualTo(active);
    assertThat(link.takeLines()).noneMatch(line -> line.startsWith("PUSH_PROMISE"));
  }

  @Test
  void nothingIsPromisedUnlessItIsWanted() {
    MachineLink link = holding(Http2Options.DEFAULTS);

    assertRefused(link, ask(link, 1));
    link.close();
  }

  @Test
  void aClientMayWantNoPushes() {
    MachineLink link = holding(PUSHING, PeerSettings.ENABLE_PUSH, 0);
    StreamExchange page = ask(link, 1);
    assertRefused(link, page);

    link.client.settings(PeerSettings.ENABLE_PUSH, 1);
    link.log.announced(65_535);
    link.send();
    assertThat(push(page)).isTrue();
    link.client.settings(PeerSettings.ENABLE_PUSH, 0);
    link.log.announced(65_535);
    link.send().flush();
    link.takeLines();

    assertRefused(link, page);
    exchange(link, 2).answer("as promised");
    link.flush();
    assertThat(link.stream(2).text()).isEqualTo("as promised");
    link.close();
  }

  @Test
  void aClientBoundsPromisesAtATime() {
    MachineLink link = holding(PUSHING, PeerSettings.MAX_CONCURRENT_STREAMS, 1);
    StreamExchange page = ask(link, 1);

    assertThat(push(page)).isTrue();
    link.takeLines();
    assertRefused(link, page);
    exchange(link, 2).answer("style");
    assertThat(push(page)).isTrue();

    assertThat(exchange(link, 4).stream.path()).isEqualTo("/style.css");
    link.close();
  }

  @Test
  void aClientThatAllowsNoStreamsIsPromisedNothing() {
    MachineLink link = holding(PUSHING, PeerSettings.MAX_CONCURRENT_STREAMS, 0);

    assertRefused(link, ask(link, 1));
    link.close();
  }

  /// Promises take what room requests leave, never what was announced for requests.
  @Test
  void promisesCountAsStreamsButRefuseNoRequest() {
    MachineLink link = holding(PUSHING.withStreamsMax(2));
    StreamExchange page = ask(link, 1);
    assertThat(push(page)).isTrue();
    link.takeLines();
    assertRefused(link, page);

    ask(link, 3);
    link.client.get(5, "/");
    link.send();

    assertThat(link.takeLines()).containsExactly("RST_STREAM 5 REFUSED_STREAM");
    exchange(link, 2).answer("style");
    assertRefused(link, page);
    exchange(link, 3).answer("other");
    assertThat(push(page)).isTrue();
    link.close();
  }

  @Test
  void aRequestHasABoundOfPromises() {
    Consumer<StreamExchange> handler =
        exchange -> {
          if (exchange.stream.path().equals("/style.css")) {
            exchange.answer("style");
          }
        };
    MachineLink link = new MachineLink(PUSHING, handler).begun();
    StreamExchange page = ask(link, 1);

    for (int count = 0; count < Promises.PER_REQUEST_MAX; count++) {
      assertThat(push(page)).isTrue();
      link.takeLines();
    }

    assertRefused(link, page);
    page.answer("page");
    assertThat(push(ask(link, 3))).as("the next has its own").isTrue();
    link.close();
  }

  /// "PUSH_PROMISE frames MUST only be sent on a peer-initiated stream".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-6.6
  @Test
  void aPromisedRequestPromisesNothing() {
    MachineLink link = holding();
    push(ask(link, 1));
    link.takeLines();

    assertRefused(link, exchange(link, 2));
    link.close();
  }

  @Test
  void nothingIsPromisedBehindTheHead() {
    MachineLink link = holding();
    StreamExchange page = ask(link, 1);
    StreamExchange other = ask(link, 3);

    page.beginNow(-1);
    link.takeLines();
    assertRefused(link, page);
    other.theResponse().send(content(1));

    assertThatIllegalStateException().isThrownBy(() -> push(other));
    assertThat(link.connection.push(other.stream, "/", NO_FIELDS, link.now)).isFalse();
    link.close();
  }

  @Test
  void nothingIsPromisedToWhoHasGivenUp() {
    MachineLink link = holding();
    StreamExchange page = ask(link, 1);
    link.client.resetStream(1, ErrorCode.CANCEL);
    link.log.gaveUp(1);
    link.send();

    assertRefused(link, page);
    link.close();
  }

  @Test
  void nothingIsPromisedWhileTheClientTakesNothing() {
    MachineLink link = holding();
    link.changeWindow(MEGA).allow(0, MEGA).flush();
    StreamExchange page = ask(link, 1);
    StreamExchange large = ask(link, 3);
    link.takeLines();

    large.theResponse().send(content(500_000));
    assertThat(push(page)).isFalse();
    link.flush();

    assertThat(push(page)).isTrue();
    link.close();
  }

  @Test
  void nothingIsPromisedWithoutMemory() {
    BufferPool pool = new BufferPool(4 << 20);
    MachineLink link =
        new MachineLink(HttpOptions.DEFAULTS.withHttp2(PUSHING), pool, MachineLink::hold).begun();
    StreamExchange page = ask(link, 1);

    link.hasMemory = false;
    assertThat(page.theResponse().push("/1", "x-a", "1")).as("none for output").isFalse();
    link.hasMemory = true;
    List<Buffer> others = Http2MemoryTest.fill(pool, 0);
    assertThat(page.theResponse().push("/2", "x-a", "2")).as("none at all").isFalse();
    others.forEach(pool::release);

    assertThat(page.theResponse().push("/3", "x-a", "3")).isTrue();
    link.flush();
    assertThat(link.stream(2).promise).contains(":path: /3", "x-a: 3");
    assertThat(link.connection.activeStreams()).isEqualTo(2);
    link.close();
  }

  @Test
  void nothingIsPromisedThatWouldNotBeTakenFromAClient() {
    MachineLink link = holding(HttpLimits.DEFAULTS.withFieldCountMax(2));
    StreamExchange page = ask(link, 1);

    assertThat(page.theResponse().push("/", "a", "1", "b", "2", "c", "3")).isFalse();

    assertThat(page.theResponse().push("/", "a", "1", "b", "2")).isTrue();
    link.close();
  }

  /// "The server MUST include a value in the ":authority" pseudo-header field for which the server
  /// is authoritative". https://www.rfc-editor.org/rfc/rfc9113#section-8.4
  @Test
  void nothingIsPromisedOfAnUnknownAuthority() {
    MachineLink link = holding();
    link.client.headers(1, true, ":method", "GET", ":scheme", "http", ":path", "/");
    link.send();

    assertRefused(link, link.open.getFirst());
    link.close();
  }

  /// "Stream identifiers cannot be reused." https://www.rfc-editor.org/rfc/rfc9113#section-5.1.1
  @Test
  void idsComeToTheirEnd() {
    MachineLink link = holding();
    Http2Hub shared =
        new Http2Hub(
            HttpOptions.DEFAULTS.withHttp2(PUSHING),
            link.pool,
            link.tally,
            DateLine.of(Instant.EPOCH));
    ServerSide side = new ServerSide(shared, link, link.now);
    side.upgraded("GET", "/", "example.com", new FieldTable());
    Http2Stream asked = link.open.getFirst().stream;

    side.promises().lastId = Integer.MAX_VALUE - 3;
    assertThat(side.promises().make(asked, "/last", NO_FIELDS)).isTrue();
    assertThat(side.promises().lastId).isEqualTo(Integer.MAX_VALUE - 1);
    assertThat(side.promises().make(asked, "/more", NO_FIELDS)).isFalse();

    assertThat(side.isIdle(Integer.MAX_VALUE - 1)).isFalse();
  }

  // Ends.

  @Test
  void nothingIsPromisedBehindADrain() {
    MachineLink link = holding();
    StreamExchange page = ask(link, 1);
    assertThat(push(page)).isTrue();
    link.takeLines();

    link.connection.drain(link.now);
    assertRefused(link, page);
    link.answerPings();
    page.answer("page");
    assertThat(link.finished).as("what was promised is kept").isFalse();
    exchange(link, 2).answer("style");

    assertThat(link.finished).isTrue();
    assertThat(link.takeLines()).contains("DATA 1 4 end", "DATA 2 5 end");
    link.close();
  }

  @Test
  void aClientThatGoesAwayIsPromisedNothing() {
    MachineLink link = holding();
    StreamExchange page = ask(link, 1);

    link.client.goAway(0, ErrorCode.NO_ERROR);
    link.send();

    assertRefused(link, page);
    page.answer("page");
    assertThat(link.finished).isTrue();
    link.close();
  }

  @Test
  void aClientMayDecline() {
    MachineLink link = holding();
    StreamExchange page = ask(link, 1);
    push(page);
    StreamExchange style = exchange(link, 2);

    link.client.resetStream(2, ErrorCode.CANCEL);
    link.log.gaveUp(2);
    link.send();

    assertThat(style.gone).as("its handler is told").isEqualTo(1);
    assertThat(style.beginNow(-1)).isEqualTo(Outcome.GONE);
    style.finish();
    page.answer("page");
    assertThat(link.takeLines())
        .containsExactly("PUSH_PROMISE 1 2 /style.css", "HEADERS 1 :status: 200", "DATA 1 4 end");
    link.close();
  }

  /// What we offer and is declined is no rapid reset.
  @Test
  void decliningIsNoFlood() {
    MachineLink link = holding();
    for (int count = 0; count < 1000; count++) {
      int id = 1 + 2 * count;
      StreamExchange page = ask(link, id);
      assertThat(push(page)).isTrue();
      link.client.resetStream(2 + 2 * count, ErrorCode.REFUSED_STREAM);
      link.log.gaveUp(2 + 2 * count);
      link.send();
      link.finishGone();
      page.answer("page");
      link.flush();
    }

    assertThat(link.finished).isFalse();
    assertThat(link.faults(Http2Fault.RESET_FLOOD)).isZero();
    assertThat(link.tally.streamsReset).isEqualTo(1000);
    link.close();
  }

  @Test
  void aPromiseOutlivesItsRequest() {
    MachineLink link = holding();
    push(ask(link, 1));

    link.client.resetStream(1, ErrorCode.CANCEL);
    link.log.gaveUp(1);
    link.send();
    link.finishGone();
    exchange(link, 2).answer("style");
    link.flush();

    assertThat(link.stream(2).text()).isEqualTo("style");
    link.close();
  }

  @Test
  void whoCannotKeepAPromiseTakesItBack() {
    MachineLink link = holding();
    StreamExchange page = ask(link, 1);
    push(page);

    exchange(link, 2).abortNow();
    exchange(link, 2).finish();

    assertThat(link.takeLines())
        .containsExactly("PUSH_PROMISE 1 2 /style.css", "RST_STREAM 2 INTERNAL_ERROR");
    assertThat(push(page)).isTrue();
    link.close();
  }

  @Test
  void aPromisedRequestHasNoInterimResponses() {
    MachineLink link = holding();
    push(ask(link, 1));
    link.takeLines();

    exchange(link, 2).informNow(Status.EARLY_HINTS, NO_FIELDS);

    assertThat(link.takeLines()).isEmpty();
    link.close();
  }

  // Windows and turns.

  @Test
  void aPushedResponseWaitsForItsWindows() {
    MachineLink link = holding();
    push(ask(link, 1));
    link.flush();

    link.allow(2, 10_000);
    exchange(link, 2).theResponse().send(content(200_000));
    link.flush();
    assertThat(link.stream(2).content()).hasSize(65_535);
    link.allow(0, MEGA).flush();
    assertThat(link.stream(2).content()).as("opened while it was reserved").hasSize(75_535);
    link.changeWindow(70_000).flush();
    assertThat(link.stream(2).content()).hasSize(80_000);
    link.allow(2, MEGA).flush();

    assertThat(link.stream(2).content()).hasSize(200_000);
    assertThat(link.stream(2).ended).isTrue();
    link.close();
  }

  @Test
  void aPushedResponseGoesBehindTheOneThatRefersToIt() {
    MachineLink link = holding(PUSHING, PeerSettings.INITIAL_WINDOW_SIZE, MEGA);
    ask(link, 1).answer("first");
    StreamExchange page = ask(link, 3);
    push(page);

    exchange(link, 2).theResponse().send(content(200_000));
    page.theResponse().send(content(100_000));
    link.flush();
    link.allow(0, 100_000).flush();

    assertThat(link.stream(3).content()).hasSize(100_000);
    assertThat(link.stream(2).content()).hasSize(65_530);
    link.close();
  }

  @Test
  void aPromiseMaySayHowUrgentItIs() {
    MachineLink link = holding(PUSHING, PeerSettings.INITIAL_WINDOW_SIZE, MEGA);
    StreamExchange page = ask(link, 1);
    page.theResponse().push("/urgent", "Priority", "u=0");

    page.theResponse().send(content(100_000));
    exchange(link, 2).theResponse().send(content(100_000));
    link.flush();
    link.allow(0, 100_000).flush();

    assertThat(link.stream(2).content()).hasSize(100_000);
    assertThat(link.stream(1).content()).hasSize(65_535);
    link.close();
  }

  @Test
  void aClientMaySayHowUrgentAPromiseIs() {
    MachineLink link = holding(PUSHING, PeerSettings.INITIAL_WINDOW_SIZE, MEGA);
    StreamExchange page = ask(link, 1);
    push(page);

    link.client.priorityUpdate(2, "u=0");
    link.send();
    page.theResponse().send(content(100_000));
    exchange(link, 2).theResponse().send(content(100_000));
    link.flush();
    link.allow(0, 100_000).flush();

    assertThat(link.stream(2).content()).hasSize(100_000);
    link.close();
  }

  // What the client says on streams it has not opened.

  /// How far a promised stream has got.
  enum Progress {
    /// "Receiving any type of frame other than RST_STREAM, PRIORITY, or WINDOW_UPDATE on a stream
    /// in this state MUST be treated as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
    /// https://www.rfc-editor.org/rfc/rfc9113#section-5.1
    RESERVED("PROTOCOL_ERROR"),
    /// "If an endpoint receives additional frames, other than WINDOW_UPDATE, PRIORITY, or
    /// RST_STREAM, for a stream that is in this state, it MUST respond with a stream error (Section
    /// 5.4.2) of type STREAM_CLOSED", which we take for the connection's.
    BEGUN("STREAM_CLOSED"),
    ENDED("STREAM_CLOSED"),
    DECLINED("STREAM_CLOSED"),
    TAKEN_BACK("STREAM_CLOSED"),
    NEVER_PROMISED("PROTOCOL_ERROR");

    private final String code;

    Progress(String code) {
      this.code = code;
    }

    MachineLink link() {
      MachineLink link = holding();
      StreamExchange page = ask(link, 1);
      if (this == NEVER_PROMISED) {
        return link;
      }
      push(page);
      StreamExchange style = exchange(link, 2);
      switch (this) {
        case BEGUN -> style.beginNow(-1);
        case ENDED -> style.answer("style");
        case DECLINED -> {
          link.client.resetStream(2, ErrorCode.CANCEL);
          link.log.gaveUp(2);
          link.send();
        }
        case TAKEN_BACK -> {
          style.abortNow();
          style.finish();
        }
        case RESERVED, NEVER_PROMISED -> {}
      }
      link.takeLines();
      return link;
    }
  }

  @ParameterizedTest
  @EnumSource
  void dataOnAPromisedStreamIsAConnectionError(Progress progress) {
    MachineLink link = progress.link();

    link.client.data(2, true, "x");
    link.send();

    assertThat(link.takeLines().getLast()).startsWith("GOAWAY 1 " + progress.code);
    assertThat(link.finished).isTrue();
    link.close();
  }

  @ParameterizedTest
  @EnumSource
  void aHeadOnAPromisedStreamIsAConnectionError(Progress progress) {
    for (boolean end : new boolean[] {true, false}) {
      MachineLink link = progress.link();

      link.client.request(2, end, "GET", "/");
      link.send();

      assertThat(link.takeLines().getLast()).startsWith("GOAWAY 1 " + progress.code);
      assertThat(link.finished).isTrue();
      link.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void windowsPrioritiesAndResetsAreForPromisedStreams(Progress progress) {
    byte[] priority = {0, 0, 0, 1, 16};
    List<Consumer<FrameScript>> frames =
        List.of(
            script -> script.windowUpdate(2, 1),
            script -> script.resetStream(2, ErrorCode.CANCEL),
            script -> script.priorityUpdate(2, "u=1"),
            // Legal in every state, even idle.
            script -> script.frame(FrameType.PRIORITY, 0, 2, priority));
    for (Consumer<FrameScript> frame : frames) {
      MachineLink link = progress.link();
      boolean legal = progress != Progress.NEVER_PROMISED || frame == frames.getLast();

      frame.accept(link.client);
      link.log.gaveUp(2);
      link.send();

      if (legal) {
        assertThat(link.takeLines()).isEmpty();
      } else {
        assertThat(link.takeLines().getLast()).startsWith("GOAWAY 1 PROTOCOL_ERROR");
      }
      assertThat(link.finished).isEqualTo(!legal);
      link.close();
    }
  }

  @Test
  void aPromiseOfAClientIsStillAConnectionError() {
    MachineLink link = holding();

    link.client.frame(FrameType.PUSH_PROMISE, FrameType.END_HEADERS, 1, new byte[5]);
    link.send();

    assertThat(link.takeLines().getLast()).startsWith("GOAWAY 0 PROTOCOL_ERROR");
    link.close();
  }

  @Test
  void promisesOfALostConnectionAreOver() {
    MachineLink link = holding();
    StreamExchange page = ask(link, 1);
    push(page);
    push(page);
    exchange(link, 4).theResponse().send(content(500_000));

    link.connection.receiveEnded(null, link.now);

    assertThat(exchange(link, 2).gone).isEqualTo(1);
    assertThat(push(page)).isFalse();
    link.close();
  }
}
