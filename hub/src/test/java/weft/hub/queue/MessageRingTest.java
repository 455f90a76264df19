package weft.hub.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MessageRingTest {
  private static String text(MemorySegment memory, long offset, int length) {
    return new String(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), UTF_8);
  }

  private static boolean offer(MessageRing ring, int type, String text) {
    var bytes = text.getBytes(UTF_8);
    return ring.offer(type, bytes, 0, bytes.length);
  }

  private static List<String> drain(MessageRing ring) {
    var messages = new ArrayList<String>();
    ring.drain(
        (type, memory, offset, length) -> messages.add(type + ":" + text(memory, offset, length)),
        Integer.MAX_VALUE);
    return messages;
  }

  @Test
  void messagesComeOutWithTypeAndBytesInOrder() {
    var ring = new MessageRing(1024);

    assertThat(ring.canDrain()).isFalse();
    assertThat(offer(ring, 1, "first")).isTrue();
    assertThat(offer(ring, 2, "")).isTrue();
    assertThat(offer(ring, 3, "third one")).isTrue();

    assertThat(ring.canDrain()).isTrue();
    assertThat(drain(ring)).containsExactly("1:first", "2:", "3:third one");
    assertThat(ring.canDrain()).isFalse();
    assertThat(ring.size()).isZero();
  }

  @Test
  void aPartOfAnArrayIsAMessage() {
    var ring = new MessageRing(64);

    assertThat(ring.offer(9, "0123456789".getBytes(UTF_8), 3, 4)).isTrue();

    assertThat(drain(ring)).containsExactly("9:3456");
  }

  @Test
  void nativeMemoryIsAMessage() {
    var ring = new MessageRing(64);
    try (var arena = Arena.ofConfined()) {
      assertThat(ring.offer(1, arena.allocateFrom("native").address(), 6)).isTrue();
    }

    assertThat(drain(ring)).containsExactly("1:native");
  }

  @Test
  void aFullRingRefusesAndLosesNothing() {
    var ring = new MessageRing(64);

    assertThat(offer(ring, 1, "12345678")).isTrue();
    assertThat(offer(ring, 2, "12345678")).isTrue();
    assertThat(offer(ring, 3, "12345678")).isTrue();
    assertThat(offer(ring, 4, "12345678")).isTrue();
    assertThat(ring.size()).isEqualTo(64);
    assertThat(offer(ring, 5, "")).isFalse();

    assertThat(drain(ring)).containsExactly("1:12345678", "2:12345678", "3:12345678", "4:12345678");
    assertThat(offer(ring, 5, "")).isTrue();
    assertThat(drain(ring)).containsExactly("5:");
  }

  @Test
  void theLongestMessageFitsAnEmptyRingAtEveryPosition() {
    for (int shift = 0; shift < 16; shift++) {
      var ring = new MessageRing(128);
      for (int index = 0; index < shift; index++) {
        assertThat(offer(ring, 1, "")).isTrue();
        assertThat(drain(ring)).containsExactly("1:");
      }

      assertThat(offer(ring, 2, "x".repeat(ring.lengthMax()))).isTrue();
      assertThat(drain(ring)).containsExactly("2:" + "x".repeat(ring.lengthMax()));
    }
  }

  @Test
  void theCountOfADrainIsBounded() {
    var ring = new MessageRing(256);
    for (int index = 0; index < 5; index++) {
      offer(ring, 1, "m" + index);
    }
    var messages = new ArrayList<String>();

    int taken =
        ring.drain((_, memory, offset, length) -> messages.add(text(memory, offset, length)), 2);

    assertThat(taken).isEqualTo(2);
    assertThat(messages).containsExactly("m0", "m1");
    assertThat(drain(ring)).containsExactly("1:m2", "1:m3", "1:m4");
  }

  @Test
  void aThrowingReaderHasTakenItsMessage() {
    var ring = new MessageRing(256);
    offer(ring, 1, "bad");
    offer(ring, 2, "good");

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() ->
            ring.drain(
                (_, _, _, _) -> {
                  throw new IllegalStateException("reader");
                },
                10));

    assertThat(drain(ring)).containsExactly("2:good");
  }

  @Test
  void wrongArgumentsAreRefusedWithoutATrace() {
    var ring = new MessageRing(64);
    var bytes = new byte[64];

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring.offer(0, bytes, 0, 1))
        .withMessage("message type 0 is below 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring.offer(1, bytes, 0, 25))
        .withMessage("message of 25 bytes is not in 0 to 24");
    assertThatIllegalArgumentException().isThrownBy(() -> ring.offer(1, 0L, -1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ring.offer(1, bytes, 60, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> new MessageRing(0));

    assertThat(ring.size()).isZero();
    assertThat(offer(ring, 1, "still works")).isTrue();
  }

  @Test
  void everyMessageOfManyProducersArrivesOnceWholeAndInItsProducersOrder() throws Exception {
    int producers = 3;
    int perProducer = 50_000;
    var ring = new MessageRing(4096);
    var group = new Producers();
    for (int producer = 1; producer <= producers; producer++) {
      int type = producer;
      group.add(() -> {
        var random = new SplittableRandom(type);
        var bytes = new byte[200];
        for (int index = 0; index < perProducer; index++) {
          int length = 4 + random.nextInt(196);
          fill(bytes, length, type, index);
          while (!ring.offer(type, bytes, 0, length)) {
            Producers.letOthersRun();
          }
        }
      });
    }
    var next = new int[producers + 1];
    var random = new SplittableRandom[producers + 1];
    for (int producer = 1; producer <= producers; producer++) {
      random[producer] = new SplittableRandom(producer);
    }
    var expected = new byte[200];

    group.start();
    int received = 0;
    while (received < producers * perProducer) {
      int count =
          ring.drain(
              (type, memory, offset, length) -> {
                assertThat(length).isEqualTo(4 + random[type].nextInt(196));
                fill(expected, length, type, next[type]++);
                assertThat(
                        MemorySegment.ofArray(expected)
                            .asSlice(0, length)
                            .mismatch(memory.asSlice(offset, length)))
                    .isEqualTo(-1);
              },
              64);
      received += count;
      if (count == 0) {
        Producers.letOthersRun();
      }
    }
    group.join();

    assertThat(ring.size()).isZero();
    assertThat(ring.canDrain()).isFalse();
  }

  private static void fill(byte[] bytes, int length, int type, int index) {
    for (int offset = 0; offset < length; offset++) {
      bytes[offset] = (byte) (type * 31 + index + offset);
    }
  }
}
