package weft.bench.report;

import java.util.List;

/// What a calm client feels of a flood.
///
/// @param server id of the server
/// @param title its name in tables
/// @param flood what attackers do
/// @param calmMicros 99 of 100 answers took at most so long without the flood, in µs, one value per
///   run
/// @param attackedMicros the same with it
public record FloodResult(
    String server,
    String title,
    String flood,
    List<Double> calmMicros,
    List<Double> attackedMicros) {
  public FloodResult {
    calmMicros = List.copyOf(calmMicros);
    attackedMicros = List.copyOf(attackedMicros);
  }

  /// The median without the flood.
  public double calm() {
    return median(calmMicros);
  }

  /// The median with it.
  public double attacked() {
    return median(attackedMicros);
  }

  /// How many times longer answers take.
  public double ratio() {
    return attacked() / calm();
  }

  /// In one line, while the rest still runs.
  public String line() {
    return server
        + " "
        + flood
        + ": p99 "
        + Math.round(calm())
        + " µs calm, "
        + Math.round(attacked())
        + " µs under attack";
  }

  private static double median(List<Double> values) {
    return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
