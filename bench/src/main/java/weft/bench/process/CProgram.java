package weft.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A C program of the bench, compiled when it is needed.
public final class CProgram {
  private static final int COMPILE_SECONDS_MAX = 60;

  private CProgram() {}

  /// Compiles `NAME.c`, a resource beside the class that owns it.
  ///
  /// @param libraries options that name libraries it needs
  /// @return the executable, or empty where there is no gcc
  /// @throws IOException with gcc's messages when it refuses the source
  public static Optional<Path> compile(
      Class<?> owner, String name, ChildProcesses processes, String... libraries)
      throws IOException, InterruptedException {
    Optional<Path> gcc = Executables.find("gcc");
    if (gcc.isEmpty()) {
      return Optional.empty();
    }
    Path executable = processes.folder().resolve(name);
    if (Files.notExists(executable)) {
      Path source = processes.folder().resolve(name + ".c");
      extract(owner, name + ".c", source);
      List<String> command = new ArrayList<>(List.of(gcc.get().toString(), "-O2", "-pthread"));
      command.addAll(List.of("-o", executable.toString(), source.toString()));
      command.addAll(List.of(libraries));
      processes.run(command, COMPILE_SECONDS_MAX);
    }
    return Optional.of(executable);
  }

  /// Copies a resource beside a class into a file.
  public static void extract(Class<?> owner, String resource, Path target) throws IOException {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("resource " + resource + " of " + owner.getName() + " is missing");
      }
      Files.copy(in, target);
    }
  }
}
