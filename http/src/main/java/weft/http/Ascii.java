package weft.http;

import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The character classes of RFC 9110 §5.6 and word-wise tests for them.
public final class Ascii {
  /// 0x01 in every byte.
  public static final long ONES = 0x0101_0101_0101_0101L;

  /// The highest bit of every byte.
  public static final long HIGHS = 0x8080_8080_8080_8080L;

  private static final long SPACES = ONES * ' ';

  private static final long DELETES = ONES * 0x7f;

  private static final boolean[] TOKEN = new boolean[256];

  static {
    String others = "!#$%&'*+-.^_`|~";
    for (int value = 0; value < 128; value++) {
      TOKEN[value] =
          (value >= '0' && value <= '9')
              || (value >= 'a' && value <= 'z')
              || (value >= 'A' && value <= 'Z')
              || others.indexOf(value) >= 0;
    }
  }

  private Ascii() {}

  /// Whether a byte is a `tchar`.
  @HotPath
  public static boolean isToken(byte value) {
    return TOKEN[value & 0xff];
  }

  /// Whether every byte is a `tchar`; true for none.
  @HotPath
  public static boolean isToken(long address, int length) {
    for (int index = 0; index < length; index++) {
      if (!TOKEN[Memory.getByte(address + index) & 0xff]) {
        return false;
      }
    }
    return true;
  }

  /// Whether a text is a `token`: one or more `tchar`.
  @HotPath
  public static boolean isToken(String text) {
    int length = text.length();
    for (int index = 0; index < length; index++) {
      char value = text.charAt(index);
      if (value > 127 || !TOKEN[value]) {
        return false;
      }
    }
    return length > 0;
  }

  /// Whether a text can be sent as a field value: visible characters, spaces, tabs and Latin-1
  /// letters, without white space at its ends. CR, LF, NUL and other controls are refused, so no
  /// value can end its line.
  @HotPath
  public static boolean isFieldValue(String text) {
    int length = text.length();
    for (int index = 0; index < length; index++) {
      char value = text.charAt(index);
      if (value < 0x20 ? value != '\t' : value == 0x7f || value > 0xff) {
        return false;
      }
    }
    return length == 0 || (!isBlank(text.charAt(0)) && !isBlank(text.charAt(length - 1)));
  }

  /// The first control other than HTAB at or behind `from`, or an address at or behind `end`. May
  /// read seven bytes behind `end`.
  @HotPath
  public static long control(long from, long end) {
    long at = from;
    while (at < end) {
      long word = Memory.getLong(at);
      long deleted = word ^ DELETES;
      // Only the lowest hit is exact: above it a borrow may have made false ones.
      long hit = (((word - SPACES) & ~word) | ((deleted - ONES) & ~deleted)) & HIGHS;
      if (hit == 0) {
        at += 8;
      } else {
        at += Long.numberOfTrailingZeros(hit) >>> 3;
        if (Memory.getByte(at) != '\t') {
          return at;
        }
        at++;
      }
    }
    return end;
  }

  /// Whether native bytes are `lower` without regard to case.
  ///
  /// @param lower lower-case ASCII
  @HotPath
  public static boolean equalsIgnoreCase(long address, int length, String lower) {
    if (length != lower.length()) {
      return false;
    }
    for (int index = 0; index < length; index++) {
      if (lower(Memory.getByte(address + index)) != lower.charAt(index)) {
        return false;
      }
    }
    return true;
  }

  /// The lower-case twin of an ASCII letter, anything else unchanged.
  @HotPath
  public static int lower(int value) {
    return value >= 'A' && value <= 'Z' ? value + 32 : value;
  }

  /// Whether a byte is a decimal digit.
  @HotPath
  public static boolean isDigit(int value) {
    return value >= '0' && value <= '9';
  }

  /// The value of a hexadecimal digit, or -1.
  @HotPath
  public static int hex(int value) {
    if (value >= '0' && value <= '9') {
      return value - '0';
    }
    int lower = value | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /// The octet that a percent-encoding stands for ([RFC 3986
  /// §2.1](https://www.rfc-editor.org/rfc/rfc3986#section-2.1)).
  ///
  /// @param at where its percent sign is
  /// @return -1 when two hexadecimal digits do not follow
  public static int percentDecoded(String text, int at) {
    if (at + 2 >= text.length()) {
      return -1;
    }
    int high = hex(text.charAt(at + 1));
    int low = hex(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /// Whether a byte is a space or a tab.
  @HotPath
  public static boolean isBlank(int value) {
    return value == ' ' || value == '\t';
  }
}
