package weft.bench.report;

import java.util.List;
import weft.bench.plan.BenchCase;

/// Memory that waiting connections cost a server.
///
/// @param server id of the server
/// @param title its name in tables
/// @param load the case
/// @param bytesPerConnection growth of the process after garbage collection, one value per fresh
///   start of the server
public record IdleCost(
    String server, String title, BenchCase load, List<Double> bytesPerConnection) {
  public IdleCost {
    bytesPerConnection = List.copyOf(bytesPerConnection);
  }

  /// The median of the starts, in bytes.
  public double bytes() {
    return Median.of(bytesPerConnection.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
