package weft.hub.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Raw access to native memory by absolute address.
///
/// One segment over the whole address space costs the same as access to a `byte[]`, because its
/// bounds fold away. Multi-byte values are little-endian whatever the machine, so that SWAR code
/// means the same everywhere. Nothing is checked: the caller answers for the range.
///
/// Any thread; ordering between threads is the caller's business.
public final class Memory {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// The whole address space.
  public static final MemorySegment ALL = all();

  private Memory() {}

  // Restricted because it can break the VM when misused; this is the one place that needs it.
  @SuppressWarnings("restricted")
  private static MemorySegment all() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  /// The byte at `address`.
  @HotPath
  public static byte getByte(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address);
  }

  /// Two bytes, little-endian, any alignment.
  @HotPath
  public static short getShort(long address) {
    return ALL.get(SHORT, address);
  }

  /// Four bytes, little-endian, any alignment.
  @HotPath
  public static int getInt(long address) {
    return ALL.get(INT, address);
  }

  /// Eight bytes, little-endian, any alignment.
  @HotPath
  public static long getLong(long address) {
    return ALL.get(LONG, address);
  }

  /// Stores one byte.
  @HotPath
  public static void putByte(long address, byte value) {
    ALL.set(ValueLayout.JAVA_BYTE, address, value);
  }

  /// Stores two bytes, little-endian.
  @HotPath
  public static void putShort(long address, short value) {
    ALL.set(SHORT, address, value);
  }

  /// Stores four bytes, little-endian.
  @HotPath
  public static void putInt(long address, int value) {
    ALL.set(INT, address, value);
  }

  /// Stores eight bytes, little-endian.
  @HotPath
  public static void putLong(long address, long value) {
    ALL.set(LONG, address, value);
  }

  /// Copies `length` bytes; the ranges may overlap.
  @HotPath
  public static void copy(long source, long target, int length) {
    MemorySegment.copy(ALL, source, ALL, target, length);
  }

  /// Copies native bytes into an array.
  @HotPath
  public static void copyOut(long source, byte[] target, int offset, int length) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, source, target, offset, length);
  }

  /// Copies array bytes into native memory.
  @HotPath
  public static void copyIn(byte[] source, int offset, long target, int length) {
    MemorySegment.copy(source, offset, ALL, ValueLayout.JAVA_BYTE, target, length);
  }

  /// Fills `length` bytes with zero.
  public static void clear(long address, long length) {
    ALL.asSlice(address, length).fill((byte) 0);
  }
}
