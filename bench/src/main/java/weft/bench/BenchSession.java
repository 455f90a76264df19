package weft.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import weft.bench.flood.FloodSession;
import weft.bench.load.AnswerCheck;
import weft.bench.load.IdleConnections;
import weft.bench.load.LoadGenerator;
import weft.bench.load.LoadResult;
import weft.bench.plan.BenchCase;
import weft.bench.plan.BenchOptions;
import weft.bench.process.ChildProcesses;
import weft.bench.process.Core;
import weft.bench.process.Executables;
import weft.bench.report.Conditions;
import weft.bench.report.FloodResult;
import weft.bench.report.IdleCost;
import weft.bench.report.Invocation;
import weft.bench.report.Measurement;
import weft.bench.report.Run;
import weft.bench.server.BenchServer;
import weft.bench.server.RunningServer;
import weft.bench.server.ServerCatalog;

/// Runs the chosen servers under the chosen loads, one at a time, each from a fresh start.
///
/// A server that fails is reported and the rest goes on.
final class BenchSession {
  /// Warm-up of a server whose memory is measured: enough for its code, in seconds.
  private static final int IDLE_WARMUP_SECONDS = 3;

  /// Connections that come and go instead, where opening one is more than a request.
  private static final int IDLE_WARMUP_CONNECTIONS = 30_000;

  private final BenchOptions options;
  private final ChildProcesses processes;
  private final PrintStream out;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<IdleCost> idleCosts = new ArrayList<>();
  private final List<FloodResult> floods = new ArrayList<>();
  private int failures;

  BenchSession(BenchOptions options, ChildProcesses processes, PrintStream out) {
    this.options = options;
    this.processes = processes;
    this.out = out;
  }

  /// Runs everything.
  ///
  /// @throws IOException when wrk, taskset or a second core is missing
  Invocation run(Conditions conditions) throws IOException, InterruptedException {
    if (conditions.cores() < Core.values().length) {
      throw new IOException("the server and the load need a core each; there is one");
    }
    if (Executables.find("taskset").isEmpty()) {
      throw new IOException("taskset is not installed, it binds programs to cores");
    }
    List<BenchServer> servers = chosen();
    if (options.action() == BenchOptions.Action.FLOODS) {
      floods(servers);
      return new Invocation(conditions, measurements, idleCosts, floods, List.of());
    }
    LoadGenerator generator = LoadGenerator.open(processes);
    for (BenchCase load : options.cases()) {
      out.println("\n" + load.id() + ": " + load.title());
      for (BenchServer server : servers) {
        if (server.cases().contains(load) && !processes.isEnded()) {
          measure(server, load, generator);
        }
      }
    }
    return new Invocation(conditions, measurements, idleCosts, floods, List.of());
  }

  /// Servers that could not be measured.
  int failures() {
    return failures;
  }

  private List<BenchServer> chosen() throws IOException, InterruptedException {
    List<BenchServer> chosen = new ArrayList<>();
    for (BenchServer server : ServerCatalog.of(options.root(), processes)) {
      boolean named = options.servers().contains(server.id());
      if (!named && !options.servers().isEmpty()) {
        continue;
      }
      if (server.missing() == null) {
        chosen.add(server);
      } else {
        out.println("skipped: " + server.id() + ", " + server.missing());
        failures += named ? 1 : 0;
      }
    }
    return chosen;
  }

  private void floods(List<BenchServer> servers) throws InterruptedException {
    out.println("\n" + BenchOptions.FLOODS + ": a calm client beside eight attackers, HTTP/2");
    var session = new FloodSession(options, processes, out);
    for (BenchServer server : servers) {
      if (server.cases().contains(BenchCase.H2C) && !processes.isEnded()) {
        try {
          floods.addAll(session.run(server));
        } catch (IOException | IllegalArgumentException e) {
          failed(server, e);
        }
      }
    }
  }

  private void measure(BenchServer server, BenchCase load, LoadGenerator generator)
      throws InterruptedException {
    try {
      if (load.isIdle()) {
        idle(server, load, generator);
      } else {
        runs(server, load, generator);
      }
    } catch (IOException | IllegalArgumentException e) {
      failed(server, e);
    }
  }

  private void failed(BenchServer server, Exception failure) {
    failures++;
    if (!processes.isEnded()) {
      out.println("  " + server.id() + " failed: " + failure.getMessage());
    }
  }

  private void runs(BenchServer server, BenchCase load, LoadGenerator generator)
      throws IOException, InterruptedException {
    try (var running = RunningServer.start(server, load, processes)) {
      AnswerCheck.check(running.address(), load);
      if (options.warmupSeconds() > 0) {
        generator.saturate(running.address(), load, options.warmupSeconds());
      }
      double halfRate = 0;
      if (load == BenchCase.HALF_LOAD) {
        LoadResult full = generator.saturate(running.address(), load, options.seconds());
        halfRate = full.requestsPerSecond() / 2;
      }
      var quietest = new QuietestRuns(options.runs());
      while (quietest.wantsMore()) {
        quietest.add(run(running, load, generator, halfRate));
      }
      var measurement = new Measurement(server.id(), server.title(), load, quietest.runs());
      measurements.add(measurement);
      out.println(Progress.line(measurement));
    }
  }

  private Run run(RunningServer running, BenchCase load, LoadGenerator generator, double halfRate)
      throws IOException, InterruptedException {
    Meter meter = new Meter(running);
    LoadResult result =
        load == BenchCase.HALF_LOAD
            ? generator.pace(
                running.address(), load, Math.max(1, Math.round(halfRate)), options.seconds())
            : generator.saturate(running.address(), load, options.seconds(), meter::begin);
    if (result.requests() == 0) {
      throw new IOException("no request was answered: " + running.lastWords());
    }
    return meter.end(result);
  }

  private void idle(BenchServer server, BenchCase load, LoadGenerator generator)
      throws IOException, InterruptedException {
    List<Double> costs = new ArrayList<>();
    int count = load.connections();
    for (int i = 0; i < options.runs(); i++) {
      try (var running = RunningServer.start(server, load, processes)) {
        AnswerCheck.check(running.address(), load);
        if (load.overWebSocket()) {
          IdleConnections.comeAndGo(running.address(), load, IDLE_WARMUP_CONNECTIONS);
        } else {
          generator.saturate(running.address(), load.warmUp(), IDLE_WARMUP_SECONDS);
        }
        running.collectGarbage();
        long before = running.sample().residentBytes();
        try (var idle = IdleConnections.open(running.address(), load, count)) {
          running.collectGarbage();
          costs.add((running.sample().residentBytes() - before) / (double) count);
          idle.checkAlive();
        }
      }
    }
    var cost = new IdleCost(server.id(), server.title(), load, costs);
    idleCosts.add(cost);
    out.println(Progress.line(cost));
  }
}
