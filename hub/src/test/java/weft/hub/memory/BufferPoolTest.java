package weft.hub.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  @Test
  void lendsTheSmallestSizeThatFits() {
    try (BufferPool pool = new BufferPool(8 << 20)) {
      assertThat(pool.acquire(1).capacity()).isEqualTo(256);
      assertThat(pool.acquire(256).capacity()).isEqualTo(256);
      assertThat(pool.acquire(257).capacity()).isEqualTo(512);
      assertThat(pool.acquire(4096).capacity()).isEqualTo(4096);
      assertThat(pool.acquire(65_536).capacity()).isEqualTo(65_536);
    }
  }

  @Test
  void countsWhatIsLentAndReturned() {
    try (BufferPool pool = new BufferPool(8 << 20)) {
      Buffer small = pool.acquire(100);
      Buffer large = pool.acquire(10_000);
      assertThat(pool.buffersInUse()).isEqualTo(2);
      assertThat(pool.bytesInUse()).isEqualTo(256 + 16_384);

      pool.release(small);
      pool.release(large);

      assertThat(pool.buffersInUse()).isZero();
      assertThat(pool.bytesInUse()).isZero();
    }
  }

  @Test
  void exhaustionAnswersNullAndIsCounted() {
    try (BufferPool pool = new BufferPool(200_000)) {
      Buffer first = pool.acquire(65_536);
      assertThat(pool.acquire(65_536)).isNotNull();
      assertThat(pool.acquire(65_536)).isNotNull();

      assertThat(pool.acquire(65_536)).isNull();
      assertThat(pool.refusals()).isEqualTo(1);

      pool.release(first);
      assertThat(pool.acquire(65_536)).isSameAs(first);
    }
  }

  @Test
  void atTheBoundALargerBufferIsLentForASmallerOne() {
    try (BufferPool pool = new BufferPool(70_000)) {
      Buffer staying = pool.acquire(16_384);

      for (int count = 0; count < 3; count++) {
        assertThat(pool.acquire(256).capacity()).isEqualTo(staying.capacity());
      }
      assertThat(pool.acquire(256)).isNull();
    }
  }

  @Test
  void atTheBoundAnIdleSlabIsCutAnew() {
    try (BufferPool pool = new BufferPool(140_000)) {
      Buffer staying = pool.acquire(16_384);
      List<Buffer> returning = new ArrayList<>();
      for (int count = 0; count < 7; count++) {
        returning.add(pool.acquire(16_384));
      }
      assertThat(pool.acquire(16_384)).isNull();
      returning.forEach(pool::release);

      Buffer large = pool.acquire(65_536);

      assertThat(large.capacity()).isEqualTo(65_536);
      assertThat(pool.acquire(65_536)).as("memory of the buffer that stays").isNull();
      assertThat(large.writeAddress()).isNotEqualTo(staying.writeAddress());
      for (int count = 0; count < 3; count++) {
        assertThat(pool.acquire(16_384)).as("neighbour of the one that stays").isNotNull();
      }
      assertThat(pool.acquire(16_384)).isNull();
      assertThat(pool.buffersInUse()).isEqualTo(5);
    }
  }

  @Test
  void whateverWasLentBeforeAllMemoryServesEverySize() {
    try (BufferPool pool = new BufferPool(1 << 20)) {
      for (int round = 0; round < 3; round++) {
        for (int size = BufferPool.SIZE_MIN; size <= BufferPool.SIZE_MAX; size *= 2) {
          List<Buffer> lent = new ArrayList<>();
          for (Buffer next = pool.acquire(size); next != null; next = pool.acquire(size)) {
            assertThat(next.capacity()).isGreaterThanOrEqualTo(size);
            lent.add(next);
          }
          assertThat((long) lent.size() * size).isGreaterThan(700_000);
          assertThat(lent).doesNotHaveDuplicates();
          lent.forEach(pool::release);
        }
      }
      assertThat(pool.bytesInUse()).isZero();
    }
  }

  @Test
  void inputLeavesMemoryToHeadsAndHeadsToOutput() {
    try (BufferPool pool = new BufferPool(32 * (65_536 + 512))) {
      List<Buffer> lent = new ArrayList<>();
      while (pool.inputRoom() == 65_536) {
        lent.add(pool.acquire(65_536));
      }
      assertThat(lent).hasSize(17);
      assertThat(pool.inputRoom()).as("while memory is tight").isEqualTo(2048);
      assertThat(pool.unreadMax(1000)).isEqualTo(1);

      while (pool.inputRoom() > 0) {
        lent.add(pool.acquire(65_536));
      }
      assertThat(lent).hasSize(29);
      assertThat(pool.isFull()).isTrue();
      for (Buffer head = pool.acquireForHead(65_536);
          head != null;
          head = pool.acquireForHead(65_536)) {
        lent.add(head);
      }
      assertThat(lent).hasSize(31);
      assertThat(pool.refusals()).isEqualTo(1);
      lent.add(pool.acquire(65_536));

      for (Buffer buffer : lent.subList(12, 32)) {
        pool.release(buffer);
      }
      assertThat(pool.inputRoom()).as("room for all").isEqualTo(65_536);
      assertThat(pool.unreadMax(1000)).isEqualTo(1000);
    }
  }

  @Test
  void returningTwiceIsRefused() {
    try (BufferPool pool = new BufferPool(1 << 20)) {
      Buffer buffer = pool.acquire(10);
      pool.release(buffer);

      assertThatThrownBy(() -> pool.release(buffer)).hasMessage("buffer returned twice");
    }
  }

  @Test
  void aBufferComesBackEmptyAndKeepsItsNeighboursWhole() {
    try (BufferPool pool = new BufferPool(1 << 20)) {
      Buffer left = pool.acquire(256);
      Buffer right = pool.acquire(256);
      byte[] ones = new byte[256];
      java.util.Arrays.fill(ones, (byte) 1);
      left.put(ones, 0, 256);
      right.put(new byte[256], 0, 256);
      // A scan may write its sentinel behind the capacity.
      Memory.putLong(left.writeAddress(), -1L);

      byte[] seen = new byte[256];
      Memory.copyOut(right.readAddress(), seen, 0, 256);
      assertThat(seen).containsOnly(0);
      pool.release(left);
      assertThat(pool.acquire(256).readable()).isZero();
    }
  }
}
