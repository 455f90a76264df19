package weft.web.options;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Rows of the [OptionTable] about one part of the [ServerOptions].
///
/// @param <P> the part
final class OptionRows<P> {
  private static final Duration YEAR = Duration.ofDays(365);

  /// Puts a number into a part.
  interface NumberWriter<P> {
    P write(P part, long number);
  }

  private final List<Option<?>> rows = new ArrayList<>();
  private final Function<ServerOptions, P> part;
  private final BiFunction<ServerOptions, P, ServerOptions> withPart;

  OptionRows(
      Function<ServerOptions, P> part, BiFunction<ServerOptions, P, ServerOptions> withPart) {
    this.part = part;
    this.withPart = withPart;
  }

  List<Option<?>> rows() {
    return rows;
  }

  <T> void add(
      String name,
      OptionType<T> type,
      String text,
      Function<P, T> reader,
      BiFunction<P, T, P> writer) {
    rows.add(
        new Option<>(
            name,
            type,
            text,
            options -> reader.apply(part.apply(options)),
            (options, value) -> withPart.apply(options, writer.apply(part.apply(options), value))));
  }

  /// A number from `min` to the largest `int`.
  void count(
      String name,
      int min,
      String unit,
      String text,
      ToLongFunction<P> reader,
      NumberWriter<P> writer) {
    number(name, new IntegerOption(min, Integer.MAX_VALUE, unit), text, reader, writer);
  }

  void number(
      String name,
      OptionType<Long> type,
      String text,
      ToLongFunction<P> reader,
      NumberWriter<P> writer) {
    add(name, type, text, reader::applyAsLong, writer::write);
  }

  /// A time from `min` to a year.
  void time(
      String name,
      Duration min,
      String text,
      Function<P, Duration> reader,
      BiFunction<P, Duration, P> writer) {
    add(name, new DurationOption(min, YEAR), text, reader, writer);
  }
}
