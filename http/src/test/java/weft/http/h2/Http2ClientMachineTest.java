package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.http.FieldList;
import weft.http.Http2Options;
import weft.http.protocol.CallFailure.Kind;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutgoingRequest;
import weft.hub.memory.BufferPool;

/// A client's connection: its preface, requests as they go out, responses as they come in.
class Http2ClientMachineTest {
  private final CallLink link = new CallLink();

  private CallLink begun() {
    return link.begun();
  }

  // The preface.

  /// "The client connection preface … MUST be followed by a SETTINGS frame".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-3.4
  @Test
  void aConnectionBeginsWithThePrefaceAndSettings() {
    assertThat(link.takeLines())
        .containsExactly("SETTINGS 2=0 4=65536 6=16384", "WINDOW_UPDATE 0 196609");
    link.close();
  }

  @Test
  void aTableOfAnotherSizeIsAnnounced() {
    Http2Options options =
        new Http2Options(
            true,
            10,
            70_000,
            70_000,
            0,
            Http2Options.DEFAULTS.pingInterval(),
            Http2Options.DEFAULTS.pingTimeout(),
            false,
            false,
            Http2Options.DEFAULTS.floods());
    CallLink link = new CallLink(options);

    assertThat(link.takeLines())
        .containsExactly("SETTINGS 1=0 2=0 4=70000 6=16384", "WINDOW_UPDATE 0 214465");
    assertThat(link.machine.available()).isEqualTo(10);
    link.close();
  }

  /// "Clients can send additional frames … immediately after sending the connection preface without
  /// waiting to receive the server connection preface."
  /// https://www.rfc-editor.org/rfc/rfc9113#section-3.4
  @Test
  void requestsGoBeforeTheServersSettings() {
    assertThat(link.machine.available()).isEqualTo(100);

    link.get();

    assertThat(link.takeLines()).hasSize(3).last().isEqualTo("HEADERS 1 :method: GET end");
    assertThat(link.machine.available()).isEqualTo(99);
    assertThat(link.changes).isZero();
    link.close();
  }

  // Requests.

  private List<String> head(int id) {
    link.takeLines();
    return link.log.stream(id).head;
  }

  @Test
  void aHeadHasItsPseudoFieldsFirst() {
    begun();
    link.begin(CallLink.request("GET", "/a?b", 0, "Accept", "*/*", "X-Other", "1"));

    assertThat(head(1))
        .containsExactly(
            ":method: GET",
            ":scheme: https",
            ":authority: example.com",
            ":path: /a?b",
            "accept: */*",
            "x-other: 1");
    link.close();
  }

  private static OutgoingRequest socket() {
    return new OutgoingRequest(
        "CONNECT", "https", "example.com", "/a?b", new FieldList(), -1, false, "websocket");
  }

  /// "A client MUST NOT use" it before; "the scheme and path of the target URI … MUST also be
  /// included". https://www.rfc-editor.org/rfc/rfc8441#section-4
  @Test
  void anExtendedConnectWaitsForTheServersSettings() {
    link.takeLines();
    TestCall call = link.begin(socket());
    link.get();
    assertThat(link.takeLines()).containsExactly("HEADERS 1 :method: GET end");
    assertThat(link.machine.available()).isEqualTo(98);
    assertThat(link.machine.refusesExtendedConnect()).isFalse();

    link.begun(PeerSettings.ENABLE_CONNECT_PROTOCOL, 1);

    assertThat(link.log.stream(3).head)
        .containsExactly(
            ":method: CONNECT",
            ":protocol: websocket",
            ":scheme: https",
            ":authority: example.com",
            ":path: /a?b");
    link.server.headers(3, false, ":status", "200").data(3, false, "frames");
    link.send();
    assertThat(call.read()).isEqualTo("frames[wait]");
    assertThat(call.write("more")).isEqualTo(4);
    link.close();
  }

  @Test
  void anExtendedConnectThatIsNotTakenFailsUnprocessed() {
    TestCall call = link.begin(socket());
    TestCall given = link.begin(socket());
    given.release();

    begun();

    assertThat(call.failure).isNotNull();
    assertThat(call.failure.isUnprocessed()).isTrue();
    assertThat(call.failure.name()).isEqualTo("no_extended_connect");
    assertThat(given.failure).isNull();
    assertThat(link.machine.available()).isEqualTo(128);
    assertThat(link.machine.refusesExtendedConnect()).isTrue();
    assertThatThrownBy(() -> link.begin(socket())).isInstanceOf(IllegalStateException.class);
    link.close();
  }

