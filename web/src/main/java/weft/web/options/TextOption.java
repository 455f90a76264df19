package weft.web.options;

import java.util.function.Predicate;

/// Any text that passes a check.
record TextOption(String range, Predicate<String> check) implements OptionType<String> {
  @Override
  public String name() {
    return "text";
  }

  @Override
  public String unit() {
    return "";
  }

  @Override
  public String parse(String text) {
    if (!check.test(text)) {
      throw new IllegalArgumentException("refused");
    }
    return text;
  }

  @Override
  public String format(String value) {
    return value;
  }
}
