package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import weft.http.Http2Options;
import weft.http.protocol.Outcome;

/// What goes out, and when: windows of both levels, turns, and the client's pace ([RFC 9113
/// §5.2](https://www.rfc-editor.org/rfc/rfc9113#section-5.2)). That no window is exceeded is
/// checked by [FrameLog] on the way.
class Http2FlowControlTest {
  private static final int MEGA = 1 << 20;

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    for (int index = 0; index < length; index++) {
      content[index] = (byte) (index * 31 + (index >>> 8));
    }
    return content;
  }

  private static Consumer<StreamExchange> sending(byte[] content) {
    return exchange -> {
      exchange.theResponse().send(content);
      exchange.finish();
    };
  }

  private static MachineLink holding(int streams) {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    for (int index = 0; index < streams; index++) {
      link.client.get(1 + 2 * index, "/" + index);
    }
    link.send();
    return link;
  }

  @Test
  void aResponseLargerThanTheWindowsWaitsForUpdates() {
    byte[] content = content(300_000);
    MachineLink link = new MachineLink(sending(content)).begun();

    link.client.get(1, "/");
    link.send().flush();
    assertThat(link.stream(1).content()).hasSize(65_535);
    link.allow(0, MEGA).flush();
    assertThat(link.stream(1).content()).as("the stream's window is shut").hasSize(65_535);
    link.allow(1, 1).flush();
    assertThat(link.stream(1).content()).hasSize(65_536);
    link.allow(1, MEGA).flush();

    assertThat(link.stream(1).content()).isEqualTo(content);
    assertThat(link.stream(1).ended).isTrue();
    link.close();
  }

  @Test
  void updatesOfAnySizesEndInAllOfTheBody() {
    byte[] content = content(200_000);
    for (int step : new int[] {1000, 3331, 16_383, 16_384, 16_385, 65_535}) {
      MachineLink link = new MachineLink(sending(content)).begun();
      link.client.get(1, "/");
      link.send().flush();

      for (int given = 0; given < content.length; given += step) {
        link.allow(given % 2 == 0 ? 0 : 1, step).flush();
        link.allow(given % 2 == 0 ? 1 : 0, step).flush();
      }

      assertThat(link.stream(1).content()).isEqualTo(content);
      assertThat(link.stream(1).ended).isTrue();
      link.close();
    }
  }

  /// "A change to SETTINGS_INITIAL_WINDOW_SIZE can cause the available space in a flow-control
  /// window to become negative. A sender MUST track the negative flow-control window".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-6.9.2
  @Test
  void aWindowThatWasShrunkMayBeNegative() {
    byte[] content = content(100_000);
    MachineLink link = new MachineLink(sending(content)).begun();
    link.client.get(1, "/");
    link.send().flush();

    link.changeWindow(16_384).allow(0, MEGA).flush();
    link.allow(1, 49_151).flush();
    assertThat(link.stream(1).content()).as("still not above nothing").hasSize(65_535);
    link.allow(1, 1).flush();
    assertThat(link.stream(1).content()).hasSize(65_536);
    link.changeWindow(MEGA).flush();

    assertThat(link.stream(1).content()).isEqualTo(content);
    link.close();
  }

  @Test
  void streamsBeginWithTheClientsWindow() {
    MachineLink link =
        new MachineLink(sending(content(100_000))).begun(PeerSettings.INITIAL_WINDOW_SIZE, 0);

    link.client.get(1, "/");
    assertThat(link.send().takeLines()).containsExactly("HEADERS 1 :status: 200");
    link.allow(1, 10).flush();
    assertThat(link.stream(1).content()).hasSize(10);
    link.close();
  }

  /// Whichever stream ends on the way: windows that were opened together open for all.
  @Test
  void aLargerInitialWindowGoesToEveryStream() {
    for (int count = 2; count <= 100; count += 7) {
      MachineLink link =
          new MachineLink(sending(content(20))).begun(PeerSettings.INITIAL_WINDOW_SIZE, 10);
      for (int index = 0; index < count; index++) {
        link.client.get(1 + 2 * index, "/");
      }
      link.send().flush();

      link.changeWindow(1000).flush();

      for (int index = 0; index < count; index++) {
        assertThat(link.stream(1 + 2 * index).ended)
            .as("stream %s of %s", 1 + 2 * index, count)
            .isTrue();
      }
      link.close();
    }
  }

  /// "If a sender receives a WINDOW_UPDATE that causes a flow-control window to exceed this
  /// maximum, it MUST terminate either the stream or the connection".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-6.9.1
  @Test
  void windowsHaveABound() {
    MachineLink link = holding(1);

    link.allow(1, Integer.MAX_VALUE);
    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 FLOW_CONTROL_ERROR");
    link.allow(0, Integer.MAX_VALUE);
    assertThat(link.takeLines())
        .containsExactly("GOAWAY 1 FLOW_CONTROL_ERROR a window exceeds its range");
    link.close();
  }

  @Test
  void aSettingThatOverflowsAWindowEndsTheConnection() {
    MachineLink link = holding(1);
    link.allow(1, Integer.MAX_VALUE - 65_535);

    link.changeWindow(65_536);

    assertThat(link.takeLines())
        .containsExactly("SETTINGS ack", "GOAWAY 1 FLOW_CONTROL_ERROR a window exceeds its range");
    link.close();
  }

  @Test
  void updatesOfNothingAreFaults() {
    MachineLink link = holding(1);

    link.allow(1, 0);
    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 PROTOCOL_ERROR");
    link.allow(0, 0);
    assertThat(link.takeLines())
        .containsExactly("GOAWAY 1 PROTOCOL_ERROR a window update of nothing");
    link.close();
  }

  // The client's pace.

  @Test
  void aWriterWaitsWhileTooMuchIsUnderWay() {
    MachineLink link = holding(1);
    link.changeWindow(16 * MEGA).allow(0, 16 * MEGA).flush();
    StreamExchange exchange = link.open.getFirst();
    byte[] content = content(50_000);
    exchange.beginNow(-1);

    while (exchange.writeNow(content, 0, content.length) > 0) {
      assertThat(link.pendingOutput()).isLessThan(200_000);
    }
    assertThat(exchange.ready).isZero();
    link.takeOutput();

    assertThat(exchange.ready).isEqualTo(1);
    assertThat(exchange.writeNow(content, 0, 10)).isEqualTo(10);
    link.close();
  }

  /// All that wait for the client to take its output are told when it has, and none stands in the
  /// way of another by what it was granted.
  @Test
  void manyWhoWaitToBeginGoOnWhenOutputIsTaken() {
    int others = 20;
    MachineLink link = holding(1 + others);
    link.changeWindow(16 * MEGA).allow(0, 16 * MEGA).flush();
    StreamExchange first = link.open.getFirst();
    byte[] content = content(50_000);
    first.beginNow(-1);
    while (first.writeNow(content, 0, content.length) > 0) {
      // Until the output is full.
    }
    List<StreamExchange> waiting = new ArrayList<>(link.open.subList(1, 1 + others));
    for (StreamExchange exchange : waiting) {
      assertThat(exchange.beginNow(-1)).isEqualTo(Outcome.WAIT);
    }

    for (int round = 0; round < others && !waiting.isEmpty(); round++) {
      link.flush();
      waiting.removeIf(exchange -> exchange.ready > 0 && exchange.beginNow(-1) == Outcome.DONE);
    }

    assertThat(waiting).isEmpty();
    link.close();
  }

  /// Whoever was given leave and is reset does not keep it from others.
  @Test
  void aLeaveThatIsNotUsedGoesToOthers() {
    MachineLink link = holding(20);
    link.changeWindow(16 * MEGA).allow(0, 16 * MEGA).flush();
    byte[] content = content(50_000);
    for (StreamExchange exchange : link.open) {
      exchange.beginNow(-1);
    }
    for (StreamExchange exchange : link.open) {
      while (exchange.writeNow(content, 0, content.length) > 0) {
        // Until the output is full.
      }
    }
    link.takeOutput();
    List<StreamExchange> granted = link.open.stream().filter(each -> each.ready > 0).toList();
    assertThat(granted).isNotEmpty().hasSizeLessThan(19);
    assertThat(link.pendingOutput()).isZero();

    for (StreamExchange exchange : granted) {
      link.client.resetStream(exchange.id(), ErrorCode.CANCEL);
    }
    link.send();

    assertThat(link.open.stream().filter(each -> each.gone == 0 && each.ready > 0))
        .as("those that wait")
        .isNotEmpty();
    link.close();
  }

  /// A response without a body needs no window, whoever waits for one.
  @Test
  void headsGoWhileTheConnectionsWindowIsShut() {
    MachineLink link = holding(3);
    link.changeWindow(MEGA);
    link.open.getFirst().theResponse().send(content(100_000));
    link.flush();
    assertThat(link.stream(1).content()).hasSize(65_535);

    StreamExchange empty = link.open.get(1);
    StreamExchange full = link.open.get(2);
    empty.answer("");
    full.answer("hello");
    link.flush();

    assertThat(link.stream(3).ended).isTrue();
    assertThat(link.stream(5).status()).isEqualTo(200);
    assertThat(link.stream(5).text()).isEmpty();
    link.close();
  }

  @Test
  void aHeadToBeStreamedIsNotHeldUpByAShutWindow() {
    MachineLink link = holding(3);
    link.changeWindow(16 * MEGA).allow(0, MEGA).flush();
    byte[] content = content(MEGA + 100_000);
    link.open.getFirst().theResponse().send(content);
    StreamExchange late = link.open.get(1);
    assertThat(late.beginNow(-1)).as("the output is full").isEqualTo(Outcome.WAIT);

    link.flush();

    assertThat(link.stream(1).content()).hasSize(MEGA + 65_535);
    assertThat(late.ready).isEqualTo(1);
    assertThat(late.beginNow(-1)).isEqualTo(Outcome.DONE);
    link.close();
  }

  // Turns.

  private static List<String> order(MachineLink link) {
    List<String> order = new ArrayList<>();
    for (String line : link.takeLines()) {
      if (line.startsWith("DATA ")) {
        order.add(line.split(" ", -1)[1]);
      }
    }
    return order;
  }

  private static MachineLink shut(String... priorities) {
    MachineLink link = new MachineLink(sending(content(40_000))).begun();
    link.changeWindow(MEGA);
    link.client.request(1, true, "GET", "/", "priority", "u=3");
    link.client.get(3, "/");
    link.send().takeLines();
    for (int index = 0; index < priorities.length; index++) {
      link.client.request(11 + 2 * index, true, "GET", "/", "priority", priorities[index]);
    }
    link.send().takeLines();
    return link;
  }

  /// "It is RECOMMENDED that … servers respond to requests in order of urgency".
  /// https://www.rfc-editor.org/rfc/rfc9218#section-10
  @Test
  void theMoreUrgentGoFirst() {
    MachineLink link = shut("u=5", "u=0", "u=3, i=?0");

    link.allow(0, MEGA);

    assertThat(order(link))
        .containsExactly("13", "13", "13", "3", "15", "15", "15", "11", "11", "11");
    link.close();
  }

  /// Requests with fields, of which the first has a large answer that is under way.
  private static MachineLink behindALargeOne(String... fields) {
    MachineLink link =
        new MachineLink(
                exchange -> exchange.answer("x".repeat(exchange.id() == 1 ? 4 * MEGA : 20_000)))
            .begun();
    link.changeWindow(8 * MEGA);
    for (int id = 1; id <= 7; id += 2) {
      link.client.request(id, true, "GET", "/", fields);
    }
    link.send().takeLines();
    link.allow(0, 8 * MEGA);
    return link;
  }

  /// Go, Java, curl and all clients of gRPC say nothing of priorities: whatever comes first must
  /// not keep all the rest waiting.
  @Test
  void requestsOfAClientThatSaysNothingOfPrioritiesShare() {
    MachineLink link = behindALargeOne();

    assertThat(order(link).subList(0, 8))
        .containsExactlyInAnyOrder("1", "3", "5", "7", "1", "3", "5", "7");
    link.close();
  }

  /// "Incremental" is false by default, for whoever knows of it.
  /// https://www.rfc-editor.org/rfc/rfc9218#section-4.2
  @Test
  void requestsOfAClientThatSpeaksOfPrioritiesGoOneAfterAnother() {
    MachineLink link = behindALargeOne("priority", "u=3");

    assertThat(order(link).subList(0, 250)).containsOnly("1");
    link.close();
  }

  @Test
  void aPriorityUpdateSpeaksOfPriorities() {
    MachineLink link = new MachineLink(sending(content(40_000))).begun();
    link.changeWindow(MEGA);
    link.client.get(1, "/").get(3, "/");
    link.send().takeLines();
    link.client.priorityUpdate(3, "u=3").get(5, "/").get(7, "/");
    link.send().takeLines();

    link.allow(0, MEGA);

    assertThat(order(link)).containsExactly("3", "5", "5", "5", "7", "7", "7");
    link.close();
  }

  /// "If a server knows the intermediary is coalescing requests, then it could avoid serving the
  /// responses in their entirety and instead distribute bandwidth".
  /// https://www.rfc-editor.org/rfc/rfc9218#section-13.1
  @Test
  void requestsThatCameThroughAProxyShare() {
    for (String name : new String[] {"via", "forwarded", "x-forwarded-for"}) {
      MachineLink link = behindALargeOne("priority", "u=0", name, "for=192.0.2.1");

      assertThat(order(link).subList(0, 8))
          .as(name)
          .containsExactlyInAnyOrder("1", "3", "5", "7", "1", "3", "5", "7");
      link.close();
    }
  }

  @Test
  void whatIsOfUseInPiecesGoesInTurns() {
    MachineLink link = shut("u=1, i", "u=1, i", "u=1, i");

    link.allow(0, 120_000);

    List<String> order = order(link);
    assertThat(order).hasSize(9);
    for (int turn = 0; turn < 9; turn += 3) {
      assertThat(order.subList(turn, turn + 3)).containsExactlyInAnyOrder("11", "13", "15");
    }
    link.close();
  }

  /// Nor does a turn that could not be taken count as one.
  @Test
  void turnsAreKeptWhenTheWindowOpensLittleByLittle() {
    MachineLink link = shut("u=1, i", "u=1, i");

    for (int count = 0; count < 6; count++) {
      link.allow(0, 1000).flush();
    }

    assertThat(order(link)).containsSequence("11", "13", "11", "13");
    link.close();
  }

  /// "the server SHOULD buffer the most recently received PRIORITY_UPDATE frame and apply it once
  /// the referenced stream is opened". https://www.rfc-editor.org/rfc/rfc9218#section-7.1
  @Test
  void aPriorityMayComeAheadOfItsRequest() {
    MachineLink link = shut();
    link.client.priorityUpdate(15, "u=7").priorityUpdate(13, "u=1").priorityUpdate(15, "u=0");
    link.client
        .request(11, true, "GET", "/", "priority", "u=2")
        .request(13, true, "GET", "/", "priority", "u=5")
        .request(15, true, "GET", "/")
        .request(17, true, "GET", "/", "priority", "u=1");
    link.send();

    link.allow(0, MEGA);

    assertThat(order(link))
        .containsExactly(
            "15", "15", "15", "13", "13", "13", "17", "17", "17", "11", "11", "11", "3");
    link.close();
  }

  /// "The number of streams that have been prioritized but remain in the "idle" state plus the
  /// number of active streams … MUST NOT exceed the value of the SETTINGS_MAX_CONCURRENT_STREAMS
  /// parameter. Servers that receive such a PRIORITY_UPDATE MUST respond with a connection error of
  /// type PROTOCOL_ERROR." https://www.rfc-editor.org/rfc/rfc9218#section-7.1
  @Test
  void onlyAsManyPrioritiesAsStreamsComeAhead() {
    MachineLink link = withStreams(4);
    link.begun();
    link.client.get(1, "/").priorityUpdate(3, "u=1").priorityUpdate(5, "u=1");
    link.client.priorityUpdate(7, "u=1").priorityUpdate(7, "u=2");
    link.send();
    assertThat(link.isOver()).as("one of them twice").isFalse();
    // Those before the fifth will never be opened.
    link.client.get(7, "/").priorityUpdate(9, "u=1").priorityUpdate(11, "u=1");
    link.send();
    assertThat(link.isOver()).isFalse();
    link.takeLines();

    link.client.priorityUpdate(13, "u=1");
    link.send();

    assertThat(link.takeLines())
        .containsExactly(
            "GOAWAY 7 PROTOCOL_ERROR more streams have priorities than there may be streams");
    assertThat(link.faults(Http2Fault.TOO_MANY_PRIORITIES)).isEqualTo(1);
    link.close();
  }

  /// Who does not know how many there may be makes no mistake.
  @Test
  void prioritiesAheadOfOurSettingsAreNotKept() {
    MachineLink link = withStreams(4);
    link.client.preface();
    for (int id = 1; id < 21; id += 2) {
      link.client.priorityUpdate(id, "u=1");
    }
    link.client.settingsAck();
    link.send();
    for (int id = 21; id < 29; id += 2) {
      link.client.priorityUpdate(id, "u=1");
    }
    link.send();

    assertThat(link.isOver()).isFalse();
    link.close();
  }

  private static MachineLink withStreams(int streamsMax) {
    return new MachineLink(Http2Options.DEFAULTS.withStreamsMax(streamsMax), MachineLink::hold);
  }

  @Test
  void aPriorityMayChangeOnTheWay() {
    MachineLink link = shut("u=5", "u=5");
    link.client.priorityUpdate(13, "u=0");
    link.send();

    link.allow(0, MEGA);

    assertThat(order(link)).startsWith("13", "13", "13");
    link.close();
  }

  // Uploads.

  @Test
  void nothingIsGivenBackUntilTheHandlerReads() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    byte[] piece = content(16_384);
    link.client.post(1, "/");
    for (int count = 0; count < 4; count++) {
      link.client.data(1, false, piece);
    }
    link.send();
    assertThat(link.takeLines()).isEmpty();

    byte[] room = new byte[40_000];
    assertThat(link.open.getFirst().readNow(room, 0, room.length)).isEqualTo(40_000);

    assertThat(link.takeLines()).containsExactly("WINDOW_UPDATE 1 40000", "PING");
    link.close();
  }

  @Test
  void moreThanTheWindowIsAStreamError() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.post(1, "/");
    for (int count = 0; count < 5; count++) {
      link.client.data(1, false, content(16_384));
    }
    link.send();

    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 FLOW_CONTROL_ERROR");
    link.close();
  }

  @Test
  void moreThanTheConnectionsWindowEndsTheConnection() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    for (int id = 1; id <= 9; id += 2) {
      link.client.post(id, "/");
      for (int count = 0; count < 4; count++) {
        link.client.data(id, false, content(16_384));
      }
    }
    link.send();

    assertThat(link.takeLines())
        .containsExactly("GOAWAY 9 FLOW_CONTROL_ERROR more data came than the window allows");
    link.close();
  }

  /// Padding counts against both windows and is given back at once.
  @Test
  void paddingIsGivenBackAtOnce() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.post(1, "/");
    for (int count = 0; count < 2000; count++) {
      link.client.padded(1, false, "", 200);
      if (count % 100 == 99) {
        link.send().flush();
        link.answerPings();
      }
    }

    assertThat(link.isOver()).isFalse();
    assertThat(link.open.getFirst().read()).isEqualTo("[wait]");
    link.close();
  }

  /// Handlers that do not read yet do not hold up the upload of one that does.
  @Test
  void unreadBodiesLeaveRoomForOthers() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    byte[] piece = content(16_384);
    for (int id = 1; id <= 5; id += 2) {
      link.client.post(id, "/");
      for (int count = 0; count < 4; count++) {
        link.client.data(id, false, piece);
      }
    }
    link.client.post(7, "/");
    link.send().flush();
    StreamExchange reader = link.open.getLast();
    byte[] room = new byte[65_536];

    long sent = 0;
    for (int count = 0; count < 64; count++) {
      assertThat(link.log.sendWindow - 3 * 65_536 - sent)
          .as("window of the connection behind %s bytes", sent)
          .isGreaterThanOrEqualTo(8192);
      int length = (int) Math.min(16_384, link.log.sendWindow - 3 * 65_536 - sent);
      link.client.data(7, false, content(length));
      link.send();
      sent += length;
      assertThat(reader.readNow(room, 0, room.length)).isEqualTo(length);
      link.answerPings();
    }
    link.close();
  }

  /// A client that fills its window within a round trip is given a larger one.
  @Test
  void windowsGrowForAClientThatFillsThem() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.post(1, "/");
    link.send();
    StreamExchange reader = link.open.getFirst();
    byte[] room = new byte[MEGA];

    for (int count = 0; count < 400; count++) {
      link.client.data(1, false, content(16_384));
      link.send();
      reader.readNow(room, 0, room.length);
      if (count % 64 == 63) {
        link.answerPings();
      }
    }

    link.flush();
    assertThat(link.log.sendInitialWindow).isEqualTo(MEGA);
    assertThat(link.log.sendWindow - 400L * 16_384).isBetween(2L * MEGA, 4L * MEGA);
    link.close();
  }

  @Test
  void windowsDoNotGrowForAClientThatSendsLittle() {
    MachineLink link = new MachineLink(MachineLink::hold).begun();
    link.client.post(1, "/");
    link.send();
    StreamExchange reader = link.open.getFirst();
    byte[] room = new byte[MEGA];

    for (int count = 0; count < 400; count++) {
      link.client.data(1, false, content(10_000));
      link.send();
      reader.readNow(room, 0, room.length);
      link.answerPings();
    }

    assertThat(link.log.sendInitialWindow).isEqualTo(65_536);
    link.close();
  }
}
