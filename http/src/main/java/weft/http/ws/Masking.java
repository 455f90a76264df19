package weft.http.ws;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Masks and unmasks payloads (RFC 6455 §5.3), eight bytes at a time. A key is held as four bytes,
/// the first one lowest.
final class Masking {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Masking() {}

  /// The key as it stands for bytes from a place in the payload on.
  ///
  /// @param before payload bytes before that place
  @HotPath
  static int from(int key, long before) {
    return Integer.rotateRight(key, (int) (before & 3) * 8);
  }

  /// Copies native bytes into an array, and unmasks them.
  ///
  /// @param key 0 for bytes that are not masked
  /// @return in each of its bytes the bits of some of those copied, so that [Utf8Check#isAscii]
  ///   tells of all
  @HotPath
  static long copyOut(long address, byte[] target, int offset, int length, int key) {
    long keys = twice(key);
    long seen = 0;
    int at = 0;
    for (; at + 8 <= length; at += 8) {
      long word = Memory.getLong(address + at) ^ keys;
      LONGS.set(target, offset + at, word);
      seen |= word;
    }
    for (; at < length; at++) {
      byte value = (byte) (Memory.getByte(address + at) ^ keys);
      target[offset + at] = value;
      seen |= value;
      keys >>>= 8;
    }
    return seen;
  }

  /// Masks native bytes; doing it again unmasks.
  @HotPath
  static void apply(long address, int length, int key) {
    long keys = twice(key);
    int at = 0;
    for (; at + 8 <= length; at += 8) {
      Memory.putLong(address + at, Memory.getLong(address + at) ^ keys);
    }
    for (; at < length; at++) {
      Memory.putByte(address + at, (byte) (Memory.getByte(address + at) ^ keys));
      keys >>>= 8;
    }
  }

  @HotPath
  private static long twice(int key) {
    return (key & 0xffff_ffffL) | (long) key << 32;
  }
}
