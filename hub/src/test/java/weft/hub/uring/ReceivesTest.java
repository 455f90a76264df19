package weft.hub.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.hub.backend.BackendRefused;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.memory.InputRoom;

/// Completions as the kernel may send them, in orders that are hard to bring about: nothing here is
/// submitted.
class ReceivesTest {
  /// No descriptor has this number.
  private static final int NO_SOCKET = Integer.MAX_VALUE;

  private static final int ECONNRESET = 104;
  private static final int MORE = Abi.CQE_F_MORE | Abi.CQE_F_BUFFER;

  private final Libc libc = new Libc();
  private final Arena arena = Arena.ofShared();
  private final Channels channels = new Channels();
  private final List<String> log = new ArrayList<>();
  private Ring ring;
  private BufferRing buffers;
  private Receives receives;
  private int handle;

  @BeforeEach
  void open() {
    try {
      ring = new Ring(libc);
      buffers = new BufferRing(libc, ring, arena);
    } catch (BackendRefused absent) {
      abort("no io_uring: " + absent.getMessage());
    }
    var submissions = new Submissions(ring, channels, arena);
    receives = new Receives(channels, submissions, new Closings(channels, submissions), buffers);
    handle = channels.open(NO_SOCKET, new Recorder());
    receives.arm(handle);
    assertThat(channels.has(handle, Channels.RECEIVING)).isTrue();
  }

  @AfterEach
  void close() {
    if (ring != null) {
      ring.close();
    }
    if (buffers != null) {
      buffers.close();
    }
    arena.close();
  }

  private final class Recorder implements ChannelEvents {
    @Override
    public void received(long address, int length) {
      log.add("received " + length);
    }

    @Override
    public void receiveEnded(@Nullable IoFailure failure) {
      log.add("ended " + failure);
    }

    @Override
    public void closed() {
      log.add("closed");
    }
  }

  private static final class Room implements InputRoom {
    int bytes = 1 << 20;

    @Override
    public int inputRoom() {
      return bytes;
    }

    @Override
    public long underWayMax() {
      return 1 << 20;
    }
  }

  private void completed(int result, int flags) {
    receives.completed(handle, result, flags);
  }

  private boolean has(int flag) {
    return channels.has(handle, flag);
  }

  @Test
  void aMultishotThatEndsByItselfIsArmedAnew() {
    completed(5, MORE);
    completed(6, Abi.CQE_F_BUFFER);

    assertThat(log).containsExactly("received 5", "received 6");
    assertThat(has(Channels.RECEIVING)).isTrue();
  }

  @Test
  void whatCameBeforeACancelTookEffectIsDelivered() {
    receives.disarm(handle);
    assertThat(has(Channels.CANCELLING)).isTrue();
    completed(5, MORE);
    completed(-Errno.ECANCELED, 0);

    assertThat(log).containsExactly("received 5");
    assertThat(has(Channels.RECEIVING | Channels.CANCELLING)).isFalse();
  }

  @Test
  void aCancelThatCameTooLateFindsTheEnd() {
    receives.disarm(handle);
    completed(0, 0);

    assertThat(log).containsExactly("ended null");
    assertThat(has(Channels.RECEIVING | Channels.CANCELLING)).isFalse();
  }

  @Test
  void whoGoesOnBeforeTheCancelIsOverIsArmedBehindIt() {
    receives.disarm(handle);
    receives.arm(handle);
    assertThat(has(Channels.CANCELLING)).isTrue();
    completed(-Errno.ECANCELED, 0);

    assertThat(log).isEmpty();
    assertThat(has(Channels.RECEIVING)).isTrue();
    assertThat(has(Channels.CANCELLING)).isFalse();
  }

  @Test
  void aDryRingIsWaitedForAndTellsNobody() {
    completed(-Errno.ENOBUFS, 0);

    assertThat(has(Channels.RECEIVING)).isFalse();
    assertThat(receives.starvations()).isOne();
    assertThat(receives.canFeed()).isTrue();

    receives.regardRoom();
    assertThat(has(Channels.RECEIVING)).isTrue();
    assertThat(receives.canFeed()).isFalse();
    assertThat(log).isEmpty();
  }

  @Test
  void tightMemoryEndsMultishotsForBoundedPieces() {
    var room = new Room();
    receives.within(room);
    room.bytes = 100;
    receives.regardRoom();
    assertThat(has(Channels.CANCELLING)).isTrue();
    completed(-Errno.ECANCELED, 0);

    assertThat(has(Channels.RECEIVING)).isTrue();
    assertThat(has(Channels.PIECEWISE)).isTrue();

    room.bytes = 0;
    completed(100, Abi.CQE_F_BUFFER);
    assertThat(has(Channels.RECEIVING)).isFalse();
    assertThat(receives.canFeed()).isFalse();

    room.bytes = 1 << 20;
    assertThat(receives.canFeed()).isTrue();
    receives.regardRoom();
    assertThat(has(Channels.RECEIVING)).isTrue();
    assertThat(has(Channels.PIECEWISE)).isFalse();
  }

  @Test
  void aHandleThatIsReusedWhileItWaitsForMemoryWaitsOnce() {
    var room = new Room();
    receives.within(room);
    room.bytes = 0;
    receives.regardRoom();
    for (int round = 0; round < 100; round++) {
      completed(-Errno.ENOBUFS, 0);
      channels.release(handle);
      handle = channels.open(NO_SOCKET, new Recorder());
      receives.arm(handle);
    }
    receives.regardRoom();
    assertThat(receives.starved()).isOne();
  }

  @Test
  void afterACloseNothingIsToldAndTheDescriptorIsClosedAtTheLast() {
    channels.set(handle, Channels.CLOSING);
    completed(5, MORE);
    assertThat(has(Channels.CLOSE_SUBMITTED)).isFalse();
    completed(6, Abi.CQE_F_BUFFER);

    assertThat(log).isEmpty();
    assertThat(has(Channels.CLOSE_SUBMITTED)).isTrue();
  }

  @Test
  void aSendUnderWayKeepsTheDescriptorOpen() {
    channels.set(handle, Channels.CLOSING | Channels.SENDING);
    completed(-Errno.ECANCELED, 0);

    assertThat(has(Channels.CLOSE_SUBMITTED)).isFalse();
  }

  @Test
  void aResetEndsReception() {
    completed(-ECONNRESET, 0);

    assertThat(log).containsExactly("ended RESET");
    assertThat(has(Channels.WANTS_RECEIVE | Channels.RECEIVING)).isFalse();
  }
}
