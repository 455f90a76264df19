package weft.web.options;

import java.time.Duration;

/// A time within bounds, such as `1h30m`, `250ms` or `30` (seconds).
///
/// ```
/// duration = 1*DIGIT / 1*( 1*DIGIT ( "d" / "h" / "m" / "s" / "ms" / "us" ) )   ; units descending
/// ```
record DurationOption(Duration min, Duration max) implements OptionType<Duration> {
  private static final String[] UNITS = {"d", "h", "m", "s", "ms", "us"};
  private static final long[] UNIT_NANOS = {
    86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L,
  };

  @Override
  public String name() {
    return "duration";
  }

  @Override
  public String unit() {
    return "";
  }

  @Override
  public String range() {
    return format(min) + " to " + format(max);
  }

  @Override
  public String legal() {
    return range() + ", written like 250ms, 30s, 1h30m";
  }

  @Override
  public Duration parse(String text) {
    try {
      long nanos = nanos(text);
      Duration value = Duration.ofNanos(nanos);
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
        throw new IllegalArgumentException("out of range");
      }
      return value;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("out of range", e);
    }
  }

  @Override
  public String format(Duration value) {
    long nanos = value.toNanos();
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < UNITS.length; index++) {
      long count = nanos / UNIT_NANOS[index];
      if (count > 0) {
        text.append(count).append(UNITS[index]);
        nanos -= count * UNIT_NANOS[index];
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static long nanos(String text) {
    long nanos = 0;
    int unitAtLeast = 0;
    int start = 0;
    do {
      int digitsEnd = end(text, start, true);
      int unitEnd = end(text, digitsEnd, false);
      long count = Long.parseLong(text.substring(start, digitsEnd));
      boolean isPlain = start == 0 && digitsEnd == text.length();
      int unit = isPlain ? 3 : unitIndex(text.substring(digitsEnd, unitEnd));
      if (unit < unitAtLeast) {
        throw new IllegalArgumentException("units are not descending");
      }
      nanos = Math.addExact(nanos, Math.multiplyExact(count, UNIT_NANOS[unit]));
      unitAtLeast = unit + 1;
      start = unitEnd;
    } while (start < text.length());
    return nanos;
  }

  /// Where the run of digits, or of anything else, ends.
  private static int end(String text, int start, boolean digits) {
    int end = start;
    while (end < text.length() && (text.charAt(end) >= '0' && text.charAt(end) <= '9') == digits) {
      end++;
    }
    return end;
  }

  private static int unitIndex(String unit) {
    for (int index = 0; index < UNITS.length; index++) {
      if (UNITS[index].equals(unit)) {
        return index;
      }
    }
    throw new IllegalArgumentException("no such unit");
  }
}
