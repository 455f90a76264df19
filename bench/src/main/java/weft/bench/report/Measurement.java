package weft.bench.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import weft.bench.plan.BenchCase;

/// The runs of one server under one load. Each figure is the median of its own over the runs.
///
/// @param server id of the server
/// @param title its name in tables
/// @param load the case
/// @param runs at least one
public record Measurement(String server, String title, BenchCase load, List<Run> runs) {
  public Measurement {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("no runs of " + server + " for " + load.id());
    }
  }

  /// Answers per second.
  public double requestsPerSecond() {
    return median(Run::requestsPerSecond);
  }

  /// Processor time per request, in µs.
  public double cpuMicros() {
    return median(Run::cpuMicros);
  }

  /// Time per request of the server and of the load's core together, in µs.
  public double bothCoresMicros() {
    return median(Run::bothCoresMicros);
  }

  /// Median latency, in µs.
  public double p50Micros() {
    return median(Run::p50Micros);
  }

  /// Latency of the slowest of a hundred, in µs.
  public double p99Micros() {
    return median(Run::p99Micros);
  }

  /// Latency of the slowest of any run, in µs; 0 where the load's generator does not tell.
  public double worstMicros() {
    return runs.stream().mapToDouble(Run::worstMicros).max().orElse(0);
  }

  /// Memory at the end of a run, in bytes.
  public double residentBytes() {
    return median(Run::residentBytes);
  }

  /// Part of its core the server used, 0 to 1.
  public double serverShare() {
    return median(Run::serverShare);
  }

  /// Largest part of the core that went to others in any run, 0 to 1.
  public double otherShareMax() {
    return runs.stream().mapToDouble(Run::otherShare).max().orElse(0);
  }

  /// Failed requests of all runs.
  public long errors() {
    return runs.stream().mapToLong(Run::errors).sum();
  }

  private double median(ToDoubleFunction<Run> figure) {
    return Median.of(runs.stream().mapToDouble(figure).toArray());
  }
}
