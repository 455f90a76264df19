package weft.hub.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.memory.InputRoom;

/// Bytes of connected streams: the part of the [Backend] contract every back-end keeps.
@ParameterizedClass
@MethodSource("backends")
@Timeout(60)
class StreamContractSocketTest {
  private static final int BIG = 8 * 1024 * 1024;

  /// Small, so that few bytes fill the system's buffers.
  private static final SocketSettings SMALL_BUFFERS =
      new SocketSettings(16, false, true, 16 * 1024, 16 * 1024);

  private final BackendUnderTest choice;
  private BackendLoop loop;

  StreamContractSocketTest(BackendUnderTest choice) throws Exception {
    this.choice = choice;
    this.loop = new BackendLoop(choice);
  }

  static List<BackendUnderTest> backends() {
    return BackendUnderTest.available();
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private static byte[] noise(int length) {
    var content = new byte[length];
    new SplittableRandom(length).nextBytes(content);
    return content;
  }

  @Test
  void bytesGoBothWays() throws Exception {
    var pair = loop.pair();

    pair.server().onReceived = () -> pair.server().send("answer");
    pair.client().send("question");
    loop.until(() -> pair.client().text().equals("answer"));

    assertThat(pair.server().text()).isEqualTo("question");
  }

  @Test
  void sendingNothingIsDoneAtOnce() throws Exception {
    var pair = loop.pair();

    assertThat(pair.client().send("")).isIn(0, Backend.PENDING);
    loop.settle();
    assertThat(pair.server().received.size()).isZero();
  }

  @Test
  void aBigTransferArrivesWholeThroughManyPartialSends() throws Exception {
    var pair = loop.pair(BackendLoop.anyPort(), SMALL_BUFFERS);
    var content = noise(BIG);

    pair.client().sendAll(content);
    loop.until(() -> pair.server().received.size() == BIG);
    loop.until(() -> pair.client().outgoingLeft() == 0);

    assertThat(pair.server().received.toByteArray()).isEqualTo(content);
  }

  @Test
  void bigTransfersInBothDirectionsDoNotDisturbEachOther() throws Exception {
    var pair = loop.pair();
    var up = noise(BIG);
    var down = noise(BIG - 1);

    pair.client().sendAll(up);
    pair.server().sendAll(down);
    loop.until(() ->
        pair.server().received.size() == up.length && pair.client().received.size() == down.length);

    assertThat(pair.server().received.toByteArray()).isEqualTo(up);
    assertThat(pair.client().received.toByteArray()).isEqualTo(down);
  }

  @Test
  void whoPausesIsSparedUntilResuming() throws Exception {
    var pair = loop.pair(BackendLoop.anyPort(), SMALL_BUFFERS);
    var content = noise(BIG / 4);
    loop.backend.disarmReceive(pair.server().handle);
    loop.settle();

    pair.client().sendAll(content);
    loop.settle();
    int whilePaused = pair.server().received.size();

    assertThat(pair.client().outgoingLeft()).as("bytes held back").isPositive();
    loop.settle();
    assertThat(pair.server().received.size()).isEqualTo(whilePaused);

    loop.backend.armReceive(pair.server().handle);
    loop.until(() -> pair.server().received.size() == content.length);
    assertThat(pair.server().received.toByteArray()).isEqualTo(content);
  }

  @Test
  void nothingIsReceivedWithoutRoomAndNoMoreThanThereIs() throws Exception {
    var room = new AdjustableRoom();
    loop.backend.receiveWithin(room);
    var first = loop.pair();
    var second = loop.pair();
    var content = noise(BIG / 8);

    room.bytes = 0;
    loop.settle();
    first.client().sendAll(content);
    second.client().sendAll(content);
    loop.settle();
    // What was armed while there was room may come; the rest stays with the system.
    int stopped = first.server().received.size() + second.server().received.size();
    assertThat(stopped).isLessThan(content.length);
    loop.settle();
    assertThat(first.server().received.size() + second.server().received.size()).isEqualTo(stopped);
    assertThat(loop.backend.starvations()).isPositive();

    room.bytes = 100;
    loop.settle();
    room.bytes = 64 * 1024;
    loop.until(() ->
        first.server().received.size() == content.length
            && second.server().received.size() == content.length);
    assertThat(first.server().received.toByteArray()).isEqualTo(content);
    assertThat(second.server().received.toByteArray()).isEqualTo(content);
  }

  @Test
  void whoIsClosedWhileThereIsNoRoomIsForgottenWhenThereIs() throws Exception {
    var room = new AdjustableRoom();
    loop.backend.receiveWithin(room);
    var first = loop.pair();
    var second = loop.pair();
    var content = noise(BIG / 8);
    room.bytes = 0;
    loop.settle();
    first.client().sendAll(content);
    second.client().sendAll(content);
    loop.settle();

    first.server().close(true);
    loop.until(() -> first.server().closed);
    room.bytes = 64 * 1024;

    loop.until(() -> second.server().received.size() == content.length);
    assertThat(second.server().received.toByteArray()).isEqualTo(content);
  }

  private static final class AdjustableRoom implements InputRoom {
    int bytes = 64 * 1024;

    @Override
    public int inputRoom() {
      return bytes;
    }

    @Override
    public long underWayMax() {
      return 128 * 1024;
    }
  }

  @Test
  void pausingAndResumingAtEveryDeliveryLosesNothing() throws Exception {
    var pair = loop.pair();
    var content = noise(BIG / 4);
    var server = pair.server();
    var pause =
        new Runnable() {
          @Override
          public void run() {
            loop.backend.disarmReceive(server.handle);
            server.onReceived = this;
          }
        };
    server.onReceived = pause;

    pair.client().sendAll(content);
    while (server.received.size() < content.length) {
      int before = server.received.size();
      loop.backend.armReceive(server.handle);
      loop.until(() -> server.received.size() > before);
    }

    assertThat(server.received.toByteArray()).isEqualTo(content);
  }

  @Test
  void armingAndDisarmingTwiceIsTheSameAsOnce() throws Exception {
    var pair = loop.pair();
    loop.backend.armReceive(pair.server().handle);
    loop.backend.armReceive(pair.server().handle);
    pair.client().send("one");
    loop.until(() -> pair.server().text().equals("one"));

    loop.backend.disarmReceive(pair.server().handle);
    loop.backend.disarmReceive(pair.server().handle);
    loop.settle();
    loop.backend.armReceive(pair.server().handle);
    pair.client().send("two");

    loop.until(() -> pair.server().text().equals("onetwo"));
  }

  @Test
  void anOrderlyEndIsToldAfterTheLastByte() throws Exception {
    var pair = loop.pair();
    var content = noise(300_000);

    pair.client().onSent =
        () -> {
          if (pair.client().outgoingLeft() == 0) {
            loop.backend.shutdownOutput(pair.client().handle);
          }
        };
    pair.client().sendAll(content);
    if (pair.client().outgoingLeft() == 0) {
      loop.backend.shutdownOutput(pair.client().handle);
    }
    loop.until(() -> pair.server().inputEnded);

    assertThat(pair.server().failure).isNull();
    assertThat(pair.server().received.toByteArray()).isEqualTo(content);
  }

  @Test
  void anEndThatCameDuringAPauseIsToldAfterIt() throws Exception {
    var pair = loop.pair();
    loop.backend.disarmReceive(pair.server().handle);
    loop.settle();
    pair.client().send("last words");
    loop.settle();
    loop.backend.shutdownOutput(pair.client().handle);
    loop.settle();
    assertThat(pair.server().inputEnded).isFalse();

    loop.backend.armReceive(pair.server().handle);
    loop.until(() -> pair.server().inputEnded);

    assertThat(pair.server().text()).isEqualTo("last words");
    assertThat(pair.server().failure).isNull();
  }

  @Test
  void theOtherDirectionWorksAfterAHalfClose() throws Exception {
    var pair = loop.pair();
    loop.backend.shutdownOutput(pair.client().handle);
    loop.until(() -> pair.server().inputEnded);

    var content = noise(500_000);
    pair.server().sendAll(content);
    loop.until(() -> pair.client().received.size() == content.length);

    assertThat(pair.client().received.toByteArray()).isEqualTo(content);
  }

  @Test
  void aResetOfThePeerIsAFailureOfReceiving() throws Exception {
    var pair = loop.pair();

    pair.client().close(true);
    loop.until(() -> pair.server().inputEnded);

    assertThat(pair.server().failure).isEqualTo(IoFailure.RESET);
    assertThat(pair.client().closed).isTrue();
  }

  @Test
  void sendingToAPeerThatHasGoneFails() throws Exception {
    var pair = loop.pair();
    loop.backend.disarmReceive(pair.server().handle);
    pair.client().close(true);
    loop.until(() -> pair.client().closed);
    loop.settle();

    var server = pair.server();
    server.sendAll(noise(BIG));
    loop.until(() -> server.failure != null);

    assertThat(server.failure).isEqualTo(IoFailure.RESET);
  }

  @Test
  void aPendingSendEndsWithTheReset() throws Exception {
    var pair = loop.pair(BackendLoop.anyPort(), SMALL_BUFFERS);
    loop.backend.disarmReceive(pair.client().handle);
    loop.backend.disarmReceive(pair.server().handle);
    loop.settle();
    var server = pair.server();
    server.sendAll(noise(BIG));
    loop.settle();
    assertThat(server.outgoingLeft()).isPositive();

    pair.client().close(true);
    loop.until(() -> server.failure != null);

    assertThat(server.failure).isEqualTo(IoFailure.RESET);
  }

  @Test
  void closingWithAPendingSendEndsInClosedAlone() throws Exception {
    var pair = loop.pair(BackendLoop.anyPort(), SMALL_BUFFERS);
    loop.backend.disarmReceive(pair.client().handle);
    pair.server().sendAll(noise(BIG));
    loop.settle();
    assertThat(pair.server().outgoingLeft()).isPositive();
    pair.server().log.clear();

    pair.server().close(true);
    loop.until(() -> pair.server().closed);
    loop.settle();

    assertThat(pair.server().log).containsExactly("closed");
  }

  @Test
  void closingTwiceIsToldOnce() throws Exception {
    var pair = loop.pair();

    pair.server().close(false);
    pair.server().close(true);
    loop.until(() -> pair.server().closed && pair.client().inputEnded);
    loop.settle();

    assertThat(pair.server().log).containsOnlyOnce("closed");
    assertThat(pair.client().failure).isNull();
  }

  @Test
  void anOrderlyCloseDeliversWhatTheSystemHasTaken() throws Exception {
    var pair = loop.pair();
    var server = pair.server();
    var content = noise(100_000);
    server.onSent = () -> closeWhenAllIsSent(server);

    server.sendAll(content);
    closeWhenAllIsSent(server);
    loop.until(() -> pair.client().inputEnded);

    assertThat(pair.client().failure).isNull();
    assertThat(pair.client().received.toByteArray()).isEqualTo(content);
  }

  private static void closeWhenAllIsSent(RecordingChannel channel) {
    if (channel.outgoingLeft() == 0) {
      channel.close(false);
    }
  }

  @Test
  void aChannelMayBeClosedFromItsOwnEvents() throws Exception {
    var pair = loop.pair();
    pair.server().onReceived = () -> pair.server().close(false);

    pair.client().sendAll(noise(BIG));
    loop.until(() -> pair.server().closed);
    loop.until(() -> pair.client().failure != null);

    assertThat(pair.client().failure).isEqualTo(IoFailure.RESET);
  }

  @Test
  void onesEventsMayCloseAnother() throws Exception {
    var one = loop.pair();
    var other = loop.pair();
    one.server().onReceived = () -> other.server().close(true);
    other.server().onReceived = () -> one.server().close(true);

    one.client().send("x");
    other.client().send("x");
    loop.until(() -> one.server().closed || other.server().closed);
    loop.settle();

    // Who was served first closed the other, and nothing of the other came afterwards.
    assertThat(one.server().closed != other.server().closed).isTrue();
  }

  @Test
  void aReusedHandleGetsNothingOfItsPredecessor() throws Exception {
    for (int round = 0; round < 200; round++) {
      var pair = loop.pair();
      pair.client().send("old " + round);
      pair.server().close(round % 2 == 0);
      pair.client().close(round % 3 == 0);
      loop.until(() -> pair.client().closed && pair.server().closed);
    }

    var last = loop.pair();
    last.client().send("new");
    loop.until(() -> last.server().text().equals("new"));
  }

  @Test
  void closingTheBackEndTellsNobody() throws Exception {
    var pair = loop.pair();
    pair.client().send("x");
    int before = pair.server().log.size() + pair.client().log.size();

    loop.close();

    assertThat(pair.server().log.size() + pair.client().log.size()).isEqualTo(before);
    loop = new BackendLoop(choice);
  }
}
