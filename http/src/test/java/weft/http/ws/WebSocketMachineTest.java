package weft.http.ws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static weft.http.protocol.RecordingWire.SECOND;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import weft.http.WebSocketClose;
import weft.http.WebSocketDeflate;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.WebSocketPolicy;
import weft.http.protocol.AllocatedBytes;
import weft.http.protocol.NativeText;

/// What the Autobahn table does not show: limits, time, memory, slow peers, and the client's side.
class WebSocketMachineTest {
  private static final int TEXT = 0x81;
  private static final int BINARY = 0x82;
  private static final int CONTINUATION = 0x00;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;
  private static final int PONG = 0x8a;
  private static final byte[] CLOSE_1000 = {3, (byte) 0xe8};

  private static final WebSocketOptions OPTIONS =
      WebSocketOptions.DEFAULTS
          .withLimits(1000, 1500)
          .withPings(Duration.ofSeconds(10), Duration.ofSeconds(5));

  private static final WebSocketOptions LARGE = OPTIONS.withLimits(1 << 20, 1 << 20);

  private static WebSocketMachine machine(RecordingSocket socket) {
    return socket.machine;
  }

  // Limits.

  @Test
  void framesAndMessagesHaveLimits() {
    RecordingSocket most = new RecordingSocket(OPTIONS);
    most.receive(0x02, new byte[1000]).receive(0x80, new byte[500]);
    assertThat(most.messages).singleElement().satisfies(m -> assertThat(m.size()).isEqualTo(1500));

    RecordingSocket frame = new RecordingSocket(OPTIONS).receive(BINARY, new byte[1001]);
    assertThat(frame.taken()).endsWith("(1009)");
    assertThat(frame.faults(WebSocketFault.FRAME_TOO_LARGE)).isOne();

    RecordingSocket message = new RecordingSocket(OPTIONS);
    message.receive(0x02, new byte[1000]).receive(CONTINUATION, new byte[501]);
    assertThat(message.taken()).endsWith("(1009)");
    assertThat(message.faults(WebSocketFault.MESSAGE_TOO_LARGE)).isOne();
    assertThat(message.finished).isTrue();
    assertThat(message.leaks()).isZero();
  }

  @Test
  void anAnnouncedLengthIsNotMemory() {
    RecordingSocket socket = new RecordingSocket(LARGE);
    byte[] frame = RecordingSocket.clientFrame(BINARY, new byte[1 << 20]);
    socket.arrive(Arrays.copyOf(frame, 200));

    long allocated = AllocatedBytes.by(() -> socket.arrive(Arrays.copyOfRange(frame, 200, 201)));

    assertThat(allocated).isLessThan(20_000);
  }

  @Test
  void manySmallFragmentsCostWhatTheyAre() {
    RecordingSocket socket = new RecordingSocket(LARGE);
    byte[] fragment = RecordingSocket.clientFrame(CONTINUATION, new byte[] {7});
    byte[] many = new byte[16_384 * fragment.length];
    for (int at = 0; at < many.length; at += fragment.length) {
      System.arraycopy(fragment, 0, many, at, fragment.length);
    }
    socket.receive(0x02, new byte[] {7});

    long allocated = AllocatedBytes.by(() -> socket.arrive(many));

    socket.receive(0x80, new byte[0]);
    assertThat(allocated).isLessThan(2_000_000);
    assertThat(socket.messages)
        .singleElement()
        .satisfies(m -> assertThat(m.bytes()).hasSizeGreaterThan(16_384).containsOnly(7));
  }

  /// Whole frames are read at once, and parts of them byte by byte: both say the same.
  @Test
  void aFrameMayBeCutAnywhere() {
    for (int length : new int[] {0, 1, 7, 8, 9, 63, 125, 126, 300}) {
      String text = "eight ö ".repeat(length).substring(0, length);
      byte[] frame = RecordingSocket.clientFrame(TEXT, text.getBytes(UTF_8));
      for (int cut = 0; cut <= frame.length; cut++) {
        RecordingSocket socket = new RecordingSocket(LARGE);
        socket.arrive(Arrays.copyOf(frame, cut));
        socket.arrive(Arrays.copyOfRange(frame, cut, frame.length));
        socket.receive(TEXT, "next");

        assertThat(socket.messages)
            .extracting(WebSocketMessage::text)
            .containsExactly(text, "next");
      }
    }
  }