  @Test
  void anExtendedConnectEndsWithItsConnection() {
    TestCall call = link.begin(socket());
    link.machine.receiveEnded(null, link.now);
    assertThat(call.failure).isNotNull();
    assertThat(call.failure.isUnprocessed()).isTrue();
    link.close();
  }

  /// "The :scheme and :path pseudo-header fields MUST be omitted."
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.5
  @Test
  void connectHasNeitherSchemeNorPath() {
    begun();
    TestCall call = link.begin(CallLink.request("CONNECT", "example.com:443", -1));
    assertThat(head(1)).containsExactly(":method: CONNECT", ":authority: example.com:443");

    link.server.headers(1, false, ":status", "200", "content-length", "3").data(1, false, "tunnel");
    link.send();

    assertThat(call.write("more")).isEqualTo(4);
    assertThat(call.read()).isEqualTo("tunnel[wait]");
    link.takeLines();
    assertThat(link.sent(1)).isEqualTo("more");
    link.close();
  }

  @Test
  void aBodyOfKnownLengthEndsWithItsLastByte() {
    begun();
    TestCall call = link.post(10);
    assertThat(call.write("01234")).isEqualTo(5);
    assertThat(call.write("56789")).isEqualTo(5);
    assertThat(call.end()).isEqualTo(Outcome.DONE);

    assertThat(head(1)).contains("content-length: 10");
    assertThat(link.log.stream(1).ended).isTrue();
    assertThat(link.sent(1)).isEqualTo("0123456789");
    link.close();
  }

  @Test
  void noBodyEndsWithTheHead() {
    begun();
    link.post(0);
    link.get();

    assertThat(link.takeLines())
        .containsExactly("HEADERS 1 :method: POST end", "HEADERS 3 :method: GET end");
    assertThat(head(1)).contains("content-length: 0");
    assertThat(head(3)).noneMatch(line -> line.startsWith("content-length"));
    link.close();
  }

  @Test
  void aBodyOfUnknownLengthMayHaveTrailers() {
    begun();
    TestCall call = link.post(-1);
    call.write("abc");
    assertThat(call.end("X-Sum", "1")).isEqualTo(Outcome.DONE);
    TestCall other = link.post(-1);
    assertThat(other.end()).isEqualTo(Outcome.DONE);

    assertThat(link.takeLines())
        .containsExactly(
            "HEADERS 1 :method: POST",
            "DATA 1 3",
            "HEADERS 1 x-sum: 1 end",
            "HEADERS 3 :method: POST",
            "DATA 3 0 end");
    link.close();
  }

  /// A body that is shorter or longer than announced is never sent as whole.
  @Test
  void aBodyOfAnotherLengthIsReset() {
    begun();
    TestCall shorter = link.post(3);
    TestCall longer = link.post(3);
    TestCall none = link.post(0);
    assertThat(shorter.write("ab")).isEqualTo(2);
    assertThat(shorter.end()).isEqualTo(Outcome.GONE);
    assertThat(longer.write("abcd")).isEqualTo(Outcome.GONE);
    assertThat(none.write("a")).isEqualTo(Outcome.GONE);

    assertThat(link.takeLines())
        .contains("RST_STREAM 1 CANCEL", "RST_STREAM 3 CANCEL", "RST_STREAM 5 CANCEL");
    assertThat(link.log.stream(1).ended).isFalse();
    assertThat(link.log.stream(3).ended).isFalse();
    assertThat(shorter.told).containsExactly("PROTOCOL request_length_mismatch");
    assertThat(link.machine.available()).isEqualTo(128);
    link.close();
  }

  @Test
  void expectationsAreSentAndTheirAnswerTold() {
    begun();
    TestCall call = link.begin(CallLink.request("PUT", "/", 3, true));
    assertThat(head(1)).contains("expect: 100-continue");

    link.server.headers(1, false, ":status", "100");
    link.send();
    assertThat(call.told).containsExactly("100");
    call.write("abc");
    link.answer(1);

    assertThat(call.told).containsExactly("100", "200");
    assertThat(call.read()).isEqualTo("[end]");
    link.close();
  }

