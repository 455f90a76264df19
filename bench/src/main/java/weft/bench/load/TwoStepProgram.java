package weft.bench.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import weft.bench.process.ChildProcesses;

/// A program that prepares itself, says so in a line, and goes on when it is told to.
final class TwoStepProgram implements AutoCloseable {
  /// Between two looks at what it has printed.
  private static final int LOOK_MILLIS = 5;

  private final String name;
  private final ChildProcesses processes;
  private final Process process;
  private final Path output;

  private TwoStepProgram(String name, ChildProcesses processes, Process process, Path output) {
    this.name = name;
    this.processes = processes;
    this.process = process;
    this.output = output;
  }

  static TwoStepProgram start(List<String> command, ChildProcesses processes) throws IOException {
    Path output = Files.createTempFile(processes.folder(), "run", ".txt");
    Process process = processes.start(command, output);
    return new TwoStepProgram(String.join(" ", command), processes, process, output);
  }

  /// Waits until it has printed a line.
  ///
  /// @throws IOException when it ends before, or takes too long
  void awaitLine(String line, int secondsMax) throws IOException, InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(secondsMax));
    while (!printed().lines().toList().contains(line)) {
      if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException(
            name + " ended with " + process.exitValue() + ": " + printed().strip());
      }
      if (Instant.now().isAfter(end)) {
        throw new IOException(name + " has not said " + line + " after " + secondsMax + " s");
      }
    }
  }

  /// Has it go on, and returns what it printed from its start to its end.
  ///
  /// @throws IOException when it takes longer than `secondsMax` or ends with another code than 0
  String goOn(int secondsMax) throws IOException, InterruptedException {
    try (OutputStream input = process.getOutputStream()) {
      input.write('\n');
    }
    if (!process.waitFor(secondsMax, TimeUnit.SECONDS)) {
      throw new IOException(name + " still ran after " + secondsMax + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException(name + " ended with " + process.exitValue() + ": " + printed().strip());
    }
    return printed();
  }

  private String printed() throws IOException {
    return Files.readString(output);
  }

  @Override
  public void close() {
    processes.end(process);
  }
}
