package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.http.Http2Options;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.protocol.Outcome;

/// Deadlines and patience, by the machine's own time.
class Http2DeadlineTest {
  private static final long SECOND = MachineLink.SECOND;
  private static final byte[] HELLO = "hello".getBytes(ISO_8859_1);

  private static MachineLink greeting() {
    return new MachineLink(MachineLink::greet).begun();
  }

  private static MachineLink holding() {
    return new MachineLink(MachineLink::hold).begun();
  }

  private static byte[] part(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  // The preface.

  @Test
  void aSilentConnectionIsClosed() {
    MachineLink link = new MachineLink(MachineLink::greet);
    link.takeLines();

    link.pass(10 * SECOND - 1);
    assertThat(link.finished).isFalse();
    link.pass(1);

    assertThat(link.takeLines())
        .containsExactly("GOAWAY 0 PROTOCOL_ERROR the connection preface did not arrive in time");
    assertThat(link.finished).isTrue();
    link.close();
  }

  @Test
  void aPrefaceThatTricklesIsCutOff() {
    MachineLink link = new MachineLink(MachineLink::greet);
    byte[] bytes = link.client.preface().take();

    for (int at = 0; at < bytes.length - 1 && !link.finished; at++) {
      link.receive(part(bytes, at, at + 1));
      link.pass(SECOND);
    }

    assertThat(link.faults(Http2Fault.PREFACE_TIMEOUT)).isEqualTo(1);
    assertThat(link.now).isEqualTo(1010 * SECOND);
    link.close();
  }

  // Frames.

  @Test
  void aFrameThatDoesNotCompleteEndsTheConnection() {
    MachineLink link = greeting();
    byte[] bytes = link.client.get(1, "/").take();

    link.pass(5 * SECOND);
    for (int at = 0; at < 20 && !link.finished; at++) {
      link.receive(part(bytes, at, at + 1));
      link.pass(SECOND);
    }

    assertThat(link.takeLines())
        .containsExactly("GOAWAY 0 PROTOCOL_ERROR a frame or header block did not arrive in time");
    assertThat(link.now).isEqualTo(1015 * SECOND);
    link.close();
  }

  @Test
  void aHeaderBlockThatDoesNotCompleteEndsTheConnection() {
    MachineLink link = greeting();
    byte[] block = link.client.encode(":method", "GET", ":scheme", "http", ":path", "/a/b/c/d");
    byte[] bytes = link.client.blockInPieces(1, true, block, 1).take();

    for (int at = 0; at + 10 < bytes.length && !link.finished; at += 10) {
      link.receive(part(bytes, at, at + 10));
      link.pass(4 * SECOND);
    }

    assertThat(link.faults(Http2Fault.FRAME_TIMEOUT)).isEqualTo(1);
    assertThat(link.now).isEqualTo(1012 * SECOND);
    link.close();
  }

  /// Each frame has its own time, wherever the pieces of the stream end.
  @Test
  void aClientWhosePiecesEndWithinFramesIsNotCutOff() {
    MachineLink link = greeting();
    byte[] rest = new byte[0];

    for (int id = 1; id < 61; id += 2) {
      byte[] bytes = link.client.raw(rest).get(id, "/").take();
      link.receive(part(bytes, 0, bytes.length - 3));
      rest = part(bytes, bytes.length - 3, bytes.length);
      link.pass(SECOND);
      link.flush();
    }

    assertThat(link.isOver()).isFalse();
    assertThat(link.stream(57).text()).isEqualTo("hello");
    link.close();
  }

  // Silence.

  @Test
  void anIdleConnectionIsEndedInTwoSteps() {
    MachineLink link = greeting();
    link.client.get(1, "/");
    link.send().takeLines();

    link.pass(60 * SECOND - 1);
    assertThat(link.takeLines()).isEmpty();
    link.pass(1);
    assertThat(link.takeLines()).containsExactly("GOAWAY 2147483647 NO_ERROR", "PING");
    assertThat(link.finished).isFalse();
    link.pass(SECOND / 5);

    assertThat(link.takeLines()).containsExactly("GOAWAY 1 NO_ERROR");
    assertThat(link.finished).isTrue();
    link.close();
  }

  @Test
  void aRequestThatCrossesTheFirstGoAwayIsAnswered() {
    MachineLink link = greeting();
    link.pass(60 * SECOND);
    assertThat(link.takeLines()).containsExactly("GOAWAY 2147483647 NO_ERROR", "PING");

    link.client.get(1, "/");
    link.send();
    assertThat(link.takeLines()).containsExactly("HEADERS 1 :status: 200", "DATA 1 5 end");
    link.answerPings();

    assertThat(link.takeLines()).containsExactly("GOAWAY 1 NO_ERROR");
    assertThat(link.finished).isTrue();
    link.close();
  }

  @Test
  void aSilentClientWithOpenRequestsIsAskedForASignOfLife() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send().takeLines();

    for (int count = 0; count < 10; count++) {
      link.pass(30 * SECOND);
      assertThat(link.takeLines()).containsExactly("PING");
      link.answerPings();
    }
    link.pass(45 * SECOND);

    assertThat(link.reset).isTrue();
    assertThat(link.faults(Http2Fault.PING_TIMEOUT)).isEqualTo(1);
    assertThat(link.open.getFirst().gone).isEqualTo(1);
    link.close();
  }

