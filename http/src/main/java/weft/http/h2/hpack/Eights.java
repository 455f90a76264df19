package weft.http.h2.hpack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Copies the few bytes of a header by eights from both ends, which may overlap in the middle. A
/// loop, or finding out how to copy best, would take longer than that.
///
/// More is copied than is wanted: both sides must have room for that.
final class Eights {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /// Bytes of an array are copied by so many.
  private static final int STEP = 32;

  /// Bytes of an array that are copied here; for more it pays to find out how.
  private static final int BY_HAND_MAX = 192;

  private Eights() {}

  /// Copies native bytes, up to seven more than are wanted.
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

  /// Copies bytes of an array, up to 31 more than are wanted.
  @HotPath
  static void copy(byte[] source, int offset, long target, int length) {
    if (length > BY_HAND_MAX || offset + length + STEP > source.length) {
      Memory.copyIn(source, offset, target, length);
      return;
    }
    int done = 0;
    do {
      copy16(source, offset + done, target + done);
      copy16(source, offset + done + 16, target + done + 16);
      done += STEP;
    } while (done < length);
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
