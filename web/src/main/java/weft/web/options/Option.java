package weft.web.options;

import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

/// One thing a user can set: a line of the [OptionTable].
///
/// @param name as a flag without dashes, such as `stop-grace`
/// @param type kind, unit and range
/// @param text what it is for, a sentence without full stop
/// @param reader takes its value out of the options
/// @param writer puts its value into the options
public record Option<T>(
    String name,
    OptionType<T> type,
    String text,
    Function<ServerOptions, T> reader,
    BiFunction<ServerOptions, T, ServerOptions> writer) {
  /// In front of all variables.
  static final String VARIABLE_PREFIX = "WEFT_";

  /// As a flag, such as `--stop-grace`.
  public String flag() {
    return "--" + name;
  }

  /// As an environment variable, such as `WEFT_STOP_GRACE`.
  public String variable() {
    return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /// The default as it would be written.
  public String defaultText() {
    return type.format(reader.apply(ServerOptions.DEFAULTS));
  }

  /// Reads a value.
  ///
  /// @param source where the text comes from, flag or variable, for messages
  /// @throws OptionError when the text is no legal value
  T parse(String source, String text) {
    try {
      return type.parse(text);
    } catch (IllegalArgumentException e) {
      throw new OptionError(source + ": '" + text + "' is not legal, legal is " + type.legal(), e);
    }
  }
}
