package weft.web.routing;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The built-in constraints on the value of a parameter.
///
/// What accepts less has the lower rank; 0 is for alternatives.
enum ValueShape implements Constraint {
  /// A decimal number that fits 32 bits, with an optional minus: -2147483648 to 2147483647.
  INT(1, "int") {
    @Override
    public boolean matches(String text, int start, int end) {
      return isDecimal(text, start, end, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
  },
  /// A decimal number that fits 64 bits, with an optional minus.
  LONG(2, "long") {
    @Override
    public boolean matches(String text, int start, int end) {
      return isDecimal(text, start, end, Long.MIN_VALUE, Long.MAX_VALUE);
    }
  },
  /// 8-4-4-4-12 hexadecimal digits, RFC 9562 §4.
  UUID(3, "uuid") {
    @Override
    public boolean matches(String text, int start, int end) {
      if (end - start != 36) {
        return false;
      }
      for (int index = 0; index < 36; index++) {
        char c = text.charAt(start + index);
        boolean dash = index == 8 || index == 13 || index == 18 || index == 23;
        if (dash ? c != '-' : !isHex(c)) {
          return false;
        }
      }
      return true;
    }
  },
  /// Hexadecimal digits.
  HEX(4, "hex") {
    @Override
    public boolean matches(String text, int start, int end) {
      for (int index = start; index < end; index++) {
        if (!isHex(text.charAt(index))) {
          return false;
        }
      }
      return true;
    }
  },
  /// Letters A to Z and a to z.
  ALPHA(5, "alpha") {
    @Override
    public boolean matches(String text, int start, int end) {
      for (int index = start; index < end; index++) {
        if (!isLetter(text.charAt(index))) {
          return false;
        }
      }
      return true;
    }
  },
  /// Letters, digits, `-` and `_`.
  SLUG(6, "slug") {
    @Override
    public boolean matches(String text, int start, int end) {
      for (int index = start; index < end; index++) {
        char c = text.charAt(index);
        if (!isLetter(c) && !isDigit(c) && c != '-' && c != '_') {
          return false;
        }
      }
      return true;
    }
  },
  /// Any text that is not empty.
  ANY(7, "") {
    @Override
    public boolean matches(String text, int start, int end) {
      return true;
    }
  };

  private final int rank;
  private final String written;

  ValueShape(int rank, String written) {
    this.rank = rank;
    this.written = written;
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public String written() {
    return written;
  }

  /// The names for a message.
  static String listed() {
    return Arrays.stream(values())
        .filter(shape -> shape != ANY)
        .map(ValueShape::written)
        .collect(Collectors.joining(", "));
  }

  private static boolean isDecimal(String text, int start, int end, long min, long max) {
    boolean negative = text.charAt(start) == '-';
    int first = negative ? start + 1 : start;
    if (first == end || end - first > 19) {
      return false;
    }
    // Counted downwards because the most negative value has no positive twin.
    long value = 0;
    for (int index = first; index < end; index++) {
      int digit = text.charAt(index) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      if (value < (Long.MIN_VALUE + digit) / 10) {
        return false;
      }
      value = value * 10 - digit;
    }
    return negative ? value >= min : value >= -max;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static boolean isHex(char c) {
    return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
  }
}
