package weft.web.options;

import java.time.Duration;
import java.util.Optional;

/// A time within bounds, or none.
record OptionalDurationOption(DurationOption duration) implements OptionType<Optional<Duration>> {
  private static final String OFF = "off";

  @Override
  public String name() {
    return duration.name();
  }

  @Override
  public String unit() {
    return duration.unit();
  }

  @Override
  public String range() {
    return OFF + ", " + duration.range();
  }

  @Override
  public String legal() {
    return OFF + ", " + duration.legal();
  }

  @Override
  public Optional<Duration> parse(String text) {
    return text.equals(OFF) ? Optional.empty() : Optional.of(duration.parse(text));
  }

  @Override
  public String format(Optional<Duration> value) {
    return value.map(duration::format).orElse(OFF);
  }
}
