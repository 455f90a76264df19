package weft.bench.report;

import java.util.List;
import weft.bench.plan.BenchCase;

/// Results made up for tests.
final class SampleResults {
  private SampleResults() {}

  static Conditions conditions() {
    return conditions("./weft bench");
  }

  static Conditions conditions(String command) {
    return new Conditions(
        "Some <Processor>",
        2,
        "Linux 6.18.0",
        "25.0.3",
        "-Xmx1g",
        "2026-11-21",
        command,
        "3 runs of 5 s");
  }

  static Run run(double requestsPerSecond, double cpuMicros) {
    return new Run(requestsPerSecond, cpuMicros, 10, 200, 400, 800, 100 << 20, 1, 0, 0);
  }

  static Measurement measurement(String server, BenchCase load, double cpuMicros) {
    return new Measurement(
        server, "Title of " + server, load, List.of(run(1e6 / cpuMicros, cpuMicros)));
  }

  static BenchResults of(Measurement... measurements) {
    return of("./weft bench", measurements);
  }

  static BenchResults of(String command, Measurement... measurements) {
    return BenchResults.of(
        new Invocation(
            conditions(command), List.of(measurements), List.of(), List.of(), List.of()));
  }

  static BenchResults idle(String server, double bytes) {
    return idle(server, BenchCase.IDLE, bytes);
  }

  static BenchResults idle(String server, BenchCase load, double bytes) {
    var cost = new IdleCost(server, "Title of " + server, load, List.of(bytes));
    return BenchResults.of(
        new Invocation(conditions(), List.of(), List.of(cost), List.of(), List.of()));
  }

  static BenchResults floods(FloodResult... floods) {
    return BenchResults.of(
        new Invocation(conditions(), List.of(), List.of(), List.of(floods), List.of()));
  }

  static BenchResults micro(MicroResult... micro) {
    return BenchResults.of(
        new Invocation(conditions(), List.of(), List.of(), List.of(), List.of(micro)));
  }
}
