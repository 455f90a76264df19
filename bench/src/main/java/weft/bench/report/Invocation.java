package weft.bench.report;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What one invocation of the bench measured, and where, when and how.
///
/// @param conditions where, when and how
/// @param measurements servers under load
/// @param idleCosts memory of waiting connections
/// @param floods what calm clients feel of attackers
/// @param micro micro-benchmarks
public record Invocation(
    Conditions conditions,
    List<Measurement> measurements,
    List<IdleCost> idleCosts,
    List<FloodResult> floods,
    List<MicroResult> micro) {
  public Invocation {
    measurements = List.copyOf(measurements);
    idleCosts = List.copyOf(idleCosts);
    floods = List.copyOf(floods);
    micro = List.copyOf(micro);
  }

  /// What a later one has not measured anew.
  Invocation without(Invocation later) {
    return new Invocation(
        conditions,
        left(measurements, later.measurements, row -> row.load().id() + " " + row.server()),
        left(idleCosts, later.idleCosts, row -> row.load().id() + " " + row.server()),
        left(floods, later.floods, row -> row.flood() + " " + row.server()),
        left(micro, later.micro, MicroResult::name));
  }

  private static <T> List<T> left(List<T> rows, List<T> later, Function<T, String> key) {
    Set<String> replaced = later.stream().map(key).collect(Collectors.toSet());
    return rows.stream().filter(row -> !replaced.contains(key.apply(row))).toList();
  }

  /// Whether nothing was measured.
  boolean isEmpty() {
    return measurements.isEmpty() && idleCosts.isEmpty() && floods.isEmpty() && micro.isEmpty();
  }
}