  @Test
  void nobodyIsAskedForASignOfLifeWhenNotWanted() {
    MachineLink link =
        new MachineLink(
                Http2Options.DEFAULTS.withPings(Duration.ZERO, Duration.ofSeconds(1)),
                MachineLink::hold)
            .begun();
    link.client.get(1, "/");
    link.send().takeLines();

    link.pass(3600 * SECOND);

    assertThat(link.takeLines()).isEmpty();
    assertThat(link.isOver()).isFalse();
    link.close();
  }

  // Output.

  @Test
  void aClientThatTakesNothingIsReset() {
    MachineLink link = holding();
    link.changeWindow(1 << 24).allow(0, 1 << 24);
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    exchange.beginNow(-1);
    while (exchange.writeNow(new byte[50_000], 0, 50_000) > 0) {
      // Until the output is full.
    }

    for (int second = 0; second < 29; second++) {
      link.pass(SECOND);
      link.client.settingsAck();
      link.send();
    }
    assertThat(link.reset).isFalse();
    link.pass(SECOND);

    assertThat(link.reset).isTrue();
    assertThat(exchange.gone).isEqualTo(1);
    assertThat(exchange.writeNow(HELLO, 0, 5)).isEqualTo(Outcome.GONE);
    link.close();
  }

  @Test
  void aClientThatTakesALittleIsNot() {
    MachineLink link = holding();
    link.changeWindow(1 << 24).allow(0, 1 << 24);
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    exchange.beginNow(-1);
    while (exchange.writeNow(new byte[50_000], 0, 50_000) > 0) {
      // Until the output is full.
    }

    for (int count = 0; count < 10; count++) {
      link.pass(20 * SECOND);
      link.answerPingsWithoutReading();
      link.takeOutput(100);
    }

    assertThat(link.reset).isFalse();
    link.close();
  }

