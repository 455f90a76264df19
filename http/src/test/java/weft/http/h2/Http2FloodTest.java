package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.Http2FloodLimits;
import weft.http.Http2Options;

/// Frames that cost us more than their sender: each kind has a bound, beyond which the client is
/// told by name ([Http2FloodLimits]).
class Http2FloodTest {
  private static final long INTERVAL = 10 * MachineLink.SECOND;

  /// A kind of flood: its bound, and one step of it.
  enum Flood {
    RAPID_RESET(
        Http2Fault.RESET_FLOOD,
        200,
        (script, index) -> script.get(id(index), "/").resetStream(id(index), ErrorCode.CANCEL)),
    MADE_YOU_RESET(
        Http2Fault.FAULT_FLOOD,
        100,
        (script, index) -> script.get(id(index), "/").windowUpdate(id(index), 0)),
    MALFORMED_REQUESTS(
        Http2Fault.FAULT_FLOOD,
        100,
        (script, index) -> script.headers(id(index), true, ":method", "GET")),
    HEADS_TOO_LARGE(
        Http2Fault.LARGE_HEAD_FLOOD,
        8,
        (script, index) -> script.get(id(index), "/".repeat(17_000))),
    // A size, and then :method, :scheme, :path and :authority.
    TABLE_RESIZES(
        Http2Fault.TABLE_RESIZE_FLOOD,
        20,
        (script, index) ->
            script.frame(
                FrameType.HEADERS,
                FrameType.END_HEADERS | FrameType.END_STREAM,
                id(index),
                new byte[] {0x20, (byte) 0x82, (byte) 0x86, (byte) 0x84, 0x01, 1, 'a'})),
    DATA_BEHIND_THE_END(
        Http2Fault.FAULT_FLOOD,
        100,
        (script, index) -> script.get(id(index), "/").data(id(index), false, "x")),
    // One came with the preface.
    SETTINGS(Http2Fault.SETTINGS_FLOOD, 49, (script, _) -> script.settings()),
    GOAWAY(Http2Fault.GOAWAY_FLOOD, 50, (script, _) -> script.goAway(0, ErrorCode.NO_ERROR)),
    PING(Http2Fault.PING_FLOOD, 100, (script, _) -> script.ping("12345678")),
    PRIORITY(
        Http2Fault.PRIORITY_FLOOD,
        1000,
        (script, _) -> script.frame(FrameType.PRIORITY, 0, 1, new byte[5])),
    PRIORITY_UPDATE(
        Http2Fault.PRIORITY_FLOOD, 1000, (script, _) -> script.priorityUpdate(1, "u=1")),
    WINDOW_UPDATE(Http2Fault.WINDOW_UPDATE_FLOOD, 1000, (script, _) -> script.windowUpdate(0, 1)),
    UNKNOWN_FRAMES(
        Http2Fault.UNKNOWN_FRAME_FLOOD, 100, (script, _) -> script.frame(0x42, 0, 0, new byte[10]));

    private final Http2Fault fault;
    private final int most;
    private final BiConsumer<FrameScript, Integer> step;

    Flood(Http2Fault fault, int most, BiConsumer<FrameScript, Integer> step) {
      this.fault = fault;
      this.most = most;
      this.step = step;
    }

    private static int id(int index) {
      return 3 + 2 * index;
    }
  }

  @ParameterizedTest
  @EnumSource(Flood.class)
  void aFloodEndsTheConnectionByName(Flood flood) {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.get(1, "/held");
    link.send();

    for (int index = 0; index < flood.most; index++) {
      flood.step.accept(link.client, index);
      link.send().flush();
      link.finishGone();
    }
    assertThat(link.finished).isFalse();
    assertThat(link.open).as("the one held is not harmed").extracting("gone").contains(0);
    link.takeLines();
    flood.step.accept(link.client, flood.most);
    link.send();

    assertThat(link.takeLines().getLast())
        .startsWith("GOAWAY ")
        .endsWith(" ENHANCE_YOUR_CALM " + flood.fault.reason());
    assertThat(link.faults(flood.fault)).isEqualTo(1);
    assertThat(link.finished).isTrue();
    link.close();
  }

  @ParameterizedTest
  @EnumSource(Flood.class)
  void whatIsSlowIsNoFlood(Flood flood) {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.get(1, "/held");
    link.send();

    for (int index = 0; index < 3 * flood.most; index++) {
      if (index % flood.most == 0) {
        link.pass(INTERVAL);
        link.answerPings();
      }
      flood.step.accept(link.client, index);
      link.send().flush();
      link.finishGone();
    }

    assertThat(link.isOver()).isFalse();
    link.close();
  }

  /// CVE-2019-9518.
  @Test
  void emptyDataIsAFlood() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.post(1, "/");
    for (int count = 0; count < 101; count++) {
      link.client.data(1, false, "");
    }

