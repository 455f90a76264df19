package weft.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import weft.bench.plan.BenchCase;

/// Results of any number of invocations. What was measured twice is there once, as the later one
/// found it.
///
/// @param invocations in the order they were made, none of them empty
public record BenchResults(List<Invocation> invocations) {
  public BenchResults {
    invocations = invocations.stream().filter(made -> !made.isEmpty()).toList();
  }

  /// The results of one invocation.
  public static BenchResults of(Invocation made) {
    return new BenchResults(List.of(made));
  }

  /// The measurements of one load, the server that needs least processor time first.
  public List<Measurement> of(BenchCase load) {
    return rows(Invocation::measurements).stream()
        .filter(measurement -> measurement.load() == load)
        .sorted(Comparator.comparingDouble(Measurement::cpuMicros))
        .toList();
  }

  /// The measurement of one server under one load.
  public Optional<Measurement> of(BenchCase load, String server) {
    return of(load).stream().filter(found -> found.server().equals(server)).findFirst();
  }

  /// What waiting connections of one kind cost.
  public List<IdleCost> idleCosts(BenchCase load) {
    return rows(Invocation::idleCosts).stream().filter(found -> found.load() == load).toList();
  }

  /// What waiting connections of one kind cost one server.
  public Optional<IdleCost> idleCost(BenchCase load, String server) {
    return idleCosts(load).stream().filter(found -> found.server().equals(server)).findFirst();
  }

  /// What calm clients feel of attackers.
  public List<FloodResult> floods() {
    return rows(Invocation::floods);
  }

  /// Micro-benchmarks.
  public List<MicroResult> micro() {
    return rows(Invocation::micro);
  }

  private <T> List<T> rows(Function<Invocation, List<T>> kind) {
    return invocations.stream().map(kind).flatMap(List::stream).toList();
  }

  /// The machines of all, without doubles, in one line each.
  public List<String> machines() {
    return distinct(Conditions::machine);
  }

  /// The flags of all Java servers, without doubles.
  public List<String> jvmFlags() {
    return distinct(Conditions::jvmFlags);
  }

  private List<String> distinct(Function<Conditions, String> part) {
    return invocations.stream().map(Invocation::conditions).map(part).distinct().toList();
  }

  /// These results, and where both have one, the later one.
  public BenchResults and(BenchResults later) {
    List<Invocation> all = new ArrayList<>(invocations);
    for (Invocation made : later.invocations) {
      all.replaceAll(earlier -> earlier.without(made));
      all.add(made);
    }
    return new BenchResults(all);
  }

  /// Whether nothing was measured.
  public boolean isEmpty() {
    return invocations.isEmpty();
  }
}
