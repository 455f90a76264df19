package weft.bench;

import weft.bench.report.IdleCost;
import weft.bench.report.Measurement;

/// Lines that say how far the runs are.
final class Progress {
  private Progress() {}

  static String ready(String server) {
    return name(server) + "runs and is warm";
  }

  static String line(Measurement measurement) {
    return name(measurement.server())
        + Math.round(measurement.requestsPerSecond())
        + " requests/s, "
        + rounded(measurement.cpuMicros())
        + " µs CPU/request, "
        + latency(measurement)
        + "others used "
        + Math.round(measurement.otherShareMax() * 100)
        + " % of its core";
  }

  /// Nothing for HTTP/2, whose load generator tells no percentiles.
  private static String latency(Measurement measurement) {
    return measurement.load().overHttp2()
        ? ""
        : "p99 " + Math.round(measurement.p99Micros()) + " µs, ";
  }

  static String line(IdleCost cost) {
    return name(cost.server()) + Math.round(cost.bytes()) + " bytes/connection";
  }

  private static String name(String id) {
    return "  " + id + " ".repeat(Math.max(1, 14 - id.length()));
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
