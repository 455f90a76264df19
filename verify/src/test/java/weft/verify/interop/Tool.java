package weft.verify.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// A program of the machine.
final class Tool {
  /// How long a program may take; then it is ended, which its exit code shows.
  private static final int SECONDS_MAX = 50;

  private Tool() {}

  /// What a run gave.
  ///
  /// @param exitCode 0 for success
  /// @param output standard output and error together
  record Run(int exitCode, String output) {}

  /// Runs a program to its end; the test is skipped when it is absent.
  static Run run(String program, List<String> arguments) throws IOException, InterruptedException {
    return run(program, arguments, "");
  }

  /// Runs a program with input.
  static Run run(String program, List<String> arguments, String input)
      throws IOException, InterruptedException {
    path(program);
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(arguments);
    return run(command, input, SECONDS_MAX);
  }

  /// Runs a program that the test has brought along.
  static Run run(Path program, List<String> arguments, int secondsMax)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    return run(command, "", secondsMax);
  }

  private static Run run(List<String> command, String input, int secondsMax)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    // Reading its output cannot be interrupted, but ends when it does.
    var _ =
        process
            .onExit()
            .orTimeout(secondsMax, TimeUnit.SECONDS)
            .exceptionally(_ -> process.destroyForcibly());
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  /// Where a program is; the test is skipped when it is absent.
  static String path(String program) {
    Optional<Path> found = find(program);
    assumeTrue(found.isPresent(), program + " is not on this machine");
    return found.orElseThrow().toString();
  }

  private static Optional<Path> find(String program) {
    String path = System.getenv("PATH");
    return Pattern.compile(":")
        .splitAsStream(path == null ? "" : path)
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
