package weft.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A C program of the bench, compiled when it is needed.
///
/// @param owner the class that its source `NAME.c` lies beside, as a resource
/// @param name of the source and of the executable
/// @param headers resources beside it that it includes
/// @param libraries names as gcc's `-l` takes them
public record CProgram(Class<?> owner, String name, List<String> headers, List<String> libraries) {
  private static final int COMPILE_SECONDS_MAX = 60;

  /// One file that needs nothing but the C library.
  public CProgram(Class<?> owner, String name) {
    this(owner, name, List.of(), List.of());
  }

  /// Compiles it, unless that was done.
  ///
  /// @return the executable, or empty where there is no gcc
  /// @throws IOException with gcc's messages when it refuses the source
  public Optional<Path> compile(ChildProcesses processes) throws IOException, InterruptedException {
    Optional<Path> gcc = Executables.find("gcc");
    if (gcc.isEmpty()) {
      return Optional.empty();
    }
    Path executable = processes.folder().resolve(name);
    if (Files.notExists(executable)) {
      Path source = processes.folder().resolve(name + ".c");
      extract(owner, name + ".c", source);
      for (String header : headers) {
        extract(owner, header, processes.folder().resolve(header));
      }
      List<String> command = new ArrayList<>(List.of(gcc.get().toString(), "-O2", "-pthread"));
      command.addAll(List.of("-o", executable.toString(), source.toString()));
      libraries.forEach(library -> command.add("-l" + library));
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
