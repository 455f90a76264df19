package weft.http.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import weft.hub.memory.Buffer;

/// When writers wait, when they go on, and when a peer is given up.
final class OutputWatchTest {
  private static final long NOW = 1_000;
  private static final long STALL = 70;

  private final Output output = new Output();
  private final OutputWatch watch = new OutputWatch(output, STALL);

  @Test
  void writersWaitForBytes() {
    output.holds(128 * 1024 - 1);
    assertThat(watch.isFull()).isFalse();

    output.holds(128 * 1024);
    assertThat(watch.isFull()).isTrue();
  }

  @Test
  void writersWaitForMemoryThatPiecesLeaveUnused() {
    output.holds(1000);
    output.memory = 160 * 1024 - 1;
    assertThat(watch.isFull()).isFalse();

    output.memory++;
    assertThat(watch.isFull()).isTrue();
  }

  @Test
  void leaveThatWasGivenCountsAsOutput() {
    output.holds(96 * 1024);

    assertThat(watch.isFull(32 * 1024 - 1)).isFalse();
    assertThat(watch.isFull(32 * 1024)).isTrue();
    assertThat(watch.room(16 * 1024)).isEqualTo(16 * 1024 - 512);
  }

  @Test
  void roomIsWhatFitsWithItsFrames() {
    output.holds(100 * 1024);
    assertThat(watch.room(0)).isEqualTo(28 * 1024 - 512);

    output.memory = 150 * 1024;
    assertThat(watch.room(0)).as("in buffers half full").isEqualTo(5 * 1024);
  }

  @Test
  void thereIsNoRoomBehindTheBound() {
    output.holds(128 * 1024);
    assertThat(watch.room(0)).isZero();

    output.holds(1000);
    output.memory = 200 * 1024;
    assertThat(watch.room(0)).isZero();
  }

  @Test
  void peerThatTakesNothingIsStalled() {
    output.holds(10);
    assertThat(watch.start(NOW)).isEqualTo(NOW + STALL);
    assertThat(watch.isStalled()).isTrue();

    output.holds(9);
    assertThat(watch.isStalled()).isFalse();

    watch.start(NOW);
    output.holds(0);
    assertThat(watch.isStalled()).as("where nothing is left to take").isFalse();
  }

  @Test
  void nothingIsWatchedWhereNothingIsPending() {
    assertThat(watch.goOn(NOW)).isEqualTo(Long.MAX_VALUE);

    output.holds(1);
    assertThat(watch.goOn(NOW)).isEqualTo(NOW + STALL);
  }

  @Test
  void whatFoundNoRoomIsTriedAgainByWhatIsMissing() {
    output.holds(1000);
    assertThat(watch.retryNanos(NOW)).isEqualTo(NOW + ConnectionLink.MEMORY_RETRY_NANOS);

    output.holds(128 * 1024);
    assertThat(watch.retryNanos(NOW)).isEqualTo(NOW + STALL);
  }

  @Test
  void finishedConnectionIsResetOnlyOnceItsPeerTakesNothing() {
    output.holds(10);
    watch.start(NOW);
    output.holds(5);

    assertThat(watch.finishExpired(NOW)).isEqualTo(NOW + STALL);
    assertThat(output.isReset).isFalse();

    assertThat(watch.finishExpired(NOW)).isEqualTo(Long.MAX_VALUE);
    assertThat(output.isReset).isTrue();
  }

  @Test
  void finishedConnectionWhosePeerTookEverythingIsLeftAlone() {
    output.holds(10);
    watch.start(NOW);
    output.holds(0);

    assertThat(watch.finishExpired(NOW)).isEqualTo(Long.MAX_VALUE);
    assertThat(output.isReset).isFalse();
  }

  /// A connection of which only the output matters.
  private static final class Output implements ConnectionLink {
    private long pending;
    private long memory;
    private boolean isReset;

    private void holds(long bytes) {
      pending = bytes;
      memory = bytes;
    }

    @Override
    public long pendingOutput() {
      return pending;
    }

    @Override
    public long outputMemory() {
      return memory;
    }

    @Override
    public void reset() {
      isReset = true;
    }

    @Override
    public @Nullable Buffer reserve(int size) {
      return null;
    }

    @Override
    public void flushLater() {}

    @Override
    public void pauseReceiving() {}

    @Override
    public void resumeReceiving() {}

    @Override
    public void finish() {}
  }
}
