package weft.http.h1;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import weft.hub.memory.Buffer;

/// Native memory for one run of a parser: the bytes, the pad a scan may touch, and a guard behind
/// it that nothing may.
public final class FuzzMemory implements AutoCloseable {
  private static final int GUARD_BYTES = 64;
  private static final byte GUARD = 0x5a;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment segment;
  private final int size;

  /// Copies the bytes.
  public FuzzMemory(byte[] data) {
    size = data.length;
    segment = arena.allocate((long) size + Buffer.TAIL_PAD + GUARD_BYTES, 8);
    // Colons and line ends in the pad: whoever counts on it is found out.
    for (int index = size; index < size + Buffer.TAIL_PAD; index++) {
      segment.set(ValueLayout.JAVA_BYTE, index, (byte) ":\r\n a".charAt(index % 5));
    }
    segment.asSlice((long) size + Buffer.TAIL_PAD).fill(GUARD);
    MemorySegment.copy(data, 0, segment, ValueLayout.JAVA_BYTE, 0, size);
  }

  /// Where they are.
  public long address() {
    return segment.address();
  }

  /// Fails when the guard, or the bytes themselves, were written.
  public void verify(byte[] data) {
    MemorySegment bytes = MemorySegment.ofArray(data);
    if (segment.asSlice(0, size).mismatch(bytes) >= 0) {
      throw new AssertionError("the parser changed what it read");
    }
    for (long index = (long) size + Buffer.TAIL_PAD; index < segment.byteSize(); index++) {
      if (segment.get(ValueLayout.JAVA_BYTE, index) != GUARD) {
        throw new AssertionError("a write behind the pad at " + (index - size));
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
