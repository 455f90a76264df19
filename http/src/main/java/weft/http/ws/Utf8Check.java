package weft.http.ws;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import weft.hub.memory.HotPath;

/// Whether bytes that come in pieces are UTF-8 ([RFC 3629
/// §4](https://www.rfc-editor.org/rfc/rfc3629#section-4)); knows so at the first byte that cannot
/// be. ASCII goes eight bytes at a time.
final class Utf8Check {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private static final int TAIL_MIN = 0x80;
  private static final int TAIL_MAX = 0xbf;

  /// Bytes that lack to the present character.
  private int missing;

  /// What the next of them may be.
  private int least = TAIL_MIN;

  private int most = TAIL_MAX;

  Utf8Check() {}

  /// Whether none of eight bytes has its highest bit set.
  @HotPath
  static boolean isAscii(long bytes) {
    return (bytes & HIGH_BITS) == 0;
  }

  /// Begins a text.
  @HotPath
  void start() {
    missing = 0;
    least = TAIL_MIN;
    most = TAIL_MAX;
  }

  /// Whether the text may end here.
  @HotPath
  boolean isWhole() {
    return missing == 0;
  }

  /// Takes the next bytes.
  ///
  /// @return whether all of it may be the beginning of UTF-8
  @HotPath
  boolean accepts(byte[] source, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (missing == 0) {
        at = skipAscii(source, at, end);
        if (at == end) {
          return true;
        }
      }
      if (!accepts(source[at] & 0xff)) {
        return false;
      }
      at++;
    }
    return true;
  }

  @HotPath
  private static int skipAscii(byte[] source, int from, int end) {
    int at = from;
    while (at + 8 <= end && isAscii((long) LONGS.get(source, at))) {
      at += 8;
    }
    while (at < end && source[at] >= 0) {
      at++;
    }
    return at;
  }

  @HotPath
  private boolean accepts(int value) {
    if (missing > 0) {
      if (value < least || value > most) {
        return false;
      }
      missing--;
      least = TAIL_MIN;
      most = TAIL_MAX;
      return true;
    }
    if (value < 0x80) {
      return true;
    }
    if (value < 0xc2 || value > 0xf4) {
      return false;
    }
    missing = value < 0xe0 ? 1 : value < 0xf0 ? 2 : 3;
    switch (value) {
      // What would be longer than it must be.
      case 0xe0 -> least = 0xa0;
      case 0xf0 -> least = 0x90;
      // Surrogates, and what lies beyond the last character.
      case 0xed -> most = 0x9f;
      case 0xf4 -> most = 0x8f;
      default -> {}
    }
    return true;
  }
}