  @Test
  void aHeadThatFitsNowhereIsRefusedAtOnce() {
    begun();
    FieldList list = new FieldList();
    list.add("x", "y".repeat(40_000));

    assertThatThrownBy(() -> link.begin(CallLink.request("GET", "/" + "a".repeat(70_000), 0)))
        .isInstanceOf(IllegalArgumentException.class);

    link.begin(CallLink.request("GET", "/" + "a".repeat(20_000), 0, "x", "y".repeat(40_000)));
    assertThat(head(1)).contains("x: " + "y".repeat(40_000));
    link.close();
  }

  // Flow control of what we send.

  @Test
  void aBodyWaitsForItsWindow() {
    begun();
    TestCall call = link.post(-1);
    byte[] piece = new byte[16_384];
    assertThat(call.write(piece, 0, piece.length)).isEqualTo(16_384);
    assertThat(call.write(piece, 0, piece.length)).isEqualTo(16_384);
    assertThat(call.write(piece, 0, piece.length)).isEqualTo(16_384);
    assertThat(call.write(piece, 0, piece.length)).isEqualTo(16_383);
    assertThat(call.write(piece, 0, piece.length)).isEqualTo(Outcome.WAIT);
    assertThat(call.ready).isZero();

    link.takeLines();
    link.log.allowed(1, 100);
    link.log.allowed(0, 1000);
    link.server.windowUpdate(1, 100).windowUpdate(0, 1000);
    link.send();

    assertThat(call.ready).isOne();
    assertThat(call.write(piece, 0, piece.length)).isEqualTo(100);
    link.pass(600 * CallLink.SECOND);
    link.close();
  }

  /// "A server can send a complete response prior to the client sending an entire request if the
  /// response does not depend on any portion of the request that has not been sent and received."
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.1
  @Test
  void aServerThatHasAnsweredAndTakesNoMoreIsSentNoMore() {
    begun();
    TestCall call = link.post(-1);
    byte[] piece = new byte[16_384];
    while (call.write(piece, 0, piece.length) > 0) {}
    link.takeLines();

    link.server.headers(1, false, ":status", "413").data(1, true, "big");
    link.send();

    assertThat(call.ready).as("whoever waits may go on").isPositive();
    assertThat(call.write(piece, 0, piece.length)).isEqualTo(Outcome.GONE);
    assertThat(link.takeLines()).containsExactly("RST_STREAM 1 CANCEL");
    assertThat(call.failure).isNull();
    assertThat(call.read()).isEqualTo("big[end]");
    link.close();
  }

  @Test
  void uploadsTakeTurns() {
    begun(PeerSettings.INITIAL_WINDOW_SIZE, 200_000);
    TestCall first = link.post(-1);
    TestCall second = link.post(-1);
    byte[] piece = new byte[16_384];
    while (first.write(piece, 0, piece.length) > 0) {}
    assertThat(second.write(piece, 0, piece.length)).isEqualTo(Outcome.WAIT);
    link.takeLines();

    link.log.allowed(0, 40_000);
    link.server.windowUpdate(0, 40_000);
    link.send();

    assertThat(first.ready).isOne();
    assertThat(second.ready).isOne();
    link.close();
  }

  private CallLink begun(int... settings) {
    link.log.announced(settings[1]);
    return link.begun(settings);
  }

  // Memory.

  @Test
  void aHeadWaitsForMemory() {
    begun();
    link.hasMemory = false;
    TestCall call = link.post(3);
    TestCall other = link.get();
    assertThat(call.write("abc")).isEqualTo(Outcome.WAIT);
    assertThat(link.machine.available()).isEqualTo(126);

    link.hasMemory = true;
    link.pass(ConnectionLink.MEMORY_RETRY_NANOS);

    assertThat(call.ready).isOne();
    assertThat(call.write("abc")).isEqualTo(3);
    assertThat(link.takeLines())
        .containsExactly("HEADERS 1 :method: POST", "HEADERS 3 :method: GET end", "DATA 1 3 end");
    assertThat(other.told).isEmpty();
    link.close();
    assertThat(call.failure).isNotNull();
  }

