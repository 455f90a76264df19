package weft.hub.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
  @Test
  void lendsTheSmallestSizeThatFits() {
    try (BufferPool pool = new BufferPool(8 << 20)) {
      assertThat(pool.acquireForOutput(1).capacity()).isEqualTo(256);
      assertThat(pool.acquireForOutput(256).capacity()).isEqualTo(256);
      assertThat(pool.acquireForOutput(257).capacity()).isEqualTo(512);
      assertThat(pool.acquireForOutput(4096).capacity()).isEqualTo(4096);
      assertThat(pool.acquireForOutput(65_536).capacity()).isEqualTo(65_536);
    }
  }

  @Test
  void countsWhatIsLentAndReturned() {
    try (BufferPool pool = new BufferPool(8 << 20)) {
      Buffer small = pool.acquireForOutput(100);
      Buffer large = pool.acquireForOutput(10_000);
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
      Buffer first = pool.acquireForOutput(65_536);
      assertThat(pool.acquireForOutput(65_536)).isNotNull();

      assertThat(pool.acquireForOutput(65_536)).as("the rest is for input").isNull();
      assertThat(pool.refusals()).isEqualTo(1);

      pool.release(first);
      assertThat(pool.acquireForOutput(65_536)).isSameAs(first);
    }
  }

  @Test
  void atTheBoundALargerBufferIsCutUntilItIsFreeAgain() {
    try (BufferPool pool = new BufferPool(70_000)) {
      Buffer staying = pool.acquireForInput(16_384);
      List<Buffer> small = new ArrayList<>();

      addAll(small, () -> pool.acquireForInput(256));

      assertThat(small).hasSize(3 * (16_448 / 320)).doesNotHaveDuplicates();
      assertThat(pool.acquireForInput(512)).isNull();
      for (Buffer buffer : small) {
        assertThat(buffer.capacity()).isEqualTo(256);
        pool.release(buffer);
      }
      for (int count = 0; count < 3; count++) {
        assertThat(pool.acquireForInput(16_384).capacity()).isEqualTo(16_384);
      }
      assertThat(pool.acquireForInput(256)).isNull();
      assertThat(staying.capacity()).isEqualTo(16_384);
    }
  }

  /// However it is cut, no two lent buffers share a byte, pads included, and all of it comes back.
  @Test
  void anyMixOfSizesKeepsBuffersApart() {
    SplittableRandom random = new SplittableRandom(7);
    try (BufferPool pool = new BufferPool(1 << 20)) {
      List<Buffer> lent = new ArrayList<>();
      for (int step = 0; step < 50_000; step++) {
        Buffer buffer =
            random.nextInt(100) < 55 ? pool.acquireForInput(256 << random.nextInt(9)) : null;
        if (buffer != null) {
          Memory.putLong(buffer.writeAddress(), System.identityHashCode(buffer));
          Memory.putLong(buffer.writeAddress() + buffer.capacity() + 56, -1);
          lent.add(buffer);
        } else if (!lent.isEmpty()) {
          Buffer back = lent.remove(random.nextInt(lent.size()));
          assertThat(Memory.getLong(back.readAddress())).isEqualTo(System.identityHashCode(back));
          pool.release(back);
        }
      }
      assertThat(pool.refusals()).isPositive();
      List<long[]> spans = new ArrayList<>();
      for (Buffer buffer : lent) {
        long from = buffer.readAddress();
        spans.add(new long[] {from, from + buffer.capacity() + Buffer.TAIL_PAD});
      }
      spans.sort(Comparator.comparingLong(span -> span[0]));
      for (int index = 1; index < spans.size(); index++) {
        assertThat(spans.get(index)[0]).isGreaterThanOrEqualTo(spans.get(index - 1)[1]);
      }

      lent.forEach(pool::release);
      lent.clear();
      addAll(lent, () -> pool.acquireForInput(65_536));
      assertThat(lent).as("all of it in one piece each").hasSize((1 << 20) / Slab.BYTES);
    }
  }

  @Test
  void atTheBoundAnIdleSlabIsCutAnew() {
    try (BufferPool pool = new BufferPool(140_000)) {
      Buffer staying = pool.acquireForInput(16_384);
      List<Buffer> returning = new ArrayList<>();
      for (int count = 0; count < 7; count++) {
        returning.add(pool.acquireForInput(16_384));
      }
      assertThat(pool.acquireForInput(16_384)).isNull();
      returning.forEach(pool::release);

      Buffer large = pool.acquireForInput(65_536);

      assertThat(large.capacity()).isEqualTo(65_536);
      assertThat(pool.acquireForInput(65_536)).as("memory of the buffer that stays").isNull();
      assertThat(large.writeAddress()).isNotEqualTo(staying.writeAddress());
      for (int count = 0; count < 3; count++) {
        assertThat(pool.acquireForInput(16_384)).as("neighbour of the one that stays").isNotNull();
      }
      assertThat(pool.acquireForInput(16_384)).isNull();
      assertThat(pool.buffersInUse()).isEqualTo(5);
    }
  }

  @Test
  void whateverWasLentBeforeAllMemoryServesEverySize() {
    try (BufferPool pool = new BufferPool(1 << 20)) {
      for (int round = 0; round < 3; round++) {
        for (int size = BufferPool.SIZE_MIN; size <= BufferPool.SIZE_MAX; size *= 2) {
          List<Buffer> lent = new ArrayList<>();
          for (Buffer next = pool.acquireForOutput(size);
              next != null;
              next = pool.acquireForOutput(size)) {
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
  void inputLeavesMemoryToHeadsAndHeadsToOutputAndPlainBytesToRecords() {
    try (BufferPool pool = new BufferPool(32 * (65_536 + 512))) {
      List<Buffer> lent = new ArrayList<>();
      while (pool.inputRoom() == 65_536) {
        lent.add(pool.acquireForOutput(65_536));
      }
      assertThat(lent).hasSize(17);
      assertThat(pool.inputRoom()).as("while memory is tight").isEqualTo(2048);
      assertThat(pool.unreadMax(1000)).isEqualTo(1);

      while (pool.inputRoom() > 0) {
        lent.add(pool.acquireForOutput(65_536));
      }
      assertThat(lent).hasSize(27);
      assertThat(pool.isFull()).isTrue();
      addAll(lent, () -> pool.acquireForHead(65_536));
      assertThat(lent).hasSize(28);
      addAll(lent, () -> pool.acquireForPlainOutput(65_536));
      assertThat(lent).hasSize(29);
      addAll(lent, () -> pool.acquireForOutput(65_536));
      assertThat(lent).hasSize(30);
      assertThat(pool.refusals()).isEqualTo(3);

      for (Buffer buffer : lent.subList(12, 30)) {
        pool.release(buffer);
      }
      assertThat(pool.inputRoom()).as("room for all").isEqualTo(65_536);
      assertThat(pool.unreadMax(1000)).isEqualTo(1000);
    }
  }

  private static void addAll(List<Buffer> lent, Supplier<@Nullable Buffer> lender) {
    for (Buffer next = lender.get(); next != null; next = lender.get()) {
      lent.add(next);
    }
  }

  @Test
  void returningTwiceIsRefused() {
    try (BufferPool pool = new BufferPool(1 << 20)) {
      Buffer buffer = pool.acquireForOutput(10);
      pool.release(buffer);

      assertThatThrownBy(() -> pool.release(buffer)).hasMessage("buffer returned twice");
    }
  }

  @Test
  void aBufferComesBackEmptyAndKeepsItsNeighboursWhole() {
    try (BufferPool pool = new BufferPool(1 << 20)) {
      Buffer left = pool.acquireForOutput(256);
      Buffer right = pool.acquireForOutput(256);
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
      assertThat(pool.acquireForOutput(256).readable()).isZero();
    }
  }
}
