package weft.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weft.bench.plan.BenchCase;

/// Everything one invocation measured, and where.
///
/// @param conditions where, when and how
/// @param measurements servers under load
/// @param idleCosts memory of waiting connections
/// @param floods what calm clients feel of attackers
/// @param micro micro-benchmarks
public record BenchResults(
    Conditions conditions,
    List<Measurement> measurements,
    List<IdleCost> idleCosts,
    List<FloodResult> floods,
    List<MicroResult> micro) {
  public BenchResults {
    measurements = List.copyOf(measurements);
    idleCosts = List.copyOf(idleCosts);
    floods = List.copyOf(floods);
    micro = List.copyOf(micro);
  }

  /// Nothing yet.
  public static BenchResults none(Conditions conditions) {
    return new BenchResults(conditions, List.of(), List.of(), List.of(), List.of());
  }

  /// The measurements of one load, the server that needs least processor time first.
  public List<Measurement> of(BenchCase load) {
    return measurements.stream()
        .filter(measurement -> measurement.load() == load)
        .sorted(Comparator.comparingDouble(Measurement::cpuMicros))
        .toList();
  }

  /// The measurement of one server under one load.
  public Optional<Measurement> of(BenchCase load, String server) {
    return of(load).stream().filter(found -> found.server().equals(server)).findFirst();
  }

  /// What waiting connections of one kind cost one server.
  public Optional<IdleCost> idleCost(BenchCase load, String server) {
    return idleCosts.stream()
        .filter(found -> found.load() == load && found.server().equals(server))
        .findFirst();
  }

  /// These results, and where both have one, the later one.
  public BenchResults and(BenchResults later) {
    Map<String, Measurement> merged = new LinkedHashMap<>();
    Map<String, IdleCost> idle = new LinkedHashMap<>();
    Map<String, FloodResult> attacks = new LinkedHashMap<>();
    Map<String, MicroResult> benchmarks = new LinkedHashMap<>();
    for (BenchResults results : List.of(this, later)) {
      results.measurements.forEach(
          found -> merged.put(found.load().id() + " " + found.server(), found));
      results.idleCosts.forEach(found -> idle.put(found.load().id() + " " + found.server(), found));
      results.floods.forEach(found -> attacks.put(found.flood() + " " + found.server(), found));
      results.micro.forEach(found -> benchmarks.put(found.name(), found));
    }
    return new BenchResults(
        conditions.and(later.conditions),
        new ArrayList<>(merged.values()),
        new ArrayList<>(idle.values()),
        new ArrayList<>(attacks.values()),
        new ArrayList<>(benchmarks.values()));
  }

  /// Whether nothing was measured.
  public boolean isEmpty() {
    return measurements.isEmpty() && idleCosts.isEmpty() && floods.isEmpty() && micro.isEmpty();
  }
}
