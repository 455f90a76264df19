package weft.http.h2.hpack;

import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Integers with a prefix (RFC 7541 §5.1). Larger ones than any header needs are malformed.
final class Integers {
  /// Most bytes behind the prefix: 28 bits, far more than a header block may have bytes.
  private static final int MORE_BYTES_MAX = 4;

  private Integers() {}

  /// Reads an integer.
  ///
  /// @param prefixMask the bits of the first byte that belong to it, all ones from the right
  /// @return value in the low half, the bytes it took in the high half; -1 when it is malformed or
  ///   not whole
  @HotPath
  static long read(long address, long end, int prefixMask) {
    int value = Memory.getByte(address) & prefixMask;
    if (value < prefixMask) {
      return 1L << 32 | value;
    }
    long at = address + 1;
    for (int shift = 0; shift < 7 * MORE_BYTES_MAX && at < end; shift += 7) {
      int next = Memory.getByte(at++);
      value += (next & 0x7f) << shift;
      if (next >= 0) {
        return (at - address) << 32 | value;
      }
    }
    return -1;
  }

  /// Writes an integer.
  ///
  /// @param pattern the bits of the first byte that do not belong to it
  /// @return the address behind it
  @HotPath
  static long write(long address, int pattern, int prefixMask, int value) {
    if (value < prefixMask) {
      Memory.putByte(address, (byte) (pattern | value));
      return address + 1;
    }
    Memory.putByte(address, (byte) (pattern | prefixMask));
    long at = address + 1;
    int rest = value - prefixMask;
    while (rest >= 0x80) {
      Memory.putByte(at++, (byte) (rest | 0x80));
      rest >>>= 7;
    }
    Memory.putByte(at++, (byte) rest);
    return at;
  }
}
