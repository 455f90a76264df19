package weft.bench.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import weft.web.routing.RouteMatch;
import weft.web.routing.Router;
import weft.web.routing.RouterBuilder;

/// Looking up a route among a hundred: twenty resources with five routes each.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouterBenchmark {
  private static final int RESOURCES = 20;

  private final Router<String> router = router();
  private final RouteMatch<String> match = new RouteMatch<>();
  private final String[] literals = new String[RESOURCES];
  private final String[] parameters = new String[RESOURCES];
  private final String[] nested = new String[RESOURCES];

  /// Makes the paths that are looked up.
  public RouterBenchmark() {
    for (int i = 0; i < RESOURCES; i++) {
      literals[i] = "/api/resource" + i;
      parameters[i] = "/api/resource" + i + "/12345";
      nested[i] = "/api/resource" + i + "/12345/parts/678";
    }
  }

  private static Router<String> router() {
    var builder = new RouterBuilder<String>();
    for (int i = 0; i < RESOURCES; i++) {
      String resource = "/api/resource" + i;
      builder.add("GET", resource, "list");
      builder.add("POST", resource, "create");
      builder.add("GET", resource + "/{id}", "read");
      builder.add("PUT", resource + "/{id}", "replace");
      builder.add("GET", resource + "/{id}/parts/{part}", "part");
    }
    return builder.build();
  }

  /// Paths without parameters.
  @Benchmark
  @OperationsPerInvocation(RESOURCES)
  public void literal(Blackhole sink) {
    findAll(literals, sink);
  }

  /// Paths with one parameter at the end.
  @Benchmark
  @OperationsPerInvocation(RESOURCES)
  public void parameter(Blackhole sink) {
    findAll(parameters, sink);
  }

  /// Paths with two parameters.
  @Benchmark
  @OperationsPerInvocation(RESOURCES)
  public void twoParameters(Blackhole sink) {
    findAll(nested, sink);
  }

  /// What all paths lead to, once.
  List<String> targets() {
    List<String> targets = new ArrayList<>();
    for (String[] paths : List.of(literals, parameters, nested)) {
      for (String path : paths) {
        router.find("GET", path, match);
        targets.add(Objects.requireNonNullElse(match.target(), "none"));
      }
    }
    return targets;
  }

  private void findAll(String[] paths, Blackhole sink) {
    for (String path : paths) {
      sink.consume(router.find("GET", path, match));
      sink.consume(match.target());
    }
  }
}
