package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The bytes a client begins with ([RFC 9113
/// §3.4](https://www.rfc-editor.org/rfc/rfc9113#section-3.4)).
public final class Preface {
  private static final byte[] BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);

  /// Bytes after which it cannot be anything else: the first line.
  private static final int TELLING_BYTES = 16;

  private int matched;

  /// Nothing has come.
  Preface() {}

  /// All of it.
  static byte[] bytes() {
    return BYTES.clone();
  }

  /// Whether it has come.
  @HotPath
  boolean isWhole() {
    return matched == BYTES.length;
  }

  /// Compares what comes.
  ///
  /// @return how many bytes belong to it, or -1 when one does not
  int match(long address, int length) {
    int count = Math.min(length, BYTES.length - matched);
    for (int index = 0; index < count; index++) {
      if (Memory.getByte(address + index) != BYTES[matched + index]) {
        return -1;
      }
    }
    matched += count;
    return count;
  }

  /// Whether a connection that begins with these bytes speaks HTTP/2.
  ///
  /// @param length at least 1
  /// @return 1 when it does, 0 when it does not, -1 when that cannot be told yet
  public static int tell(long address, int length) {
    int count = Math.min(length, TELLING_BYTES);
    for (int index = 0; index < count; index++) {
      if (Memory.getByte(address + index) != BYTES[index]) {
        return 0;
      }
    }
    return count == TELLING_BYTES ? 1 : -1;
  }
}
