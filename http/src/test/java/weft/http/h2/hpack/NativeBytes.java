package weft.http.h2.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.Arena;
import weft.hub.memory.Memory;

/// Native memory for a test, with room behind it that may be read.
final class NativeBytes implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();
  private final long address;
  private final int length;

  NativeBytes(int length) {
    this.address = arena.allocate(length + 64L, 8).address();
    this.length = length;
  }

  NativeBytes(byte[] content) {
    this(content.length);
    Memory.copyIn(content, 0, address, content.length);
  }

  long address() {
    return address;
  }

  int length() {
    return length;
  }

  byte[] bytes(int offset, int count) {
    byte[] copy = new byte[count];
    Memory.copyOut(address + offset, copy, 0, count);
    return copy;
  }

  String text(int offset, int count) {
    return new String(bytes(offset, count), ISO_8859_1);
  }

  @Override
  public void close() {
    arena.close();
  }
}