  @Test
  void badTextIsRefusedWhereverItIsCut() {
    String[] bad = {"ASCII and \u00ff", "\u00c3", "\u00c3 eight ASCII", "eight of \u00a4 more"};
    for (String text : bad) {
      byte[] frame = RecordingSocket.clientFrame(TEXT, text.getBytes(ISO_8859_1));
      for (int cut = 0; cut <= frame.length; cut++) {
        RecordingSocket socket = new RecordingSocket(LARGE);
        socket.arrive(Arrays.copyOf(frame, cut));
        socket.arrive(Arrays.copyOfRange(frame, cut, frame.length));

        assertThat(socket.faults(WebSocketFault.BAD_UTF8)).isOne();
        assertThat(socket.messages).isEmpty();
      }
    }
  }

  @Test
  void lengthsAreEncodedAsTheyMust() {
    byte[] twoForOne = {(byte) BINARY, (byte) 0xfe, 0, 125, 1, 2, 3, 4};
    byte[] eightForTwo = {(byte) BINARY, (byte) 0xff, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};
    byte[] negative = {(byte) BINARY, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 1, 0, 0};
    for (byte[] head : new byte[][] {twoForOne, eightForTwo, negative}) {
      RecordingSocket socket = new RecordingSocket(LARGE);
      socket.arrive(head);
      assertThat(socket.taken()).endsWith("(1002)");
      assertThat(socket.faults(WebSocketFault.BAD_LENGTH)).isOne();
    }
  }

  @Test
  void bombsAreGivenUp() {
    DeflateTerms terms = new DeflateTerms(false, false, 15, "");
    byte[] bomb = new DeflateCodec().deflate(new byte[1_000_000], null);
    assertThat(bomb).hasSizeLessThan(6000);
    RecordingSocket socket =
        new RecordingSocket(
            OPTIONS.withLimits(100_000, 100_000).withDeflate(WebSocketDeflate.ON), false, terms);

    socket.receive(0xc2, bomb);

    assertThat(socket.taken()).endsWith("(1009)");
    assertThat(socket.faults(WebSocketFault.INFLATED_TOO_LARGE)).isOne();
  }

  @Test
  void compressedDataIsCheckedLikeOther() {
    DeflateTerms terms = new DeflateTerms(true, true, 15, "");
    DeflateCodec codec = new DeflateCodec();
    WebSocketOptions options = LARGE.withDeflate(WebSocketDeflate.ON);

    RecordingSocket text = new RecordingSocket(options, false, terms);
    text.receive(0xc1, codec.deflate(new byte[] {'a', (byte) 0xff}, null));
    assertThat(text.taken()).endsWith("(1007)");

    RecordingSocket broken = new RecordingSocket(options, false, terms);
    broken.receive(0xc2, new byte[] {7, -1, -1});
    assertThat(broken.taken()).endsWith("(1007)");
    assertThat(broken.faults(WebSocketFault.BAD_DEFLATE)).isOne();

    RecordingSocket finals = new RecordingSocket(options, false, terms);
    byte[] many = new byte[4000];
    for (int at = 0; at < many.length; at += 2) {
      many[at] = 3;
    }
    finals.receive(0xc2, many);
    assertThat(finals.taken()).endsWith("(1007)");

    RecordingSocket continued = new RecordingSocket(options, false, terms);
    continued.receive(0x42, new byte[0]).receive(0xc0, new byte[0]);
    assertThat(continued.taken()).endsWith("(1002)");
    RecordingSocket control = new RecordingSocket(options, false, terms);
    control.receive(0xc9, "x");
    assertThat(control.taken()).endsWith("(1002)");
  }

