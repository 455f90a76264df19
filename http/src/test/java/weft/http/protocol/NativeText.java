package weft.http.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weft.hub.memory.Memory;

/// A text in native memory with the 64 bytes behind it that parsers may read and overwrite, filled
/// with whatever the test wants. Good until 64 more have been made.
public final class NativeText {
  private static final int PAD = 64;
  private static final int SLOT_BYTES = 64 * 1024;
  private static final int SLOTS = 64;
  private static final MemorySegment SLAB = Arena.global().allocate((long) SLOT_BYTES * SLOTS, 8);

  private static int next;

  private NativeText() {}

  /// Copies a Latin-1 text; what stands behind it looks as if it went on.
  public static long of(String text) {
    return of(text, (byte) ':');
  }

  /// Copies a Latin-1 text; every byte behind it is `behind`.
  public static long of(String text, byte behind) {
    return of(text.getBytes(ISO_8859_1), behind);
  }

  /// Copies bytes; every byte behind them is `behind`.
  public static long of(byte[] bytes, byte behind) {
    if (bytes.length + PAD > SLOT_BYTES) {
      throw new IllegalArgumentException("a text of " + bytes.length + " bytes is too long");
    }
    MemorySegment slot = SLAB.asSlice((long) (next++ & (SLOTS - 1)) * SLOT_BYTES, SLOT_BYTES);
    slot.asSlice(bytes.length, PAD).fill(behind);
    Memory.copyIn(bytes, 0, slot.address(), bytes.length);
    return slot.address();
  }
}
