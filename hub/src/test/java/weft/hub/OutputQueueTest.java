package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

class OutputQueueTest {
  private static final int KIB = 1024;

  private final BufferPool pool = new BufferPool(1 << 20);

  private final OutputQueue queue = new OutputQueue(pool);

  @AfterEach
  void everyBufferIsReturned() {
    queue.clear();
    assertThat(pool.buffersInUse()).isZero();
    pool.close();
  }

  private void append(int length) {
    Objects.requireNonNull(queue.reserve(length)).wrote(length);
  }

  @Test
  void littleSharesOneBuffer() {
    for (int count = 0; count < 40; count++) {
      append(100);
    }

    assertThat(queue.size()).isEqualTo(4000);
    assertThat(pool.bytesInUse()).isEqualTo(4 * KIB);
  }

  @Test
  void whatFollowsOnMuchGetsLargerBuffers() {
    for (int count = 0; count < 64; count++) {
      append(KIB);
    }

    assertThat(pool.buffersInUse()).as("4, 4, 8, 16 and 32 KiB").isEqualTo(5);
    assertThat(queue.memory()).isEqualTo(64 * KIB);
  }

  /// Frames just too long for the buffer size below them would leave half of each unused.
  @Test
  void longFramesWasteAThirdAtMost() {
    int frame = 16 * KIB + 9;
    for (int count = 0; count < 5; count++) {
      append(frame);
    }

    assertThat(queue.size()).isEqualTo(5L * frame);
    assertThat(queue.memory()).isEqualTo((32 + 32 + 64) * KIB);
  }

  @Test
  void isTakenInOrder() {
    for (int value = 0; value < 100; value++) {
      Objects.requireNonNull(queue.reserve(1000)).put((byte) value);
    }

    for (int value = 0; value < 100; value++) {
      Buffer oldest = Objects.requireNonNull(queue.peek());
      assertThat(Memory.getByte(oldest.readAddress())).isEqualTo((byte) value);
      queue.taken(1);
    }
    assertThat(queue.size()).isZero();
    assertThat(queue.memory()).isZero();
    assertThat(queue.peek()).isNull();
    assertThat(pool.buffersInUse()).isZero();
  }

  @Test
  void whatTheSystemTookNoLongerCounts() {
    append(64 * KIB);
    queue.taken(64 * KIB);

    append(10);

    assertThat(queue.size()).isEqualTo(10);
    assertThat(pool.bytesInUse()).isEqualTo(4 * KIB);
  }

  @Test
  void whenMemoryEndsSmallerBuffersAreTakenAndThenNone() {
    append(60 * KIB);
    List<Buffer> lent = new ArrayList<>();
    for (Buffer next = pool.acquireForOutput(8 * KIB);
        next != null;
        next = pool.acquireForOutput(64 * KIB)) {
      lent.add(next);
    }

    for (int count = 0; count < 7; count++) {
      append(8 * KIB);
    }
    assertThat(queue.reserve(8 * KIB)).isNull();
    assertThat(queue.size()).isEqualTo(116 * KIB);

    lent.forEach(pool::release);
  }
}
