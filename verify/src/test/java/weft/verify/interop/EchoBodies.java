package weft.verify.interop;

import java.util.List;

/// Bodies to be echoed.
final class EchoBodies {
  /// None, one byte, more than a window, many windows.
  static final List<Integer> SIZES = List.of(0, 1, 100_000, 5_000_000);

  private EchoBodies() {}

  /// ASCII that differs in any two stretches of a few bytes.
  static byte[] of(int bytes) {
    byte[] body = new byte[bytes];
    for (int index = 0; index < bytes; index++) {
      body[index] = (byte) ('0' + (index * 31 + index / 64) % 64);
    }
    return body;
  }
}
