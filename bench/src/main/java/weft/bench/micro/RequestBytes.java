package weft.bench.micro;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import weft.hub.memory.Memory;

/// A request in native memory, with the room behind it that parsers may touch.
final class RequestBytes {
  /// The smallest legal request, as load generators send it.
  static final String SMALLEST = "GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";

  /// Bytes behind a request that may be read or overwritten.
  private static final int PAD = 64;

  private final long address;
  private final int length;

  /// @param text head and body, ISO 8859-1
  // The memory lives as long as the benchmark's process.
  RequestBytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    MemorySegment memory = Arena.global().allocate(bytes.length + PAD, 8);
    address = memory.address();
    length = bytes.length;
    Memory.copyIn(bytes, 0, address, length);
  }

  /// Of the first byte.
  long address() {
    return address;
  }

  /// In bytes, without the room behind.
  int length() {
    return length;
  }
}