  /// The time of what is under way begins when it is under way, not when a window was waited for.
  @Test
  void timeSpentWaitingForAWindowIsNotTimeTakenForOutput() {
    MachineLink link = holding();
    link.changeWindow(1 << 24).flush();
    link.client.get(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    exchange.theResponse().send(new byte[300_000]);
    link.flush();
    link.pass(25 * SECOND);

    link.allow(0, 1 << 24);
    link.pass(6 * SECOND);

    assertThat(link.reset).as("it had six seconds").isFalse();
    link.pass(30 * SECOND);
    assertThat(link.reset).isTrue();
    link.close();
  }

  // Windows.

  @Test
  void aWindowThatIsNotOpenedResetsItsStream() {
    MachineLink link = holding();
    link.allow(0, 1 << 24);
    link.client.get(1, "/");
    link.send();
    link.open.getFirst().theResponse().send(new byte[100_000]);
    link.takeLines();

    link.pass(30 * SECOND);

    assertThat(link.takeLines()).contains("RST_STREAM 1 ENHANCE_YOUR_CALM");
    assertThat(link.faults(Http2Fault.WINDOW_STALL)).isEqualTo(1);
    link.close();
  }

  /// Every stream that stalls, however many there are.
  @Test
  void manyStalledStreamsAreReset() {
    for (int count = 1; count <= 90; count += 11) {
      MachineLink link =
          new MachineLink(exchange -> exchange.answer("hello"))
              .begun(PeerSettings.INITIAL_WINDOW_SIZE, 0);
      for (int index = 0; index < count; index++) {
        link.client.get(1 + 2 * index, "/");
      }
      link.send().flush();

      link.pass(31 * SECOND);

      assertThat(link.faults(Http2Fault.WINDOW_STALL)).isEqualTo(count);
      assertThat(link.connection.activeStreams()).isZero();
      link.close();
    }
  }

  /// A zero-window stall of the connection is one too, and moving a little does not end the watch.
  @Test
  void aConnectionWindowThatIsNotOpenedResetsItsStreams() {
    MachineLink link = holding();
    link.changeWindow(1 << 24);
    link.client.get(1, "/").get(3, "/");
    link.send();
    for (StreamExchange exchange : List.copyOf(link.open)) {
      exchange.theResponse().send(new byte[100_000]);
    }
    link.flush();

    link.pass(20 * SECOND);
    link.allow(0, 1).allow(1, 1).allow(3, 1).flush();
    link.pass(20 * SECOND);
    assertThat(link.faults(Http2Fault.WINDOW_STALL)).isZero();
    link.allow(1, 1).allow(3, 1).answerPings();
    link.pass(11 * SECOND);

    assertThat(link.faults(Http2Fault.WINDOW_STALL)).isEqualTo(2);
    assertThat(link.open).allMatch(exchange -> exchange.gone == 1);
    link.close();
  }

  // Bodies.

  @Test
  void aBodyThatStopsIsAFaultForItsReader() {
    MachineLink link = holding();
    link.client.post(1, "/").data(1, false, "1");
    link.send();
    StreamExchange exchange = link.open.getFirst();
    assertThat(exchange.read()).isEqualTo("1[wait]");

    link.pass(30 * SECOND - 1);
    assertThat(exchange.ready).isZero();
    link.pass(1);

    assertThat(exchange.ready).isEqualTo(1);
    assertThat(exchange.read()).isEqualTo("[BODY_TIMEOUT]");
    exchange.theResponse().status(408);
    exchange.answer("");
    assertThat(link.takeLines()).contains("HEADERS 1 :status: 408 end");
    link.answerPings();
    link.pass(30 * SECOND);
    assertThat(link.takeLines()).contains("RST_STREAM 1 NO_ERROR");
    link.close();
  }

  /// Every body that stops, however many there are.
  @Test
  void manyBodiesThatStopAreToldToTheirReaders() {
    MachineLink link = holding();
    for (int id = 1; id < 101; id += 2) {
      link.client.post(id, "/");
    }
    link.send();
    List<StreamExchange> readers = new ArrayList<>(link.open);
    readers.forEach(StreamExchange::read);

    link.pass(30 * SECOND);

    assertThat(readers).allMatch(reader -> reader.read().equals("[BODY_TIMEOUT]"));
    readers.forEach(reader -> reader.answer("late"));
    link.flush();
    link.pass(31 * SECOND);
    assertThat(link.connection.activeStreams()).as("their rest is not waited for").isZero();
    link.close();
  }

  @Test
  void aBodyThatTricklesIsAFaultForItsReader() {
    MachineLink link = holding();
    link.client.post(1, "/");
    link.send();
    StreamExchange exchange = link.open.getFirst();

    String read = exchange.read();
    for (int second = 0; second < 20 && read.endsWith("[wait]"); second++) {
      link.pass(SECOND);
      link.client.data(1, false, "12345678");
      link.send();
      read = exchange.read();
    }

    assertThat(read).endsWith("[BODY_TOO_SLOW]");
    assertThat(link.now).isEqualTo(1006 * SECOND);
    link.close();
  }

  @Test
  void aHandlerMayTakeItsTime() {
    MachineLink link = holding();
    link.client.post(1, "/");
    link.send();

    for (int count = 0; count < 100; count++) {
      link.pass(30 * SECOND);
      link.answerPings();
    }

    assertThat(link.isOver()).isFalse();
    assertThat(link.open.getFirst().gone).isZero();
    link.close();
  }

  // Ends.

  @Test
  void anOldConnectionEndsBehindItsRequests() {
    MachineLink link =
        new MachineLink(
                HttpLimits.DEFAULTS.withConnectionAgeMax(Duration.ofSeconds(100)),
                MachineLink::greet)
            .begun();
    link.pass(50 * SECOND);
    link.client.get(1, "/");
    link.send();
    assertThat(link.takeLines()).hasSize(2);
    link.pass(51 * SECOND);

    link.client.get(3, "/");
    link.send();

    assertThat(link.takeLines())
        .containsExactly(
            "GOAWAY 2147483647 NO_ERROR", "PING", "HEADERS 3 :status: 200", "DATA 3 5 end");
    link.answerPings();
    assertThat(link.takeLines()).containsExactly("GOAWAY 3 NO_ERROR");
    assertThat(link.finished).isTrue();
    link.close();
  }

  @Test
  void aConnectionHasItsShareOfRequests() {
    HttpLimits limits = HttpLimits.DEFAULTS.withRequestsPerConnectionMax(3);
    MachineLink link =
        new MachineLink(HttpOptions.DEFAULTS.withLimits(limits), MachineLink::greet).begun();

    link.client.get(1, "/").get(3, "/").get(5, "/");
    link.send();
    assertThat(link.takeLines()).contains("GOAWAY 2147483647 NO_ERROR", "DATA 5 5 end");
    link.pass(SECOND);

    assertThat(link.takeLines()).containsExactly("GOAWAY 5 NO_ERROR");
    assertThat(link.finished).isTrue();
    link.close();
  }

  /// "Endpoints MUST NOT increase the value they send in the last stream identifier": whoever broke
  /// the connection may send again what the last call has left out.
  /// https://www.rfc-editor.org/rfc/rfc9113#section-6.8
  @Test
  void aFaultBehindTheLastCallNamesNoLaterStream() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();
    link.connection.drain(link.now);
    link.answerPings();
    assertThat(link.takeLines())
        .containsExactly("GOAWAY 2147483647 NO_ERROR", "PING", "GOAWAY 1 NO_ERROR");

    link.client.get(3, "/").windowUpdate(0, 0);
    link.send();

    assertThat(link.takeLines())
        .containsExactly("GOAWAY 1 PROTOCOL_ERROR " + Http2Fault.ZERO_WINDOW_UPDATE.reason());
    link.close();
  }

