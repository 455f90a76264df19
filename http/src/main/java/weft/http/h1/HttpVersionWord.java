package weft.http.h1;

import weft.http.Ascii;

/// The eight bytes of `HTTP-version`, such as `HTTP/1.1` (RFC 9112 §2.3), as a little-endian word.
final class HttpVersionWord {
  /// How many bytes there are.
  static final int BYTES = 8;

  /// `HTTP/1.1`, which nearly everybody sends.
  static final long HTTP_1_1 = of("HTTP/1.1");

  /// What [#minor] answers for a version that is no version.
  static final int MALFORMED = -1;

  /// What [#minor] answers for another major version than ours.
  static final int UNSUPPORTED = -2;

  private static final String NAME = "HTTP/";
  private static final long HTTP_1_0 = of("HTTP/1.0");

  private HttpVersionWord() {}

  /// The minor version. Takes 1.0 as it is and later minor versions as 1.1, "as if it were in the
  /// highest minor version within that major version to which the recipient is conformant".
  /// https://www.rfc-editor.org/rfc/rfc9110#section-2.5
  ///
  /// @return 1, 0, [#UNSUPPORTED] or [#MALFORMED]
  static int minor(long word) {
    if (word == HTTP_1_0) {
      return 0;
    }
    for (int index = 0; index < BYTES; index++) {
      if (!isByte(index, (byte) (word >>> (8 * index)))) {
        return MALFORMED;
      }
    }
    return (byte) (word >>> 40) == '1' ? 1 : UNSUPPORTED;
  }

  /// Whether a byte can stand at a place of a version.
  ///
  /// @param index 0 to 7
  static boolean isByte(int index, byte value) {
    if (index < NAME.length()) {
      return value == NAME.charAt(index);
    }
    return index == 6 ? value == '.' : Ascii.isDigit(value);
  }

  /// A text of at most eight bytes as a word.
  static long of(String text) {
    long word = 0;
    for (int index = 0; index < text.length(); index++) {
      word |= (long) text.charAt(index) << (8 * index);
    }
    return word;
  }
}
