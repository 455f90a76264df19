package weft.web.routing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import weft.http.Ascii;

/// Percent-encoding of paths, RFC 3986 §2.1 and §3.3.
///
/// A decoded path marks a slash that came from `%2F` as [#ENCODED_SLASH], so that it can never be
/// taken for a separator. NUL is free for that because no path may contain it.
final class PathText {
  /// Stands for `%2F` in a decoded path.
  static final char ENCODED_SLASH = '\0';

  private static final String HEX = "0123456789ABCDEF";
  private static final String UNENCODED = "-._~!$&'()*+,;=:@";

  private PathText() {}

  /// Decodes all percent-encodings.
  ///
  /// @return null when an encoding is incomplete, encodes NUL, or the bytes are not UTF-8
  static @Nullable String decode(String raw) {
    byte[] bytes = new byte[raw.length() * 3];
    int length = 0;
    for (int index = 0; index < raw.length(); index++) {
      char c = raw.charAt(index);
      if (c == '%') {
        int value = Ascii.percentDecoded(raw, index);
        if (value <= 0) {
          return null;
        }
        bytes[length++] = value == '/' ? (byte) ENCODED_SLASH : (byte) value;
        index += 2;
      } else if (c == ENCODED_SLASH) {
        return null;
      } else if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else {
        byte[] encoded =
            raw.substring(index, nextCodePoint(raw, index)).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        index = nextCodePoint(raw, index) - 1;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException _) {
      // Not UTF-8: refused like any other bad encoding.
      return null;
    }
  }

  /// Whether a decoded path has a segment `.` or `..`. A slash from `%2F` counts as a separator
  /// here, because whoever decodes the value again would see one.
  static boolean hasDotSegment(String path) {
    int length = path.length();
    for (int start = 0; start < length; ) {
      int end = start;
      while (end < length && path.charAt(end) != '/' && path.charAt(end) != ENCODED_SLASH) {
        end++;
      }
      boolean one = end - start == 1 && path.charAt(start) == '.';
      boolean two = end - start == 2 && path.charAt(start) == '.' && path.charAt(start + 1) == '.';
      if (one || two) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /// Appends `value` as one segment; everything but `pchar` is encoded.
  static void encode(String value, StringBuilder target) {
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean letterOrDigit =
          (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (letterOrDigit || UNENCODED.indexOf(c) >= 0) {
        target.append(c);
      } else {
        target.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
  }

  private static int nextCodePoint(String text, int index) {
    return index + Character.charCount(text.codePointAt(index));
  }
}