    link.send();

    assertThat(link.takeLines())
        .containsExactly("GOAWAY 1 ENHANCE_YOUR_CALM too many empty frames");
    link.close();
  }

  /// CVE-2024-27316: frames of nothing, and blocks without end.
  @Test
  void continuationsWithoutEndAreAFlood() {
    for (int size : new int[] {0, 1, 1000, 16_384}) {
      MachineLink link = new MachineLink(MachineLink::hold).begun();
      link.client.frame(FrameType.HEADERS, 0, 1, new byte[size]);
      for (int count = 0; count < 17; count++) {
        link.client.frame(FrameType.CONTINUATION, 0, 1, new byte[size]);
      }

      link.send();

      assertThat(link.takeLines())
          .containsExactly(
              "GOAWAY 0 ENHANCE_YOUR_CALM a header block in too many or too large pieces");
      assertThat(link.pool.buffersInUse()).isZero();
      link.close();
    }
  }

  /// A block that refers to a large field again and again.
  @Test
  void aHeaderBombIsRefusedAndDoesNotGrow() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    byte[] first = link.client.encode(":method", "GET", "x-large", "y".repeat(1900));
    byte[] bomb = new byte[first.length + 10_000];
    System.arraycopy(first, 0, bomb, 0, first.length);
    // The newest entry of the table.
    Arrays.fill(bomb, first.length, bomb.length, (byte) (0x80 | 62));

    link.client.block(1, true, bomb);
    link.send();

    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 431 end");
    assertThat(link.pool.bytesInUse()).isZero();
    link.close();
  }

  @Test
  void windowUpdatesForWhatWasSentAreNoFlood() {
    MachineLink link = new MachineLink(exchange -> exchange.answer("x".repeat(40_000))).begun();
    for (int id = 1; id < 3001; id += 2) {
      link.client.get(id, "/");
      link.send().flush();
      link.allow(0, 40_000).allow(id, 40_000);
    }

    assertThat(link.isOver()).isFalse();
    link.close();
  }

  /// Go's client updates both windows for each 4 KiB that it reads, behind the response's end too.
  @Test
  void windowUpdatesForPiecesOfWhatWasSentAreNoFlood() {
    int pieces = 1500;
    MachineLink link =
        new MachineLink(exchange -> exchange.answer("x".repeat(pieces * 4096))).begun();
    link.allow(0, pieces * 4096);
    link.client.get(1, "/");
    link.allow(1, pieces * 4096).send().flush();

    link.pass(INTERVAL);
    for (int count = 0; count < pieces; count++) {
      link.allow(0, 4096).allow(1, 4096);
    }

    assertThat(link.isOver()).isFalse();
    assertThat(link.faults(Http2Fault.WINDOW_UPDATE_FLOOD)).isZero();
    link.close();
  }

  /// gRPC for Go asks by PING how long the way is, once for each DATA frame at the most often.
  @Test
  void pingsForWhatWasSentAreNoFlood() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    exchange.beginNow(-1);
    for (int count = 0; count < 1000; count++) {
      assertThat(exchange.writeNow(new byte[6], 0, 6)).isEqualTo(6);
      link.flush();
      link.client.ping("12345678");
      link.send();
    }

    assertThat(link.isOver()).isFalse();
    link.close();
  }

  /// Go asks by PING whether we live when it gives a request up, once for each head or DATA frame.
  @Test
  void pingsForHeadsAreNoFlood() {
    MachineLink link = new MachineLink(exchange -> exchange.answer("")).begun();
    for (int id = 1; id < 2001; id += 2) {
      link.client.get(id, "/").ping("12345678");
      link.send().flush();
    }

    assertThat(link.isOver()).isFalse();
    link.close();
  }

  /// What was sent pays for so many PINGs and no more.
  @Test
  void pingsBeyondWhatWasSentAreAFlood() {
    MachineLink link = new MachineLink(MachineLink::greet).begun();
    for (int id = 1; id < 21; id += 2) {
      link.client.get(id, "/");
    }
    link.send().flush();
    for (int count = 0; count < 10 * 2 + 100; count++) {
      link.client.ping("12345678");
    }
    link.send();
    assertThat(link.isOver()).isFalse();

    link.client.ping("12345678");
    link.send();

    assertThat(link.takeLines().getLast()).isEqualTo("GOAWAY 19 ENHANCE_YOUR_CALM too many PINGs");
    link.close();
  }

  private static MachineLink answeringAllButHeld() {
    return new MachineLink(
            exchange -> {
              if (!exchange.theRequest().path().equals("/held")) {
                exchange.answer("hello");
              }
            })
        .begun();
  }

  /// A proxy gives up what its many users give up: some of what it asks.
  @Test
  void resetsAmongAnsweredRequestsAreNoFlood() {
    MachineLink link = answeringAllButHeld();
    for (int id = 1; id < 4001; id += 4) {
      link.client.get(id, "/").get(id + 2, "/held").resetStream(id + 2, ErrorCode.CANCEL);
      link.send().flush();
      link.finishGone();
    }

    assertThat(link.isOver()).isFalse();
    link.close();
  }

  /// What was answered before does not pay for resets to come.
  @Test
  void answersAreNotSavedForResets() {
    MachineLink link = answeringAllButHeld();
    for (int id = 1; id < 2001; id += 2) {
      link.client.get(id, "/");
      link.send().flush();
    }
    for (int id = 2001; id < 2001 + 2 * 201; id += 2) {
      link.client.get(id, "/held").resetStream(id, ErrorCode.CANCEL);
      link.send().flush();
      link.finishGone();
    }

    assertThat(link.faults(Http2Fault.RESET_FLOOD)).isEqualTo(1);
    link.close();
  }

  /// Handlers of requests that were given up may take their time: who asks for no more than may be
  /// open is refused for it and not to blame, unless it goes on like that.
  @Test
  void whoIsRefusedForHandlersThatGoOnIsExcusedForAWhile() {
    int most = 50;
    MachineLink link =
        new MachineLink(Http2Options.DEFAULTS.withStreamsMax(most), MachineLink::hold).begun();
    int id = 1;
    for (int count = 0; count < most; count++, id += 2) {
      link.client.get(id, "/").resetStream(id, ErrorCode.CANCEL);
    }
    for (int count = 0; count < most + 100; count++, id += 2) {
      link.client.get(id, "/");
      link.send().flush();
      assertThat(link.stream(id).resetCode).isEqualTo("REFUSED_STREAM");
    }
    assertThat(link.isOver()).isFalse();

    link.client.get(id, "/");
    link.send();

    assertThat(link.faults(Http2Fault.FAULT_FLOOD)).isEqualTo(1);
    link.close();
  }

  @Test
  void answersExcuseRefusals() {
    MachineLink link =
        new MachineLink(
                Http2Options.DEFAULTS.withStreamsMax(1),
                exchange -> {
                  if (!exchange.theRequest().path().equals("/held")) {
                    exchange.answer("hello");
                  }
                })
            .begun();
    for (int id = 1; id < 2401; id += 6) {
      link.client.get(id, "/held").resetStream(id, ErrorCode.CANCEL).get(id + 2, "/");
      link.send().flush();
      assertThat(link.stream(id + 2).resetCode).isEqualTo("REFUSED_STREAM");
      link.finishGone();
      link.client.get(id + 4, "/");
      link.send().flush();
    }

    assertThat(link.isOver()).isFalse();
    link.close();
  }

  @Test
  void boundsAreOptions() {
    Http2FloodLimits floods = new Http2FloodLimits(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    MachineLink link =
        new MachineLink(Http2Options.DEFAULTS.withFloods(floods), MachineLink::hold).begun();

    link.client.ping("12345678").ping("12345678");
    link.send();

    assertThat(link.takeLines())
        .containsExactly("PING ack", "GOAWAY 0 ENHANCE_YOUR_CALM too many PINGs");
    link.close();
  }

  /// Who does not acknowledge our settings may not know the bound on streams, but not for ever.
  @Test
  void refusedStreamsAreAFloodForWhoNeverAcknowledgesSettings() {
    MachineLink link = new MachineLink(Http2Options.DEFAULTS.withStreamsMax(2), MachineLink::hold);
    link.client.preface();
    for (int index = 0; index < 2 + 2 + 100; index++) {
      link.client.get(1 + 2 * index, "/");
    }
    link.send();
    assertThat(link.isOver()).isFalse();

    link.client.get(1001, "/");
    link.send();

    assertThat(link.takeLines().getLast())
        .isEqualTo("GOAWAY 1001 ENHANCE_YOUR_CALM too many streams with faults");
    link.close();
  }

  /// A client that makes us answer and does not read the answers is not read either.
  @Test
  void whoDoesNotReadAnswersIsNotRead() {
    Http2FloodLimits floods = new Http2FloodLimits(1, 1, 1, 1_000_000, 1, 1, 1, 1, 1, 1);
    MachineLink link =
        new MachineLink(Http2Options.DEFAULTS.withFloods(floods), MachineLink::hold).begun();

    for (int count = 0; count < 100_000 && !link.paused; count++) {
      link.client.ping("12345678");
      link.send();
    }

    assertThat(link.paused).isTrue();
    assertThat(link.pendingOutput()).isLessThan(300_000);
    link.flush();
    assertThat(link.paused).isFalse();
    link.close();
  }
}
