package weft.web.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads options from the environment and the command line.
///
/// Flags are `--name value` or `--name=value`; booleans also `--name` and `--no-name`. Given twice,
/// the last counts. Used once, by one thread.
public final class OptionReader {
  /// An option with its value, not yet put into the options.
  private record Setting<T>(Option<T> option, String source, String text, T value) {
    static <T> Setting<T> of(Option<T> option, String source, String text) {
      return new Setting<>(option, source, text, option.parse(source, text));
    }

    ServerOptions apply(ServerOptions options) {
      return option.writer().apply(options, value);
    }

    boolean isDefault() {
      return option.reader().apply(ServerOptions.DEFAULTS).equals(value);
    }
  }

  /// In front of the name of an option that is turned off.
  private static final String NO = "no-";

  private final List<Setting<?>> settings = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /// Reads nothing yet.
  public OptionReader() {}

  /// Reads the `WEFT_*` variables. Unknown ones are left alone, since they may be another
  /// program's, but [#warnings] tells about those that look like a slip.
  ///
  /// @throws OptionError when a value is not legal
  public OptionReader readVariables(Map<String, String> environment) {
    for (Option<?> option : OptionTable.all()) {
      String text = environment.get(option.variable());
      if (text != null) {
        put(Setting.of(option, option.variable(), text));
      }
    }
    for (String variable : environment.keySet()) {
      if (variable.startsWith(Option.VARIABLE_PREFIX)) {
        warnOfSlip(variable);
      }
    }
    return this;
  }

  private void warnOfSlip(String variable) {
    String name =
        variable
            .substring(Option.VARIABLE_PREFIX.length())
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
    String nearest = NearestName.among(OptionTable.all().stream().map(Option::name).toList(), name);
    Option<?> meant = nearest == null ? null : OptionTable.find(nearest).orElse(null);
    if (meant != null && !meant.variable().equals(variable)) {
      warnings.add(variable + " is no option, do you mean " + meant.variable() + "?");
    }
  }

  /// Reads flags.
  ///
  /// @throws OptionError when an option is unknown or a value is missing or not legal
  public OptionReader readFlags(String... arguments) {
    for (int index = 0; index < arguments.length; index++) {
      String argument = arguments[index];
      if (!argument.startsWith("--")) {
        throw new OptionError("'" + argument + "' is no option, see --help", null);
      }
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      Option<?> option = OptionTable.find(flag.substring(2)).orElse(null);
      if (option == null) {
        put(negated(flag.substring(2), equals >= 0));
      } else if (equals >= 0) {
        put(Setting.of(option, flag, argument.substring(equals + 1)));
      } else if (option.type() instanceof BooleanOption) {
        put(Setting.of(option, flag, "true"));
      } else if (index + 1 < arguments.length) {
        index++;
        put(Setting.of(option, flag, arguments[index]));
      } else {
        throw new OptionError(flag + " needs a value: " + option.type().legal(), null);
      }
    }
    return this;
  }

  /// The last setting of an option counts; what it overrides is not even tried.
  private void put(Setting<?> setting) {
    settings.removeIf(earlier -> earlier.option().name().equals(setting.option().name()));
    settings.add(setting);
  }

  /// The options with everything that was read.
  ///
  /// @throws OptionError when values do not go together
  public ServerOptions apply(ServerOptions base) {
    ServerOptions options = base;
    List<Setting<?>> pending = new ArrayList<>(settings);
    // Records refuse values that do not go together, and the one that allows another may come
    // behind
    // it: what was refused is tried again as long as anything else got in.
    while (!pending.isEmpty()) {
      List<Setting<?>> refused = new ArrayList<>();
      Setting<?> first = pending.getFirst();
      @Nullable IllegalArgumentException reason = null;
      for (Setting<?> setting : pending) {
        try {
          options = setting.apply(options);
        } catch (IllegalArgumentException e) {
          first = reason == null ? setting : first;
          reason = reason == null ? e : reason;
          refused.add(setting);
        }
      }
      if (reason != null && refused.size() == pending.size()) {
        throw new OptionError(
            first.source() + ": '" + first.text() + "' is not legal here: " + reason.getMessage(),
            reason);
      }
      pending = refused;
    }
    requirePort(options);
    return options;
  }

  /// Refuses a certificate that nobody would get to see. Who says that the port is off means it.
  private void requirePort(ServerOptions options) {
    boolean isSaid = settings.stream().anyMatch(setting -> HttpsRows.isPort(setting.option()));
    if (isSaid || options.https().isOn()) {
      return;
    }
    for (Setting<?> setting : settings) {
      if (HttpsRows.wantsTls(setting.option()) && !setting.isDefault()) {
        throw new OptionError(
            setting.source()
                + ": there is no TLS port; set one by --tls-port, or say --tls-port off",
            null);
      }
    }
  }

  /// Lines about what looks like a slip but may be none.
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /// @param name that of no option
  private static Setting<?> negated(String name, boolean hasValue) {
    String flag = "--" + name;
    Option<?> option =
        name.startsWith(NO) ? OptionTable.find(name.substring(NO.length())).orElse(null) : null;
    if (option == null) {
      String nearest = NearestName.among(names(), name);
      throw new OptionError(
          flag
              + " is no option"
              + (nearest == null ? ", see --help" : ", do you mean --" + nearest + "?"),
          null);
    }
    if (!(option.type() instanceof BooleanOption)) {
      throw new OptionError(
          flag + " is no option, " + option.flag() + " takes a value: " + option.type().legal(),
          null);
    }
    if (hasValue) {
      throw new OptionError(flag + " takes no value", null);
    }
    return Setting.of(option, flag, "false");
  }

  /// All that may stand behind the dashes of a flag.
  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Option<?> option : OptionTable.all()) {
      names.add(option.name());
      if (option.type() instanceof BooleanOption) {
        names.add(NO + option.name());
      }
    }
    return names;
  }
}
