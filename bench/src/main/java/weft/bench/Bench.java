package weft.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;
import weft.bench.micro.MicroBenchmarks;
import weft.bench.plan.BenchCase;
import weft.bench.plan.BenchOptions;
import weft.bench.process.ChildProcesses;
import weft.bench.report.BenchResults;
import weft.bench.report.Conditions;
import weft.bench.report.Goals;
import weft.bench.report.Invocation;
import weft.bench.report.MicroResult;
import weft.bench.report.PerformancePage;
import weft.bench.report.ResultFile;
import weft.bench.report.ResultTables;
import weft.bench.server.BenchServer;
import weft.bench.server.JavaCommand;
import weft.bench.server.ServerCatalog;

/// The program behind `./weft bench`.
public final class Bench {
  private static final PrintStream OUT = System.out;

  private final BenchOptions options;
  private final List<String> arguments;

  private Bench(BenchOptions options, List<String> arguments) {
    this.options = options;
    this.arguments = arguments;
  }

  /// Runs what the arguments say. Exit code 0: done; 1: something could not be measured; 2: wrong
  /// arguments.
  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = List.of(arguments);
    BenchOptions options;
    try {
      options = BenchOptions.parse(words, ServerCatalog.IDS);
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(2);
      return;
    }
    try {
      System.exit(new Bench(options, words).run() ? 0 : 1);
    } catch (IOException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(1);
    }
  }

  private boolean run() throws IOException, InterruptedException {
    return switch (options.action()) {
      case HELP -> {
        OUT.print(BenchOptions.USAGE);
        yield true;
      }
      case LIST -> list();
      case MICRO -> micro();
      case FLOODS -> load();
      case LOAD -> options.from().isEmpty() ? load() : reportFiles();
    };
  }

  private boolean list() throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      OUT.println("cases");
      BenchCase.all().forEach(load -> OUT.println("  " + padded(load.id()) + load.title()));
      OUT.println("servers");
      for (BenchServer server : ServerCatalog.of(options.root(), processes)) {
        String missing =
            server.missing() == null ? "" : " (cannot run here: " + server.missing() + ")";
        OUT.println("  " + padded(server.id()) + server.title() + missing);
      }
    }
    return true;
  }

  private static String padded(String id) {
    return id + " ".repeat(Math.max(1, 14 - id.length()));
  }

  private boolean load() throws IOException, InterruptedException {
    try (var processes = ChildProcesses.open()) {
      var session = new BenchSession(options, processes, OUT);
      BenchResults results = BenchResults.of(session.run(conditions()));
      if (!results.isEmpty()) {
        OUT.println("\nwritten: " + ResultFile.write(options.root(), results));
      }
      report(results);
      return session.failures() == 0;
    }
  }

  private boolean micro() throws IOException {
    List<MicroResult> micro;
    try {
      micro = MicroBenchmarks.run(options.seconds(), options.runs());
    } catch (RunnerException e) {
      OUT.println("bench: " + e.getMessage());
      return false;
    }
    BenchResults results =
        BenchResults.of(new Invocation(conditions(), List.of(), List.of(), List.of(), micro));
    OUT.println("\nwritten: " + ResultFile.write(options.root(), results));
    report(results);
    return true;
  }

  private boolean reportFiles() throws IOException {
    BenchResults results = new BenchResults(List.of());
    for (Path file : options.from()) {
      results = results.and(ResultFile.read(file));
    }
    report(results);
    return true;
  }

  private void report(BenchResults results) throws IOException {
    if (results.isEmpty()) {
      return;
    }
    OUT.println();
    results.machines().forEach(OUT::println);
    results.jvmFlags().forEach(flags -> OUT.println("Java servers: " + flags));
    OUT.print(new ResultTables(results, ServerCatalog.REFERENCE).markdown());
    OUT.println();
    Goals.of(results).forEach(goal -> OUT.println(goal.line()));
    if (options.writeDocs()) {
      PerformancePage.write(options.root(), results, ServerCatalog.REFERENCE);
      OUT.println("written: " + options.root().resolve("docs/performance.md") + " and its chart");
    }
  }

  private Conditions conditions() throws IOException {
    boolean micro = options.action() == BenchOptions.Action.MICRO;
    String settings =
        options.runs()
            + (micro ? " iterations of " : options.runs() == 1 ? " run of " : " runs of ")
            + options.seconds()
            + (micro ? " s" : " s after " + options.warmupSeconds() + " s of load, medians");
    String command = "./weft bench " + String.join(" ", arguments);
    return Conditions.here(
        command.strip(),
        settings,
        String.join(" ", JavaCommand.FLAGS)
            + " ("
            + BenchCase.IDLE.id()
            + ": "
            + String.join(" ", JavaCommand.IDLE_FLAGS)
            + ")");
  }
}
