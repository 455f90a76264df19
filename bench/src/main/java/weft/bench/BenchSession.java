package weft.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import weft.bench.flood.FloodSession;
import weft.bench.load.AnswerCheck;
import weft.bench.load.IdleConnections;
import weft.bench.load.LoadGenerator;
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
import weft.bench.server.BenchServer;
import weft.bench.server.RunningServer;
import weft.bench.server.ServerCatalog;

/// Runs the chosen servers under the chosen loads, one load after another, each from a fresh start.
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
      List<BenchServer> able =
          servers.stream().filter(server -> server.cases().contains(load)).toList();
      if (load.isIdle()) {
        idle(able, load, generator);
      } else {
        sideBySide(able, load, generator);
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

  /// Has all of them started and warmed up, and then loaded in turn, a run each, so that what the
  /// machine's hour does to one it does to all. Only one is under load at a time.
  private void sideBySide(List<BenchServer> servers, BenchCase load, LoadGenerator generator)
      throws InterruptedException {
    List<Candidate> candidates = new ArrayList<>();
    try {
      for (BenchServer server : servers) {
        try {
          candidates.add(Candidate.start(server, load, options, generator, processes));
          out.println(Progress.ready(server.id()));
        } catch (IOException | IllegalArgumentException e) {
          failed(server, e);
        }
      }
      takeTurns(candidates);
      for (Candidate candidate : candidates) {
        Measurement measurement = candidate.measurement();
        measurements.add(measurement);
        out.println(Progress.line(measurement));
      }
    } finally {
      candidates.forEach(Candidate::close);
    }
  }

  /// Every other round goes backwards: no one always follows the same other. Who fails is out.
  private void takeTurns(List<Candidate> candidates) throws InterruptedException {
    boolean forwards = true;
    while (candidates.stream().anyMatch(Candidate::wantsMore)) {
      for (Candidate candidate : List.copyOf(forwards ? candidates : candidates.reversed())) {
        if (!candidate.wantsMore()) {
          continue;
        }
        try {
          candidate.run();
        } catch (IOException | IllegalArgumentException e) {
          failed(candidate.server(), e);
          candidates.remove(candidate);
          candidate.close();
        }
      }
      forwards = !forwards;
    }
  }

  private void failed(BenchServer server, Exception failure) {
    failures++;
    if (!processes.isEnded()) {
      out.println("  " + server.id() + " failed: " + failure.getMessage());
    }
  }

  private void idle(List<BenchServer> servers, BenchCase load, LoadGenerator generator)
      throws InterruptedException {
    for (BenchServer server : servers) {
      try {
        idle(server, load, generator);
      } catch (IOException | IllegalArgumentException e) {
        failed(server, e);
      }
    }
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
