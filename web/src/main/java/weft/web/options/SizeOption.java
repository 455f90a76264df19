package weft.web.options;

import java.util.Locale;

/// A number of bytes within bounds, such as `16MiB`, `64KiB`, `10MB` or `4096`.
record SizeOption(long min, long max) implements OptionType<Long> {
  private static final String[] BINARY = {"TiB", "GiB", "MiB", "KiB", "B"};
  private static final long[] BINARY_BYTES = {1L << 40, 1L << 30, 1L << 20, 1L << 10, 1};

  @Override
  public String name() {
    return "size";
  }

  @Override
  public String unit() {
    return "bytes";
  }

  @Override
  public String range() {
    return max == Long.MAX_VALUE ? "at least " + format(min) : format(min) + " to " + format(max);
  }

  @Override
  public String legal() {
    return range() + ", written like 4096, 64KiB, 16MiB";
  }

  @Override
  public Long parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0) {
      throw new IllegalArgumentException("no number");
    }
    try {
      long value =
          Math.multiplyExact(
              Long.parseLong(text.substring(0, digits)), unitBytes(text.substring(digits)));
      if (value < min || value > max) {
        throw new IllegalArgumentException("out of range");
      }
      return value;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("out of range", e);
    }
  }

  @Override
  public String format(Long value) {
    if (value == 0) {
      return "0";
    }
    int index = 0;
    while (value % BINARY_BYTES[index] != 0) {
      index++;
    }
    return value / BINARY_BYTES[index] + BINARY[index];
  }

  private static long unitBytes(String unit) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "", "b" -> 1;
      case "kib" -> 1L << 10;
      case "mib" -> 1L << 20;
      case "gib" -> 1L << 30;
      case "tib" -> 1L << 40;
      case "kb" -> 1_000;
      case "mb" -> 1_000_000;
      case "gb" -> 1_000_000_000;
      case "tb" -> 1_000_000_000_000L;
      default -> throw new IllegalArgumentException("no such unit");
    };
  }
}
