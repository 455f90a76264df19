package weft.bench;

import java.io.IOException;
import weft.bench.load.AnswerCheck;
import weft.bench.load.LoadGenerator;
import weft.bench.load.LoadResult;
import weft.bench.plan.BenchCase;
import weft.bench.plan.BenchOptions;
import weft.bench.process.ChildProcesses;
import weft.bench.report.Measurement;
import weft.bench.server.BenchServer;
import weft.bench.server.RunningServer;

/// A server that runs, warmed up, and has its runs when it is its turn; ended with [#close].
final class Candidate implements AutoCloseable {
  private final BenchServer server;
  private final BenchCase load;
  private final BenchOptions options;
  private final LoadGenerator generator;
  private final RunningServer running;
  private final QuietestRuns runs;

  /// Requests per second of [BenchCase#HALF_LOAD], once they are known.
  private long halfRate;

  private Candidate(
      BenchServer server,
      BenchCase load,
      BenchOptions options,
      LoadGenerator generator,
      RunningServer running) {
    this.server = server;
    this.load = load;
    this.options = options;
    this.generator = generator;
    this.running = running;
    runs = new QuietestRuns(options.runs());
  }

  /// Starts a server, looks at its answer, and warms it up.
  ///
  /// @throws IOException when it does not start or answers wrongly; nothing of it is left then
  static Candidate start(
      BenchServer server,
      BenchCase load,
      BenchOptions options,
      LoadGenerator generator,
      ChildProcesses processes)
      throws IOException, InterruptedException {
    RunningServer running = RunningServer.start(server, load, processes);
    var candidate = new Candidate(server, load, options, generator, running);
    boolean ready = false;
    try {
      candidate.warmUp();
      ready = true;
    } finally {
      if (!ready) {
        candidate.close();
      }
    }
    return candidate;
  }

  private void warmUp() throws IOException, InterruptedException {
    AnswerCheck.check(running.address(), load);
    if (options.warmupSeconds() > 0) {
      generator.saturate(running.address(), load, options.warmupSeconds());
    }
  }

  BenchServer server() {
    return server;
  }

  /// Whether it needs another run.
  boolean wantsMore() {
    return runs.wantsMore();
  }

  /// Has its next run.
  void run() throws IOException, InterruptedException {
    if (load == BenchCase.HALF_LOAD && halfRate == 0) {
      LoadResult full = generator.saturate(running.address(), load, options.seconds());
      halfRate = Math.max(1, Math.round(full.requestsPerSecond() / 2));
    }
    Meter meter = new Meter(running);
    LoadResult result =
        load == BenchCase.HALF_LOAD
            ? generator.pace(running.address(), load, halfRate, options.seconds())
            : generator.saturate(running.address(), load, options.seconds(), meter::begin);
    if (result.requests() == 0) {
      throw new IOException("no request was answered: " + running.lastWords());
    }
    runs.add(meter.end(result));
  }

  /// What its quietest runs say.
  Measurement measurement() {
    return new Measurement(server.id(), server.title(), load, runs.runs());
  }

  @Override
  public void close() {
    running.close();
  }
}
