package weft.bench.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds programs of the machine.
public final class Executables {
  private Executables() {}

  /// The program of that name on the search path, or in the folders of system programs.
  public static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /// The `java` that runs this program.
  public static Path java() {
    return ProcessHandle.current()
        .info()
        .command()
        .map(Path::of)
        .orElseThrow(() -> new IllegalStateException("the system does not tell which java runs"));
  }

  /// The `jcmd` beside that `java`, where it is a JDK.
  public static Optional<Path> jcmd() {
    Path jcmd = java().resolveSibling("jcmd");
    return Files.isExecutable(jcmd) ? Optional.of(jcmd) : Optional.empty();
  }
}
