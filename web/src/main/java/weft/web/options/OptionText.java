package weft.web.options;

import java.util.Locale;

/// The option table as text for people.
public final class OptionText {
  private static final int COLUMN = 34;

  private OptionText() {}

  /// Prints the table of the documentation.
  public static void main(String[] arguments) {
    IO.print(markdown());
  }

  /// What `--help` prints.
  public static String help() {
    StringBuilder text = new StringBuilder();
    text.append(
        "Options, each also a variable: --stop-grace is WEFT_STOP_GRACE. Flags go first.\n");
    text.append(
        "--name VALUE or --name=VALUE; --name, --no-name or --name=false for true or false.\n");
    text.append("Durations: 250ms, 30s, 1h30m. Sizes: 4096, 64KiB, 16MiB.\n\n");
    for (Option<?> option : OptionTable.all()) {
      line(option.flag() + placeholder(option), option.text(), text);
      text.append(" ".repeat(COLUMN)).append(option.type().range());
      if (!option.defaultText().isEmpty()) {
        text.append("; default ").append(option.defaultText());
      }
      text.append('\n');
    }
    line("--help", "Prints this", text);
    line("--version", "Prints the version of Weft", text);
    return text.toString();
  }

  /// The table of the documentation.
  public static String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| flag | variable | type | unit | default | range | meaning |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (Option<?> option : OptionTable.all()) {
      text.append("| `").append(option.flag()).append("` | `").append(option.variable());
      text.append("` | ").append(option.type().name());
      text.append(" | ").append(option.type().unit());
      text.append(" | ").append(code(option.defaultText()));
      text.append(" | ").append(option.type().range());
      text.append(" | ").append(option.text()).append(" |\n");
    }
    return text.toString();
  }

  private static void line(String flag, String meaning, StringBuilder text) {
    String begin = "  " + flag;
    text.append(begin).append(" ".repeat(Math.max(1, COLUMN - begin.length())));
    text.append(meaning).append('\n');
  }

  private static String placeholder(Option<?> option) {
    return option.type() instanceof BooleanOption
        ? ""
        : " " + option.type().name().toUpperCase(Locale.ROOT);
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
