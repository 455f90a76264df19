package weft.http.h2.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Native memory with a pad that may be touched, and a guard on either side that may not.
final class GuardedBytes implements AutoCloseable {
  private static final int GUARD_BYTES = 64;
  private static final byte GUARD = 0x5a;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment segment;
  private final int size;
  private final int end;

  /// @param pad bytes behind the size that may be touched
  GuardedBytes(int size, int pad) {
    this.size = size;
    end = GUARD_BYTES + size + pad;
    segment = arena.allocate((long) end + GUARD_BYTES, 8);
    segment.asSlice(0, GUARD_BYTES).fill(GUARD);
    segment.asSlice(end).fill(GUARD);
  }

  GuardedBytes(byte[] content, int pad) {
    this(content.length, pad);
    MemorySegment.copy(content, 0, segment, ValueLayout.JAVA_BYTE, GUARD_BYTES, size);
    // Ones behind the content read like more of a Huffman code, and like a longer integer.
    segment.asSlice((long) GUARD_BYTES + size, pad).fill((byte) 0xff);
  }

  long address() {
    return segment.address() + GUARD_BYTES;
  }

  byte[] bytes(int offset, int length) {
    if (offset < 0 || length < 0 || offset + length > size) {
      throw new AssertionError(length + " bytes at " + offset + " of " + size);
    }
    return segment.asSlice((long) GUARD_BYTES + offset, length).toArray(ValueLayout.JAVA_BYTE);
  }

  String text(int offset, int length) {
    return new String(bytes(offset, length), ISO_8859_1);
  }

  /// Fails when a guard was written to.
  void verify() {
    for (int index = 0; index < GUARD_BYTES; index++) {
      if (segment.get(ValueLayout.JAVA_BYTE, index) != GUARD) {
        throw new AssertionError("a write in front, at " + (index - GUARD_BYTES));
      }
      if (segment.get(ValueLayout.JAVA_BYTE, (long) end + index) != GUARD) {
        throw new AssertionError("a write behind, at " + index + " behind the pad");
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
