package weft.http.h2;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// One direction of a connection in memory: what goes in comes out in pieces.
final class RandomWire {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final SplittableRandom random;

  RandomWire(SplittableRandom random) {
    this.random = random;
  }

  void say(byte[] more) {
    bytes.writeBytes(more);
  }

  boolean isEmpty() {
    return bytes.size() == 0;
  }

  /// Some of what was said arrives.
  void deliver(int most, Consumer<byte[]> to) {
    byte[] all = bytes.toByteArray();
    int count = Math.min(all.length, most);
    bytes.reset();
    bytes.write(all, count, all.length - count);
    if (count > 0) {
      to.accept(Arrays.copyOf(all, count));
    }
  }

  /// A byte is changed on the way.
  void corrupt() {
    byte[] all = bytes.toByteArray();
    if (all.length > 0) {
      all[random.nextInt(all.length)] ^= (byte) (1 << random.nextInt(8));
      bytes.reset();
      bytes.writeBytes(all);
    }
  }
}