  @Test
  void aCallWhoseHeadNeverWentWasNotProcessed() {
    begun();
    link.hasMemory = false;
    TestCall call = link.get();
    TestCall released = link.get();
    released.release();
    link.machine.cut(link.now);

    assertThat(call.told).containsExactly("LOST connection_lost, unprocessed");
    assertThat(link.reset).isTrue();
    link.close();
  }

  // Responses.

  @Test
  void aResponseHasHeadBodyAndTrailers() {
    begun();
    TestCall call = link.get();
    link.server
        .headers(1, false, ":status", "103", "link", "</a>")
        .headers(1, false, ":status", "200", "content-type", "text/plain")
        .data(1, false, "hello ")
        .padded(1, false, "world", 20)
        .headers(1, true, "x-sum", "11");
    link.send();

    assertThat(call.told).containsExactly("103 link=</a>", "200 content-type=text/plain");
    assertThat(call.bodyLength()).isEqualTo(11);
    assertThat(call.read()).isEqualTo("hello world[end] x-sum=11");
    assertThat(link.machine.available()).isEqualTo(128);
    link.close();
    assertThat(call.failure).isNull();
  }

  @Test
  void aReaderWaitsForBytesAndTheEnd() {
    begun();
    TestCall call = link.get();
    link.server.headers(1, false, ":status", "200", "content-length", "4");
    link.send();
    assertThat(call.bodyLength()).isEqualTo(4);
    assertThat(call.read()).isEqualTo("[wait]");

    link.server.data(1, false, "ab");
    link.send();
    assertThat(call.ready).isOne();
    assertThat(call.read()).isEqualTo("ab[wait]");
    link.server.data(1, true, "cd");
    link.send();

    assertThat(call.read()).isEqualTo("cd[end]");
    link.close();
  }

  @Test
  void responsesToHeadAndSomeStatusesHaveNoBody() {
    begun();
    TestCall head = link.begin(CallLink.request("HEAD", "/", 0));
    TestCall notModified = link.get();
    link.server
        .headers(1, false, ":status", "200", "content-length", "100")
        .data(1, true, "")
        .headers(3, true, ":status", "304", "content-length", "100");
    link.send();

    assertThat(head.read()).isEqualTo("[end]");
    assertThat(head.bodyLength()).isZero();
    assertThat(notModified.read()).isEqualTo("[end]");
    assertThat(notModified.told).containsExactly("304 content-length=100");
    link.close();
  }

  @Test
  void aResponseMayComeBeforeItsRequestIsWhole() {
    begun();
    TestCall call = link.post(-1);
    link.answer(1);
    assertThat(call.read()).isEqualTo("[end]");
    assertThat(call.write("a")).isOne();

    link.server.resetStream(1, ErrorCode.NO_ERROR);
    link.send();

    assertThat(call.write("b")).isEqualTo(Outcome.GONE);
    assertThat(call.end()).isEqualTo(Outcome.GONE);
    assertThat(call.failure).isNull();
    assertThat(link.machine.available()).isEqualTo(128);
    link.close();
  }

  /// What has come whole can be read behind the end of its connection.
  @Test
  void aWholeResponseOutlivesItsConnection() {
    begun();
    TestCall call = link.get();
    TestCall half = link.get();
    link.server
        .headers(1, false, ":status", "200")
        .data(1, true, "whole")
        .headers(3, false, ":status", "200")
        .data(3, false, "half");
    link.send();
    IOException cause = new IOException("reset by peer");
    link.machine.receiveEnded(cause, link.now);

    assertThat(call.read()).isEqualTo("whole[end]");
    assertThat(half.read()).isEqualTo("[gone]");
    assertThat(half.failure).isNotNull();
    assertThat(half.failure.cause()).isSameAs(cause);
    assertThat(half.failure.kind()).isEqualTo(Kind.LOST);
    assertThat(half.failure.isUnprocessed()).isFalse();
    link.close();
  }

  // Windows of what we receive.

  @Test
  void windowsAreGivenBackAsTheReaderReads() {
    begun();
    TestCall call = link.get();
    link.server.headers(1, false, ":status", "200");
    for (int count = 0; count < 4; count++) {
      link.server.data(1, false, new byte[16_000]);
    }
    link.send();
    assertThat(link.takeLines()).containsExactly("HEADERS 1 :method: GET end");

    byte[] room = new byte[40_000];
    assertThat(call.read(room, 40_000)).isEqualTo(40_000);

    assertThat(link.takeLines()).contains("WINDOW_UPDATE 1 40000");
    link.close();
  }

