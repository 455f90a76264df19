package weft.web.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.Ascii;

/// The ranges a client asks for, [RFC 9110
/// §14.1.2](https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2).
///
/// "A server that supports range requests MAY ignore or reject a Range header field that contains
/// an invalid ranges-specifier, a ranges-specifier with more than two overlapping ranges, or a set
/// of many small ranges that are not listed in ascending order" ([RFC 9110
/// §14.2](https://www.rfc-editor.org/rfc/rfc9110#section-14.2)): such are ignored here, that is,
/// everything is sent, once.
///
/// @param isIgnored whether the field is to be treated as absent
/// @param ranges those that can be satisfied, as they came; none means that none can
record RangeField(boolean isIgnored, List<ByteRange> ranges) {
  private static final RangeField IGNORED = new RangeField(true, List.of());
  private static final String UNIT = "bytes=";

  /// No number stands there.
  private static final long ABSENT = -1;

  /// Something stands there that is no number.
  private static final long BROKEN = -2;

  /// Digits that always fit a `long`.
  private static final int DIGITS_MAX = 18;

  /// Reads a field for a representation.
  ///
  /// @param value of the field, null without one
  /// @param size of the representation, in bytes
  /// @param rangesMax ranges beyond which the field is ignored
  static RangeField parse(@Nullable String value, long size, int rangesMax) {
    if (value == null
        || value.length() < UNIT.length()
        || !value.substring(0, UNIT.length()).toLowerCase(Locale.ROOT).equals(UNIT)) {
      return IGNORED;
    }
    List<ByteRange> ranges = new ArrayList<>(1);
    int count = 0;
    long bytes = 0;
    for (int start = UNIT.length(); start <= value.length(); ) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      String spec = value.substring(start, end).strip();
      start = end + 1;
      // "A recipient MUST parse and ignore a reasonable number of empty list elements".
      // https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1.2
      if (++count > rangesMax) {
        return IGNORED;
      }
      if (!spec.isEmpty()) {
        int dash = spec.indexOf('-');
        if (dash < 0) {
          return IGNORED;
        }
        long first = number(spec, 0, dash);
        long last = number(spec, dash + 1, spec.length());
        if (first < ABSENT || last < ABSENT || (first == ABSENT && last == ABSENT)) {
          return IGNORED;
        }
        if (first != ABSENT && last != ABSENT && last < first) {
          return IGNORED;
        }
        if (size == 0 && first == ABSENT && last > 0) {
          // It can be satisfied (§14.1.2), but a Content-Range always has a byte.
          return IGNORED;
        }
        ByteRange range = range(first, last, size);
        if (range != null) {
          ranges.add(range);
          bytes += range.length();
        }
      }
    }
    // More than there is: they overlap, and a small request would cost a large answer.
    return bytes > size ? IGNORED : new RangeField(false, List.copyOf(ranges));
  }

  /// @return null when the representation has no byte of it
  private static @Nullable ByteRange range(long first, long last, long size) {
    if (first == ABSENT) {
      long length = Math.min(last, size);
      return length == 0 ? null : new ByteRange(size - length, length);
    }
    if (first >= size) {
      return null;
    }
    long end = last == ABSENT ? size : Math.min(last + 1, size);
    return new ByteRange(first, end - first);
  }

  /// The number between two positions; a larger one than a `long` holds is the largest.
  private static long number(String text, int start, int end) {
    if (start == end) {
      return ABSENT;
    }
    long value = 0;
    int digits = 0;
    for (int index = start; index < end; index++) {
      char c = text.charAt(index);
      if (!Ascii.isDigit(c)) {
        return BROKEN;
      }
      value = value * 10 + (c - '0');
      digits += value == 0 ? 0 : 1;
      if (digits > DIGITS_MAX) {
        return isDigits(text, index, end) ? Long.MAX_VALUE - 1 : BROKEN;
      }
    }
    return value;
  }

  private static boolean isDigits(String text, int start, int end) {
    for (int index = start; index < end; index++) {
      if (!Ascii.isDigit(text.charAt(index))) {
        return false;
      }
    }
    return true;
  }
}
