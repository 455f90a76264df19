package weft.bench.micro;

import java.nio.charset.StandardCharsets;
import weft.http.h2.hpack.HeaderIds;
import weft.http.h2.hpack.HpackEncoder;
import weft.hub.memory.Memory;

/// A header block put together field by field, the way a given client does it (RFC 7541 §6).
final class HpackBlock {
  /// Index of the newest field of the dynamic table.
  static final int NEWEST = 62;

  private static final int SIZE = 4096;
  private static final int LENGTH_MAX = 126;

  private final long address = NativeRoom.allocate(SIZE);
  private final HpackEncoder encoder = new HpackEncoder(0);
  private long end = address;

  /// Of the first byte.
  long address() {
    return address;
  }

  /// In bytes.
  int length() {
    return (int) (end - address);
  }

  /// A field of a table.
  ///
  /// @param index below 127, which takes one byte
  HpackBlock indexed(int index) {
    Memory.putByte(end++, (byte) (0x80 | index));
    return this;
  }

  /// A field for the table, as plain text.
  HpackBlock added(String name, String value) {
    Memory.putByte(end++, (byte) 0x40);
    string(name);
    string(value);
    return this;
  }

  /// A path, which stays out of the table, in the Huffman code.
  HpackBlock path(String path) {
    end = encoder.field(end, HeaderIds.PATH, ":path", path);
    return this;
  }

  private void string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length > LENGTH_MAX) {
      throw new IllegalArgumentException(text + " is too long for a length of one byte");
    }
    Memory.putByte(end++, (byte) bytes.length);
    Memory.copyIn(bytes, 0, end, bytes.length);
    end += bytes.length;
  }
}
