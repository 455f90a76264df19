package weft.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The programs this run has started, and a folder for their files.
///
/// All of them end with it: on [#close], when the program fails, and when it is interrupted.
public final class ChildProcesses implements AutoCloseable {
  /// How long a program may take to end when asked, in seconds; then it is killed.
  private static final int END_SECONDS = 5;

  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private final Path folder;
  private volatile boolean ended;
  private final Thread hook = Thread.ofPlatform().unstarted(this::endAll);

  private ChildProcesses(Path folder) {
    this.folder = folder;
  }

  /// Creates the folder and promises to end what will be started.
  public static ChildProcesses open() throws IOException {
    var processes = new ChildProcesses(Files.createTempDirectory("weft-bench"));
    Runtime.getRuntime().addShutdownHook(processes.hook);
    return processes;
  }

  /// Whether everything has been ended, by [#close] or because the bench is being interrupted.
  public boolean isEnded() {
    return ended;
  }

  /// A folder that goes away with this.
  public Path folder() {
    return folder;
  }

  /// Starts a program whose output goes to a file.
  ///
  /// @throws IOException also when this has been closed or the bench is being interrupted
  public Process start(List<String> command, Path output) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    running.add(process);
    // Whoever ends everything either finds the process above or has set this before.
    if (ended) {
      end(process);
      throw new IOException("interrupted");
    }
    return process;
  }

  /// Runs a program to its end and returns what it printed.
  ///
  /// @throws IOException when it takes longer than `secondsMax` or ends with another code than 0
  public String run(List<String> command, int secondsMax) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "run", ".txt");
    Process process = start(command, output);
    try {
      boolean ended = process.waitFor(secondsMax, TimeUnit.SECONDS);
      String text = Files.readString(output);
      if (!ended) {
        throw new IOException(command.getFirst() + " still ran after " + secondsMax + " s");
      }
      if (process.exitValue() != 0) {
        String name = String.join(" ", command);
        throw new IOException(name + " ended with " + process.exitValue() + ": " + text.strip());
      }
      return text;
    } finally {
      end(process);
    }
  }

  /// Ends one program that was started here: asks first, kills later.
  public void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    running.remove(process);
  }

  /// Ends what still runs and removes the folder.
  @Override
  public void close() {
    if (ended) {
      return;
    }
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The program is being interrupted: the hook finds nothing left to end.
      return;
    }
  }

  private void endAll() {
    ended = true;
    running.forEach(Process::destroy);
    List.copyOf(running).forEach(this::end);
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
