package weft.web.options;

/// A decimal number within bounds.
record IntegerOption(long min, long max, String unit) implements OptionType<Long> {
  @Override
  public String name() {
    return "integer";
  }

  @Override
  public String range() {
    return max == Long.MAX_VALUE ? "at least " + min : min + " to " + max;
  }

  @Override
  public Long parse(String text) {
    // Long.parseLong also takes a plus sign and the digits of other scripts.
    if (text.isEmpty() || !text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
      throw new IllegalArgumentException("not a number");
    }
    long value = Long.parseLong(text);
    if (value < min || value > max) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  @Override
  public String format(Long value) {
    return value.toString();
  }
}
