package weft.http.h2.hpack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Copies the few bytes of a header by eights from both ends, which may overlap in the middle. A
/// loop, or finding out how to copy best, would take longer than that.
///
/// Up to eight bytes are copied as eight, which both sides must have room for.
final class Eights {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Eights() {}

  /// Copies native bytes.
  @HotPath
  static void copy(long source, long target, int length) {
    if (length <= 8) {
      Memory.putLong(target, Memory.getLong(source));
    } else if (length <= 16) {
      Memory.putLong(target, Memory.getLong(source));
      Memory.putLong(target + length - 8, Memory.getLong(source + length - 8));
    } else if (length <= 32) {
      copy16(source, target);
      copy16(source + length - 16, target + length - 16);
    } else {
      Memory.copy(source, target, length);
    }
  }

  @HotPath
  private static void copy16(long source, long target) {
    Memory.putLong(target, Memory.getLong(source));
    Memory.putLong(target + 8, Memory.getLong(source + 8));
  }

  /// Copies bytes of an array.
  @HotPath
  static void copy(byte[] source, int offset, long target, int length) {
    if (length > 64 || offset + 8 > source.length) {
      Memory.copyIn(source, offset, target, length);
    } else if (length <= 8) {
      copy8(source, offset, target);
    } else if (length <= 16) {
      copy8(source, offset, target);
      copy8(source, offset + length - 8, target + length - 8);
    } else {
      copy16(source, offset, target);
      copy16(source, offset + length - 16, target + length - 16);
      if (length > 32) {
        copy16(source, offset + 16, target + 16);
        copy16(source, offset + length - 32, target + length - 32);
      }
    }
  }

  @HotPath
  private static void copy16(byte[] source, int offset, long target) {
    copy8(source, offset, target);
    copy8(source, offset + 8, target + 8);
  }

  @HotPath
  private static void copy8(byte[] source, int offset, long target) {
    Memory.putLong(target, (long) LONGS.get(source, offset));
  }
}
