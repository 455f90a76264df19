package weft.bench.flood;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import weft.bench.plan.BenchCase;
import weft.bench.plan.BenchOptions;
import weft.bench.process.ChildProcesses;
import weft.bench.process.Core;
import weft.bench.report.FloodResult;
import weft.bench.server.BenchServer;
import weft.bench.server.JavaCommand;
import weft.bench.server.RunningServer;

/// Has each flood come over a server, and measures what a calm client feels of it: the server has a
/// core to itself; the attackers share the other with the calm client, which goes before them.
public final class FloodSession {
  /// Load before the first run, for the server's code and the client's.
  private static final int WARMUP_SECONDS_MIN = 2;

  /// What starting a program may take beside its work, in seconds.
  private static final int START_SECONDS_MAX = 20;

  private final BenchOptions options;
  private final ChildProcesses processes;
  private final PrintStream out;

  /// Measures what the options say.
  public FloodSession(BenchOptions options, ChildProcesses processes, PrintStream out) {
    this.options = options;
    this.processes = processes;
    this.out = out;
  }

  /// Runs all floods against one server.
  ///
  /// @throws IOException when the server or a calm client fails
  public List<FloodResult> run(BenchServer server) throws IOException, InterruptedException {
    List<FloodResult> results = new ArrayList<>();
    try (var running = RunningServer.start(server, BenchCase.H2C, processes)) {
      int port = running.address().getPort();
      calm(port, warmupSeconds());
      for (Flood flood : Flood.values()) {
        FloodResult result = measure(server, port, flood);
        out.println("  " + result.line());
        results.add(result);
      }
    }
    return results;
  }

  private FloodResult measure(BenchServer server, int port, Flood flood)
      throws IOException, InterruptedException {
    List<Double> calm = new ArrayList<>();
    List<Double> attacked = new ArrayList<>();
    // A flood's first seconds have the server compile what it needs against it.
    attacked(port, flood, warmupSeconds());
    for (int run = 0; run < options.runs(); run++) {
      calm.add(calm(port, options.seconds()));
      attacked.add(attacked(port, flood, options.seconds()));
    }
    return new FloodResult(server.id(), server.title(), flood.name(), calm, attacked);
  }

  private int warmupSeconds() {
    return Math.max(WARMUP_SECONDS_MIN, options.warmupSeconds());
  }

  private double attacked(int port, Flood flood, int seconds)
      throws IOException, InterruptedException {
    Process attack = startAttack(port, flood, seconds);
    try {
      return calm(port, seconds);
    } finally {
      processes.end(attack);
    }
  }

  private double calm(int port, int seconds) throws IOException, InterruptedException {
    List<String> command =
        JavaCommand.client(
            FloodProgram.class, List.of("calm", Integer.toString(port), Integer.toString(seconds)));
    String printed = processes.run(Core.LOAD.pin(command), seconds + START_SECONDS_MAX);
    return Double.parseDouble(printed.strip().lines().toList().getLast());
  }

  /// Starts one that goes on until it is ended.
  private Process startAttack(int port, Flood flood, int calmSeconds) throws IOException {
    int seconds = calmSeconds + START_SECONDS_MAX;
    // Attackers run when nobody else wants to: a low priority alone keeps their slices.
    List<String> command = new ArrayList<>(List.of("chrt", "--idle", "0"));
    command.addAll(
        JavaCommand.client(
            FloodProgram.class,
            List.of("attack", Integer.toString(port), flood.name(), Integer.toString(seconds))));
    Path log = Files.createTempFile(processes.folder(), "attack", ".log");
    return processes.start(Core.LOAD.pin(command), log);
  }
}
