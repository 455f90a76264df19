package weft.hub.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