  // Signs of life.

  @Test
  void aSilentPeerIsPingedAndItsAnswerMeasured() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);

    socket.pass(9 * SECOND);
    assertThat(socket.taken()).isEmpty();
    socket.pass(SECOND);
    assertThat(socket.taken()).isEqualTo("PING! 8");
    socket.now += SECOND / 2;
    socket.receive(PONG, "unasked");
    assertThat(machine(socket).roundTripNanos()).isEqualTo(-1);
    socket.receive(PONG, new byte[] {0, 0, 0, 0, 0, 0, 0, 1});

    assertThat(machine(socket).roundTripNanos()).isEqualTo(SECOND / 2);
    socket.pass(9 * SECOND);
    assertThat(socket.taken()).isEmpty();
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void aPeerThatDoesNotAnswerIsLost() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);

    socket.pass(16 * SECOND);

    assertThat(socket.reset).isTrue();
    assertThat(socket.close).isNotNull();
    assertThat(socket.close.code()).isEqualTo(1006);
    assertThat(socket.faults(WebSocketFault.PONG_TIMEOUT)).isOne();
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void aPeerIsNotLostWhileNothingIsReceived() {
    RecordingSocket socket = new RecordingSocket(OPTIONS.withUnreadBytesMax(10));
    socket.unread = 100;
    socket.receive(TEXT, "hello");
    assertThat(socket.paused).isTrue();

    socket.pass(100 * SECOND);
    assertThat(socket.reset).isFalse();
    socket.unread = 5;
    machine(socket).regulate(socket.now);

    assertThat(socket.paused).isFalse();
    assertThat(socket.leaks()).isZero();
  }

  /// Receiving that is paused brings what was under way, and few bytes may be many messages.
  @Test
  void noMoreMessagesAreMadeThanMayWait() {
    RecordingSocket socket = new RecordingSocket(OPTIONS.withUnreadBytesMax(10));
    socket.unread = 10;
    byte[] empty = RecordingSocket.clientFrame(BINARY, new byte[0]);
    byte[] many = new byte[1000 * empty.length];
    for (int at = 0; at < many.length; at += empty.length) {
      System.arraycopy(empty, 0, many, at, empty.length);
    }

    socket.arrive(many);
    socket.arrive(many);
    socket.receive(CLOSE, CLOSE_1000);
    machine(socket).receiveEnded(null, socket.now);

    assertThat(socket.messages).hasSize(1);
    assertThat(socket.paused).isTrue();
    socket.unread = 0;
    machine(socket).regulate(socket.now);
    assertThat(socket.messages).hasSize(2000);
    assertThat(socket.taken()).isEqualTo("CLOSE! 2 (1000)");
    assertThat(socket.close).isEqualTo(new WebSocketClose(1000, "", true));
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void whatIsHeldIsGivenBack() {
    for (String ending : List.of("lost", "cut", "broken", "closed")) {
      RecordingSocket socket = new RecordingSocket(OPTIONS.withUnreadBytesMax(10));
      socket.unread = 10;
      socket.receive(BINARY, new byte[1]).receive(BINARY, new byte[900]).receive(0x83, new byte[1]);
      assertThat(socket.messages).hasSize(1);
      switch (ending) {
        case "cut" -> machine(socket).cut(socket.now);
        case "broken" -> {
          socket.unread = 0;
          machine(socket).regulate(socket.now);
          assertThat(socket.taken()).isEqualTo("CLOSE! 24 (1002)");
        }
        case "closed" -> {
          machine(socket).close(4000, "", socket.now);
          assertThat(socket.messages).hasSize(1);
          assertThat(socket.finished).isTrue();
        }
        default -> {}
      }
      assertThat(socket.leaks()).isZero();
    }
  }

  @Test
  void aPingIsAskedFor() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    machine(socket).ping(socket.now);
    assertThat(socket.taken()).isEqualTo("PING! 8");
  }

  // Closing.

  @Test
  void whatComesBehindOurCloseIsThrownAway() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    machine(socket).close(4000, "enough", socket.now);
    machine(socket).close(4001, "again", socket.now);
    assertThat(socket.taken()).isEqualTo("CLOSE! 8 (4000)");

    socket.receive(TEXT, "late").receive(PING, "late").receive(CLOSE, CLOSE_1000);

    assertThat(socket.messages).isEmpty();
    assertThat(socket.taken()).isEmpty();
    assertThat(socket.close).isEqualTo(new WebSocketClose(4000, "enough", false));
    assertThat(socket.finished).isTrue();
    assertThat(machine(socket).sendNow(true, new byte[1])).isFalse();
    assertThat(machine(socket).send(new RecordingMessage(1, true), socket.now)).isFalse();
  }

  @Test
  void aCloseThatIsNotAnsweredEndsTheConnection() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    machine(socket).drain(socket.now);
    assertThat(socket.taken()).isEqualTo("CLOSE! 2 (1001)");

    socket.pass(5 * SECOND);

    assertThat(socket.reset).isTrue();
    assertThat(socket.faults(WebSocketFault.CLOSE_TIMEOUT)).isOne();
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void whoeverIsBusyAnswersBeforeTheCloseIsAnswered() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    socket.busy = true;
    socket.receive(TEXT, "question").receive(CLOSE, CLOSE_1000).receive(TEXT, "nothing");
    assertThat(machine(socket).owesClose()).isTrue();
    assertThat(socket.taken()).isEmpty();

    assertThat(machine(socket).sendNow(true, "answer".getBytes(UTF_8))).isTrue();
    machine(socket).answerClose(socket.now);

    assertThat(socket.messages).hasSize(1);
    assertThat(socket.taken()).isEqualTo("TEXT! 6, CLOSE! 2 (1000)");
    assertThat(socket.close).isEqualTo(new WebSocketClose(1000, "", true));
  }

  @Test
  void aLargeAnswerGoesOutBeforeTheCloseIsAnswered() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    socket.busy = true;
    socket.receive(TEXT, "question").receive(CLOSE, CLOSE_1000);
    RecordingMessage answer = new RecordingMessage(200_000, false);
    machine(socket).send(answer, socket.now);

    machine(socket).answerClose(socket.now);
    assertThat(machine(socket).owesClose()).isFalse();
    assertThat(machine(socket).send(new RecordingMessage(1, true), socket.now)).isFalse();

    assertThat(socket.taken()).endsWith("CONTINUATION! 36160, CLOSE! 2 (1000)");
    assertThat(answer.sent).isTrue();
    assertThat(socket.close).isEqualTo(new WebSocketClose(1000, "", true));
    assertThat(socket.finished).isTrue();
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void aPeerThatClosesAndTakesNothingIsNotWaitedForLonger() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    RecordingMessage large = new RecordingMessage(200_000, false);
    machine(socket).send(large, socket.now);
    socket.receive(CLOSE, CLOSE_1000);
    assertThat(socket.close).isNull();

    socket.pass(5 * SECOND);

    assertThat(large.sent).isFalse();
    assertThat(socket.close).isEqualTo(new WebSocketClose(1000, "", true));
    assertThat(socket.finished).isTrue();
    assertThat(socket.taken()).endsWith("CLOSE! 2 (1000)");
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void aCloseIsAnsweredInTimeByWhoeverIsBusy() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    socket.busy = true;
    socket.receive(CLOSE, CLOSE_1000);
    machine(socket).receiveEnded(null, socket.now);
    assertThat(socket.close).isNull();

    socket.pass(5 * SECOND);

    assertThat(socket.taken()).isEqualTo("CLOSE! 2 (1000)");
    assertThat(socket.finished).isTrue();
  }

  @Test
  void anEndWithoutCloseIsAbnormal() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    machine(socket).receiveEnded(null, socket.now);
    assertThat(socket.close).isNotNull();
    assertThat(socket.close.code()).isEqualTo(1006);
    assertThat(socket.finished).isTrue();
    RecordingSocket cut = new RecordingSocket(OPTIONS);
    machine(cut).cut(cut.now);
    assertThat(cut.reset).isTrue();
    assertThat(cut.leaks()).isZero();
  }

  @Test
  void nothingIsAskedBehindAClose() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    socket.pass(9 * SECOND);
    machine(socket).ping(socket.now);
    machine(socket).close(1000, "", socket.now);
    assertThat(socket.taken()).isEqualTo("PING! 8, CLOSE! 2 (1000)");

    // Passing time fails when a deadline comes again and again.
    socket.pass(4 * SECOND);

    assertThat(socket.close).isNull();
    socket.receive(CLOSE, CLOSE_1000);
    assertThat(socket.finished).isTrue();
  }

  // Memory.

  @Test
  void wantOfMemoryIsNotThePeersFault() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    socket.hasMemory = false;
    RecordingMessage large = new RecordingMessage(400_000, true);
    machine(socket).send(large, socket.now);
    socket.hasMemory = true;
    machine(socket).drained(socket.now);
    assertThat(socket.pendingOutput()).isGreaterThan(64_000);

    socket.pass(SECOND);

    assertThat(socket.reset).isFalse();
    assertThat(socket.taken()).endsWith("CONTINUATION! 39552");
  }

  @Test
  void whatFindsNoMemoryGoesOutLater() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    socket.hasMemory = false;
    RecordingMessage message = new RecordingMessage(10, true);
    assertThat(machine(socket).sendNow(false, new byte[10])).isFalse();
    assertThat(machine(socket).send(message, socket.now)).isTrue();
    socket.receive(PING, "x");
    machine(socket).close(1000, "", socket.now);
    socket.pass(SECOND);
    assertThat(message.sent).isNull();

    socket.hasMemory = true;
    socket.pass(SECOND);

    assertThat(message.sent).isTrue();
    assertThat(socket.taken()).isEqualTo("PONG! 1, BINARY! 10, CLOSE! 2 (1000)");
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void whatWasCompressedIsNotTakenBack() {
    DeflateTerms terms = new DeflateTerms(true, true, 15, "");
    RecordingSocket socket =
        new RecordingSocket(LARGE.withDeflate(WebSocketDeflate.ON), false, terms);
    socket.hasMemory = false;
    RecordingMessage first = new RecordingMessage(1000, true);
    machine(socket).send(first, socket.now);
    machine(socket).withdraw(first);
    socket.hasMemory = true;
    machine(socket).send(new RecordingMessage(1000, true), socket.now);

    assertThat(inflated(socket)).isNotEmpty().allMatch(m -> Arrays.equals(m, new byte[1000]));
  }

  @Test
  void whatWasCompressedIsNotDropped() {
    DeflateTerms terms = new DeflateTerms(true, true, 15, "");
    RecordingSocket socket =
        new RecordingSocket(
            LARGE.withDeflate(WebSocketDeflate.ON).withSlowPeer(WebSocketPolicy.DROP_OLDEST, 1500),
            false,
            terms);
    socket.hasMemory = false;
    for (int count = 0; count < 3; count++) {
      machine(socket).send(new RecordingMessage(1000, false), socket.now);
    }
    socket.hasMemory = true;
    socket.pass(SECOND);

    assertThat(inflated(socket)).isNotEmpty().allMatch(m -> Arrays.equals(m, new byte[1000]));
  }

  /// The messages that went out, as a peer decompresses them; `null` for what it cannot.
  private static List<byte[]> inflated(RecordingSocket socket) {
    byte[] raw = socket.raw();
    DeflateCodec codec = new DeflateCodec();
    DeflateHistory history = new DeflateHistory(DeflateCodec.WINDOW_BYTES);
    List<byte[]> messages = new ArrayList<>();
    for (int at = 0; at < raw.length; at += 2 + raw[at + 1]) {
      byte[] payload = Arrays.copyOfRange(raw, at + 2, at + 2 + raw[at + 1]);
      messages.add(codec.inflate(payload, payload.length, history, 10_000));
    }
    return messages;
  }

  // Slow peers.

  @Test
  void controlFramesGoBetweenThePartsOfALargeMessage() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    RecordingMessage large = new RecordingMessage(200_000, true);
    RecordingMessage behind = new RecordingMessage(5, true);
    assertThat(machine(socket).send(large, socket.now)).isTrue();
    assertThat(machine(socket).send(behind, socket.now)).isTrue();
    assertThat(socket.pendingOutput()).isLessThan(140_000);
    assertThat(large.sent).isNull();
    socket.receive(PING, "x");

    assertThat(socket.taken())
        .startsWith("BINARY 32768, CONTINUATION 32768, PONG! 1, CONTINUATION 32768")
        .endsWith("BINARY! 5");
    assertThat(large.sent).isTrue();
    assertThat(behind.sent).isTrue();
  }

  @Test
  void emptyMessagesForASlowPeerCountToo() {
    RecordingSocket socket =
        new RecordingSocket(OPTIONS.withSlowPeer(WebSocketPolicy.DISCONNECT, 1000));
    assertThat(machine(socket).sendNow(false, new byte[65_500])).isTrue();
    assertThat(machine(socket).sendNow(false, new byte[500])).isTrue();
    int taken = 0;
    while (taken < 1000 && machine(socket).send(new RecordingMessage(0, false), socket.now)) {
      taken++;
    }

    assertThat(taken).isEqualTo(1000 / 64);
    assertThat(socket.reset).isTrue();
    assertThat(socket.faults(WebSocketFault.SLOW_PEER)).isOne();
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void theOldestAreDropped() {
    RecordingSocket socket =
        new RecordingSocket(OPTIONS.withSlowPeer(WebSocketPolicy.DROP_OLDEST, 100 + 2 * 64));
    assertThat(machine(socket).sendNow(false, new byte[65_000])).isTrue();
    assertThat(machine(socket).sendNow(false, new byte[1000])).isTrue();
    RecordingMessage[] messages = new RecordingMessage[5];
    for (int index = 0; index < messages.length; index++) {
      messages[index] = new RecordingMessage(40 + index, false);
      assertThat(machine(socket).send(messages[index], socket.now)).isTrue();
    }

    assertThat(messages[0].sent).isFalse();
    assertThat(messages[2].sent).isFalse();
    assertThat(socket.taken()).endsWith("BINARY! 1000, BINARY! 43, BINARY! 44");
    assertThat(socket.shared.tally.messagesDropped).isEqualTo(3);
  }

  @Test
  void theLastIsKeptWhatWasBegunHoweverLarge() {
    RecordingSocket socket =
        new RecordingSocket(OPTIONS.withSlowPeer(WebSocketPolicy.DROP_OLDEST, 100));
    RecordingMessage begun = new RecordingMessage(200_000, false);
    machine(socket).send(begun, socket.now);
    RecordingMessage older = new RecordingMessage(40, false);
    RecordingMessage last = new RecordingMessage(41, false);
    machine(socket).send(older, socket.now);
    assertThat(older.sent).isNull();
    machine(socket).send(last, socket.now);

    assertThat(older.sent).isFalse();
    assertThat(socket.taken()).endsWith("BINARY! 41");
    assertThat(begun.sent).isTrue();
    assertThat(last.sent).isTrue();
  }

  @Test
  void whoeverDoesNotTakeAnythingIsDisconnected() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    RecordingMessage large = new RecordingMessage(400_000, true);
    machine(socket).send(large, socket.now);
    socket.receive(TEXT, "alive");

    for (int second = 0; second < 31; second++) {
      socket.pass(SECOND);
      if (!socket.reset) {
        socket.receive(TEXT, "alive");
      }
    }

    assertThat(socket.faults(WebSocketFault.SLOW_PEER)).isOne();
    assertThat(large.sent).isFalse();
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void whoeverTakesALittleIsNot() {
    RecordingSocket socket =
        new RecordingSocket(OPTIONS.withPings(Duration.ZERO, Duration.ofSeconds(1)));
    RecordingMessage large = new RecordingMessage(400_000, true);
    machine(socket).send(large, socket.now);

    for (int round = 0; round < 20; round++) {
      socket.takeOutput(1000);
      socket.pass(20 * SECOND);
    }

    assertThat(socket.reset).isFalse();
    assertThat(socket.leaks()).isZero();
  }

  @Test
  void aMessageIsTakenBackUnlessItWasBegun() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    RecordingMessage begun = new RecordingMessage(200_000, true);
    RecordingMessage waiting = new RecordingMessage(5, true);
    machine(socket).send(begun, socket.now);
    machine(socket).send(waiting, socket.now);

    machine(socket).withdraw(waiting);
    machine(socket).withdraw(begun);

    assertThat(socket.taken()).doesNotContain("BINARY! 5").contains("CONTINUATION!");
    assertThat(begun.sent).isTrue();
  }

  @Test
  void othersWaitForTheEndOfAStream() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    Object stream = new Object();
    machine(socket).send(new RecordingMessage("first", stream, false), socket.now);
    RecordingMessage other = new RecordingMessage(3, true);
    machine(socket).send(other, socket.now);
    assertThat(machine(socket).sendNow(true, new byte[1])).isFalse();
    socket.receive(PING, "x");
    machine(socket).send(new RecordingMessage("second", stream, false), socket.now);
    machine(socket).send(new RecordingMessage("", stream, true), socket.now);

    assertThat(socket.taken())
        .isEqualTo("TEXT 5, PONG! 1, CONTINUATION 6, CONTINUATION! 0, BINARY! 3");
    assertThat(other.sent).isTrue();
  }

  @Test
  void fragmentsOfAStreamThatNobodyAwaitedGoOutInOrder() {
    RecordingSocket socket = new RecordingSocket(LARGE);
    Object stream = new Object();
    machine(socket).send(new RecordingMessage("x".repeat(65_000), stream, false), socket.now);
    machine(socket).send(new RecordingMessage("x".repeat(1000), stream, false), socket.now);
    // What waits for a slow peer was left by its sender, who was interrupted.
    RecordingMessage left = new RecordingMessage("third", stream, false);
    machine(socket).send(left, socket.now);
    machine(socket).send(new RecordingMessage("fourth", stream, true), socket.now);

    assertThat(socket.taken())
        .isEqualTo("TEXT 65000, CONTINUATION 1000, CONTINUATION 5, CONTINUATION! 6");
    assertThat(left.sent).isTrue();
  }

  @Test
  void aStreamWhoseBeginningWaitsGoesOnBehindIt() {
    RecordingSocket socket = new RecordingSocket(LARGE);
    machine(socket).sendNow(false, new byte[65_000]);
    machine(socket).sendNow(false, new byte[1000]);
    Object stream = new Object();
    machine(socket).send(new RecordingMessage("first", stream, false), socket.now);
    machine(socket).send(new RecordingMessage(3, true), socket.now);
    RecordingMessage rest = new RecordingMessage("rest", stream, true);
    machine(socket).send(rest, socket.now);

    assertThat(socket.taken()).endsWith("BINARY! 1000, TEXT 5, CONTINUATION! 4, BINARY! 3");
    assertThat(rest.sent).isTrue();
  }

  @Test
  void oneLargeMessageDoesNotMakeAPeerSlow() {
    RecordingSocket socket =
        new RecordingSocket(OPTIONS.withSlowPeer(WebSocketPolicy.DISCONNECT, 100_000));

    assertThat(machine(socket).send(new RecordingMessage(300_000, false), socket.now)).isTrue();
    assertThat(machine(socket).send(new RecordingMessage(1, false), socket.now)).isFalse();

    assertThat(socket.reset).isTrue();
    assertThat(socket.faults(WebSocketFault.SLOW_PEER)).isOne();
  }

  /// Nothing of it may follow a Close, so that nobody waits for its end: RFC 6455 §5.5.1, "The
  /// application MUST NOT send any more data frames after sending a Close frame."
  @Test
  void aCloseDoesNotWaitForTheEndOfAStream() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    Object stream = new Object();
    machine(socket).send(new RecordingMessage("first", stream, false), socket.now);
    RecordingMessage other = new RecordingMessage(3, true);
    machine(socket).send(other, socket.now);

    machine(socket).close(1001, "", socket.now);

    assertThat(socket.taken()).isEqualTo("TEXT 5, CLOSE! 2 (1001)");
    assertThat(other.sent).isFalse();
    RecordingMessage late = new RecordingMessage("late", stream, true);
    assertThat(machine(socket).send(late, socket.now)).isFalse();
  }

  @Test
  void aCloseGoesBehindTheFragmentsThatWait() {
    RecordingSocket socket = new RecordingSocket(LARGE);
    Object stream = new Object();
    machine(socket).send(new RecordingMessage("x".repeat(65_000), stream, false), socket.now);
    machine(socket).send(new RecordingMessage("x".repeat(1000), stream, false), socket.now);
    RecordingMessage waiting = new RecordingMessage("third", stream, false);
    machine(socket).send(waiting, socket.now);

    machine(socket).close(1000, "", socket.now);
    socket.receive(PING, "x");

    assertThat(socket.taken())
        .isEqualTo("TEXT 65000, CONTINUATION 1000, PONG! 1, CONTINUATION 5, CLOSE! 2 (1000)");
    assertThat(waiting.sent).isTrue();
  }

  // The client's side.

  @Test
  void aClientMasksEachFrameByAKeyOfItsOwn() {
    RecordingSocket socket = new RecordingSocket(OPTIONS, true, null);
    Set<Integer> keys = new HashSet<>();
    for (int count = 0; count < 1000; count++) {
      assertThat(machine(socket).sendNow(false, new byte[9])).isTrue();
      byte[] frame = socket.raw();
      assertThat(frame[1]).isEqualTo((byte) 0x89);
      int key = 0;
      for (int index = 0; index < 4; index++) {
        key |= (frame[2 + index] & 0xff) << (8 * index);
      }
      keys.add(key);
      assertThat(frame[6]).isEqualTo(frame[2]);
      assertThat(frame[14]).isEqualTo(frame[2]);
    }
    assertThat(keys).hasSizeGreaterThan(990);
  }

  @Test
  void aServerMustNotMask() {
    RecordingSocket socket = new RecordingSocket(OPTIONS, true, null);
    socket.receive(TEXT, "x");
    assertThat(socket.faults(WebSocketFault.MASKED_FRAME)).isOne();
    assertThat(socket.taken()).startsWith("CLOSE!");
    assertThat(socket.finished).as("the server closes first").isFalse();
    machine(socket).receiveEnded(null, socket.now);
    assertThat(socket.finished).isTrue();
  }

  @Test
  void aClientDoesNotWaitForEverForTheServerToClose() {
    RecordingSocket socket = new RecordingSocket(OPTIONS, true, null);
    byte[] close = {(byte) CLOSE, 2, 3, (byte) 0xe8};
    socket.arrive(close);
    assertThat(socket.close).isEqualTo(new WebSocketClose(1000, "", true));

    socket.pass(5 * SECOND);

    assertThat(socket.reset).isTrue();
    assertThat(socket.leaks()).isZero();
  }

  // Garbage.

  @Test
  void aMessageCostsItself() {
    RecordingSocket socket = new RecordingSocket(OPTIONS);
    byte[] frame = RecordingSocket.clientFrame(TEXT, new byte[] {'h', 'e', 'l', 'l', 'o'});
    long address = NativeText.of(frame, (byte) 0);

    long each =
        AllocatedBytes.by(() -> {
          for (int count = 0; count < 10_000; count++) {
            machine(socket).received(address, frame.length, 1);
            socket.messages.clear();
          }
        })
            / 10_000;

    assertThat(each).as("bytes of the payload and the message").isLessThanOrEqualTo(64);
  }
}
