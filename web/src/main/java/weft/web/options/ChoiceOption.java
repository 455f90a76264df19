package weft.web.options;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// One constant of an enum, written in lower case.
record ChoiceOption<E extends Enum<E>>(Class<E> type) implements OptionType<E> {
  @Override
  public String name() {
    return "choice";
  }

  @Override
  public String unit() {
    return "";
  }

  @Override
  public String range() {
    return Arrays.stream(type.getEnumConstants())
        .map(this::format)
        .collect(Collectors.joining(", "));
  }

  @Override
  public E parse(String text) {
    for (E constant : type.getEnumConstants()) {
      if (format(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no such choice");
  }

  @Override
  public String format(E value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
