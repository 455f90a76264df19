package weft.examples.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the demo's own flags say; the rest are those of every app.
///
/// @param files the folder below `/files/`; null for the bundled samples
/// @param rest the other flags
record DemoFlags(@Nullable Path files, List<String> rest) {
  /// For people.
  static final String USAGE =
      "of the demo:\n  --files DIR  folder of /files/ (bundled samples)\n\n";

  private static final String FILES = "--files";

  /// Takes `--files DIR` or `--files=DIR` out of the flags.
  ///
  /// @throws IllegalArgumentException when there is no such folder
  static DemoFlags parse(String... flags) {
    Path files = null;
    List<String> rest = new ArrayList<>();
    for (int index = 0; index < flags.length; index++) {
      String flag = flags[index];
      if (flag.startsWith(FILES + "=")) {
        files = folder(flag.substring(FILES.length() + 1));
      } else if (flag.equals(FILES)) {
        index++;
        files = folder(index < flags.length ? flags[index] : "");
      } else {
        rest.add(flag);
      }
    }
    return new DemoFlags(files, List.copyOf(rest));
  }

  private static Path folder(String value) {
    Path folder = Path.of(value);
    if (value.isEmpty() || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(FILES + " '" + value + "' is no folder");
    }
    return folder;
  }

  /// Whether help is asked for.
  boolean wantHelp() {
    return rest.contains("--help") || rest.contains("-h");
  }
}