  /// Who gives a response up gives its window back, and what still comes of it.
  @Test
  void aReleasedCallIsCancelledAndItsWindowGivenBack() {
    begun();
    byte[] piece = new byte[16_000];
    for (int id = 1; id < 41; id += 2) {
      TestCall call = link.get();
      link.server.headers(id, false, ":status", "200").data(id, false, piece);
      link.send();
      call.release();
      link.server.data(id, false, piece).headers(id, true, "x", "y");
      link.send();
      assertThat(link.takeLines()).contains("RST_STREAM " + id + " CANCEL");
    }

    assertThat(link.isOver()).isFalse();
    assertThat(link.machine.available()).isEqualTo(128);
    link.close();
  }

  @Test
  void aCallMayBeReleasedByWhatItIsTold() {
    begun();
    TestCall call = link.get();
    TestCall other = link.get();
    call.onTold = call::release;
    link.server
        .headers(1, false, ":status", "200")
        .data(1, true, "late")
        .headers(3, true, ":status", "204");
    link.send();

    assertThat(link.takeLines()).contains("RST_STREAM 1 CANCEL");
    assertThat(other.told).containsExactly("204");
    link.close();
  }

  // How many.

  @Test
  void theServerSaysHowManyCallsThereMayBe() {
    for (int count = 0; count < 3; count++) {
      link.get();
    }
    link.server.settings(PeerSettings.MAX_CONCURRENT_STREAMS, 4).settingsAck();
    link.send();
    assertThat(link.machine.available()).isOne();
    assertThat(link.changes).isOne();

    link.server.settings(PeerSettings.MAX_CONCURRENT_STREAMS, 2);
    link.send();
    assertThat(link.machine.available()).isZero();
    assertThat(link.machine.isSpent()).isFalse();
    assertThatThrownBy(link::get).isInstanceOf(IllegalStateException.class);
    link.answer(1).answer(3);

    assertThat(link.machine.available()).isOne();
    link.close();
  }

  @Test
  void aCallMayBeginWhenOneHasEnded() {
    begun();
    link.server.settings(PeerSettings.MAX_CONCURRENT_STREAMS, 1);
    link.send();
    link.get();
    link.onChange =
        () -> {
          if (link.machine.available() > 0 && link.calls.size() < 5) {
            link.get();
          }
        };
    for (int id = 1; id < 9; id += 2) {
      link.answer(id);
    }

    assertThat(link.calls).hasSize(5);
    assertThat(link.calls.subList(0, 4)).allMatch(call -> call.answered);
    link.close();
  }

  /// "A client that is unable to establish a new stream identifier can establish a new connection".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-5.1.1
  @Test
  void streamIdsRunOut() {
    CallLink link =
        new CallLink(Http2Options.DEFAULTS, new BufferPool(16 << 20), Integer.MAX_VALUE - 2)
            .begun();
    assertThat(link.machine.available()).isEqualTo(2);

    link.get();
    assertThat(link.machine.available()).isOne();
    TestCall last = link.get();

    assertThat(link.machine.available()).isZero();
    assertThat(link.machine.isSpent()).isTrue();
    link.answer(Integer.MAX_VALUE);
    assertThat(last.told).containsExactly("200");
    link.close();
  }

  // Ends.

  @Test
  void aRefusedStreamWasNotProcessed() {
    begun();
    TestCall refused = link.get();
    TestCall cancelled = link.get();
    link.server.resetStream(1, ErrorCode.REFUSED_STREAM).resetStream(3, ErrorCode.INTERNAL_ERROR);
    link.send();

    assertThat(refused.told).containsExactly("REFUSED refused_stream, unprocessed");
    assertThat(cancelled.told).containsExactly("REFUSED internal_error");
    assertThat(link.takeLines()).noneMatch(line -> line.startsWith("RST_STREAM"));
    link.close();
  }

