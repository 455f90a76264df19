package weft.hub.memory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BufferQueueTest {
  private final BufferPool pool = new BufferPool(1 << 20);
  private final BufferQueue queue = new BufferQueue();

  private static long text(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    long address = Arena.global().allocate(bytes.length + Buffer.TAIL_PAD).address();
    Memory.copyIn(bytes, 0, address, bytes.length);
    return address;
  }

  private String take(int length) {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int count = Math.min(length - at, queue.runLength());
      queue.copyOut(pool, bytes, at, count);
      at += count;
    }
    return new String(bytes, ISO_8859_1);
  }

  @Test
  void bytesComeOutInOrder() {
    queue.append(pool, text("hello "), 6);
    queue.append(pool, text("world"), 5);

    assertThat(queue.size()).isEqualTo(11);
    assertThat(take(11)).isEqualTo("hello world");
    assertThat(queue.isEmpty()).isTrue();
    assertThat(pool.buffersInUse()).as("an empty queue holds nothing").isZero();
  }

  @Test
  void joiningMakesOneRun() {
    String text = "0123456789".repeat(500);
    queue.append(pool, text(text.substring(0, 1000)), 1000);
    queue.append(pool, text(text.substring(1000)), 4000);
    queue.consume(pool, 10);
    assertThat(queue.runLength()).isLessThan(4990);

    assertThat(queue.join(pool, 60_000)).isTrue();

    assertThat(queue.runLength()).isEqualTo(4990);
    assertThat(take(4990)).isEqualTo(text.substring(10));
    assertThat(pool.buffersInUse()).isZero();
  }

  @Test
  void joiningPartLeavesTheRest() {
    for (int piece = 0; piece < 20; piece++) {
      queue.append(pool, text(("" + (char) ('a' + piece)).repeat(1000)), 1000);
    }

    assertThat(queue.join(pool, 5000)).isTrue();

    assertThat(queue.runLength()).isBetween(5000, 20_000);
    assertThat(take(20_000)).startsWith("a").endsWith("t").hasSize(20_000);
    assertThat(pool.buffersInUse()).isZero();
  }

  @Test
  void allIsMovedInOrder() {
    String text = "0123456789".repeat(500);
    queue.append(pool, text(text.substring(0, 1000)), 1000);
    queue.append(pool, text(text.substring(1000)), 4000);
    queue.consume(pool, 10);
    long target = text("x".repeat(5000));

    queue.moveTo(pool, target);

    byte[] moved = new byte[5000];
    Memory.copyOut(target, moved, 0, 5000);
    assertThat(new String(moved, ISO_8859_1)).isEqualTo(text.substring(10) + "x".repeat(10));
    assertThat(queue.isEmpty()).isTrue();
    assertThat(pool.buffersInUse()).isZero();
  }

  @Test
  void memoryInSmallPiecesIsUsedToo() {
    BufferPool small = new BufferPool(70_000);
    Buffer first = small.acquireForOutput(1024);
    BufferQueue pieces = new BufferQueue();
    String text = "x".repeat(40_000);

    pieces.append(small, text(text), text.length());

    assertThat(pieces.size()).isEqualTo(40_000);
    pieces.clear(small);
    small.release(first);
    assertThat(small.buffersInUse()).isZero();
  }

  /// Each piece is kept by a connection of its own.
  @Test
  void whatIsOnItsWayFindsRoomWhateverOutputHasTaken() {
    int piece = 4 * 1024;
    long arrived = text("x".repeat(piece));
    for (int size = BufferPool.SIZE_MIN; size <= BufferPool.SIZE_MAX; size *= 2) {
      try (BufferPool taken = new BufferPool(1 << 20)) {
        while (taken.acquireForOutput(size) != null) {}
        assertThat(taken.underWayMax()).isEqualTo(8 * piece);
        for (int count = 0; count < 8; count++) {
          BufferQueue kept = new BufferQueue();
          kept.append(taken, arrived, piece);
          assertThat(kept.size()).isEqualTo(piece);
        }
      }
    }
  }

  @Test
  void anExhaustedPoolIsABugAndNothingLeaks() {
    BufferPool small = new BufferPool(70_000);
    BufferQueue full = new BufferQueue();
    String text = "x".repeat(60_000);

    full.append(small, text(text), text.length());
    assertThatThrownBy(() -> full.append(small, text(text), text.length()))
        .isInstanceOf(IllegalStateException.class);

    full.clear(small);
    assertThat(full.isEmpty()).isTrue();
    assertThat(small.buffersInUse()).isZero();
  }

  @Test
  void anyMixOfStepsKeepsTheBytes() {
    SplittableRandom random = new SplittableRandom(42);
    StringBuilder expected = new StringBuilder();
    StringBuilder actual = new StringBuilder();
    for (int step = 0; step < 20_000; step++) {
      int kind = random.nextInt(4);
      if (kind < 2 && queue.size() < 100_000) {
        String text = Integer.toString(step).repeat(1 + random.nextInt(200));
        queue.append(pool, text(text), text.length());
        expected.append(text);
      } else if (kind == 2) {
        assertThat(queue.join(pool, 1 + random.nextInt(60_000))).isTrue();
      } else if (!queue.isEmpty()) {
        actual.append(take(Math.min(queue.runLength(), 1 + random.nextInt(3000))));
      }
    }
    actual.append(take(queue.size()));

    assertThat(actual.toString()).isEqualTo(expected.toString());
    assertThat(pool.buffersInUse()).isZero();
  }
}