  /// The whole way down: requests under way are answered, later ones are not, and then it ends.
  @Test
  void stoppingLetsRequestsFinish() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();

    link.connection.drain(link.now);
    assertThat(link.takeLines()).containsExactly("GOAWAY 2147483647 NO_ERROR", "PING");
    link.client.get(3, "/");
    link.answerPings();
    assertThat(link.takeLines()).containsExactly("GOAWAY 3 NO_ERROR");
    link.client.get(5, "/");
    link.send();
    assertThat(link.open).extracting(StreamExchange::id).containsExactly(1, 3);
    link.open.getFirst().answer("one");
    assertThat(link.finished).isFalse();
    link.open.getFirst().answer("three");

    assertThat(link.finished).isTrue();
    link.flush();
    assertThat(link.stream(1).text()).isEqualTo("one");
    assertThat(link.stream(3).text()).isEqualTo("three");
    link.close();
  }

  @Test
  void cuttingResetsAtOnceAndTellsTheHandlers() {
    MachineLink link = holding();
    link.client.get(1, "/").post(3, "/");
    link.send();
    link.open.getLast().read();

    link.connection.cut(link.now);

    assertThat(link.reset).isTrue();
    assertThat(link.open).allMatch(exchange -> exchange.gone == 1);
    assertThat(link.open.getLast().read()).isEqualTo("[gone]");
    link.close();
  }

  @Test
  void aClientThatEndsWithRequestsOpenIsGone() {
    MachineLink link = holding();
    link.client.get(1, "/");
    link.send();

    link.connection.receiveEnded(null, link.now);

    assertThat(link.reset).isTrue();
    assertThat(link.open.getFirst().gone).isEqualTo(1);
    link.close();
  }

  @Test
  void aClientThatEndsWithoutRequestsIsLetGo() {
    MachineLink link = greeting();

    link.connection.receiveEnded(null, link.now);

    assertThat(link.finished).isTrue();
    assertThat(link.reset).isFalse();
    link.close();
  }

  @Test
  void aClosingConnectionWhoseClientTakesNothingIsReset() {
    MachineLink link = greeting();
    link.client.data(1, false, "x");
    link.send();
    assertThat(link.finished).isTrue();

    link.pass(30 * SECOND);

    assertThat(link.reset).isTrue();
    link.close();
  }

  /// What a client sends behind its own GOAWAY is still of the connection; it is told what becomes
  /// of it. https://www.rfc-editor.org/rfc/rfc9113#section-6.8
  @Test
  void aClientThatGoesAwayIsToldWhatWasTaken() {
    MachineLink link = holding();
    link.client.get(1, "/").goAway(0, ErrorCode.NO_ERROR);

    link.send();

    assertThat(link.takeLines()).containsExactly("GOAWAY 1 NO_ERROR");
    link.client.get(3, "/").goAway(0, ErrorCode.NO_ERROR);
    link.send();
    assertThat(link.open).hasSize(1);
    link.open.getFirst().answer("hello");
    link.flush();
    assertThat(link.stream(1).text()).isEqualTo("hello");
    assertThat(link.finished).isTrue();
    link.close();
  }
}