  /// "… the last stream identifier contains the highest-numbered stream identifier for which the
  /// sender of the GOAWAY frame might have taken some action on".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-6.8
  @Test
  void goAwayRefusesWhatLiesBehindIt() {
    begun();
    TestCall first = link.get();
    TestCall second = link.get();
    TestCall third = link.get();
    link.changes = 0;
    link.server.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR);
    link.send();
    assertThat(link.machine.isSpent()).isTrue();
    assertThat(link.changes).isOne();
    assertThat(first.told).isEmpty();
    assertThat(third.told).isEmpty();

    link.server.goAway(3, ErrorCode.NO_ERROR);
    link.send();
    assertThat(third.told).containsExactly("REFUSED no_error, unprocessed");
    link.answer(1);
    assertThat(link.finished).isFalse();
    link.answer(3);

    assertThat(second.told).containsExactly("200");
    assertThat(link.finished).isTrue();
    link.close();
  }

  @Test
  void drainingLetsCallsEnd() {
    begun();
    TestCall call = link.get();
    link.machine.drain(link.now);
    assertThat(link.machine.isSpent()).isTrue();
    assertThat(link.takeLines()).contains("GOAWAY 0 NO_ERROR");
    assertThat(link.finished).isFalse();
    link.machine.drain(link.now);

    link.server.headers(1, false, ":status", "200").data(1, true, "text");
    link.send();

    assertThat(link.finished).isTrue();
    assertThat(call.read()).isEqualTo("text[end]");
    assertThat(link.takeLines()).isEmpty();
    link.close();
  }

  @Test
  void anIdleConnectionThatDrainsIsOver() {
    begun();
    link.machine.drain(link.now);

    assertThat(link.finished).isTrue();
    link.close();
  }

  @Test
  void aConnectionThatIsCutLosesItsCalls() {
    begun();
    TestCall call = link.get();
    link.machine.cut(link.now);

    assertThat(call.told).containsExactly("LOST connection_lost");
    assertThat(link.reset).isTrue();
    link.close();
  }

  @Test
  void theServersEndIsFineWithoutCallsOnly() {
    begun();
    TestCall call = link.get();
    link.machine.receiveEnded(null, link.now);
    assertThat(call.told).containsExactly("LOST connection_lost");
    link.close();

    CallLink idle = new CallLink().begun();
    idle.machine.receiveEnded(null, idle.now);
    assertThat(idle.finished).isTrue();
    assertThat(idle.machine.isSpent()).isTrue();
    idle.close();
  }

  // Time.

  @Test
  void aSilentServerIsAskedForASignOfLife() {
    begun();
    link.pass(300 * CallLink.SECOND);
    assertThat(link.takeLines()).as("nobody waits for anything").isEmpty();
    TestCall call = link.get();
    link.takeLines();

    link.pass(30 * CallLink.SECOND);
    assertThat(link.takeLines()).containsExactly("PING");
    link.server.pingAck(link.log.pings.getLast());
    link.send();
    link.pass(29 * CallLink.SECOND);
    assertThat(link.takeLines()).isEmpty();
    link.pass(17 * CallLink.SECOND);

    assertThat(call.told).containsExactly("TIMEOUT ping_timeout");
    assertThat(link.reset).isTrue();
    link.close();
  }

  @Test
  void settingsMustComeAndBeAcknowledged() {
    TestCall call = link.get();
    link.pass(15 * CallLink.SECOND);
    assertThat(call.told).containsExactly("TIMEOUT preface_timeout");
    link.close();

    CallLink other = new CallLink();
    other.server.settings();
    other.send().takeLines();
    other.pass(15 * CallLink.SECOND);
    assertThat(other.takeLines())
        .containsExactly("GOAWAY 0 SETTINGS_TIMEOUT SETTINGS were not acknowledged in time");
    other.close();
  }

  @Test
  void aServerThatTakesNothingIsGivenUp() {
    begun();
    link.log.knowsWindows = false;
    link.server.windowUpdate(0, 1 << 20).settings(PeerSettings.INITIAL_WINDOW_SIZE, 1 << 20);
    link.send();
    TestCall call = link.post(-1);
    byte[] piece = new byte[16_384];
    while (call.write(piece, 0, piece.length) > 0) {}

    for (int second = 0; second < 31; second++) {
      link.server.ping("12345678");
      link.send();
      link.pass(CallLink.SECOND);
    }

    assertThat(call.told).containsExactly("TIMEOUT output_stall");
    link.close();
  }
}
