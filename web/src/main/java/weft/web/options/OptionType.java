package weft.web.options;

/// The kind of an option's value: how it is written, read and bounded.
///
/// @param <T> of the value
public sealed interface OptionType<T>
    permits BooleanOption,
        ChoiceOption,
        DurationOption,
        IntegerOption,
        OptionalDurationOption,
        PortOption,
        SizeOption,
        TextOption {
  /// The kind in a word, such as `integer`.
  String name();

  /// Unit of the value, such as `connections`; empty without one.
  String unit();

  /// Legal values in words.
  String range();

  /// [#range], and how values are written where that is not plain.
  default String legal() {
    return range();
  }

  /// Reads a value.
  ///
  /// @throws IllegalArgumentException when it is not legal; the message is for programmers, users
  ///   get [#legal]
  T parse(String text);

  /// Writes a value so that [#parse] reads it; empty for none.
  String format(T value);
}
