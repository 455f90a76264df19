package weft.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import weft.bench.plan.BenchCase;
import weft.bench.report.Goal.Direction;

/// What Weft promises of its speed, each checked where the results hold both sides.
public final class Goals {
  private static final String WEFT = "weft-uring";
  private static final String LIMIT = "limit";
  private static final String NETTY = "netty-uring";

  /// Bytes a waiting connection may cost.
  private static final double IDLE_BYTES_MAX = 2048;

  /// Bytes per operation below which nothing was allocated.
  private static final double ALLOCATION_NOISE = 0.1;

  private final BenchResults results;
  private final List<Goal> goals = new ArrayList<>();

  private Goals(BenchResults results) {
    this.results = results;
  }

  /// The goals that these results can answer.
  public static List<Goal> of(BenchResults results) {
    var goals = new Goals(results);
    goals.cpuAtMost(BenchCase.PLAINTEXT, LIMIT, 1.15);
    goals.cpuAtMost(BenchCase.PLAINTEXT, NETTY, 0.85);
    goals.cpuAtMost(BenchCase.PIPELINED, LIMIT, 1.8);
    goals.cpuAtMost(BenchCase.PIPELINED, NETTY, 0.45);
    goals.cpuAtMostBestOf(BenchCase.JSON, "vertx-", 0.85);
    goals.cpuAtMostBestOf(BenchCase.H2C, "vertx-", 0.5);
    goals.cpuAtMost(BenchCase.H2C, "nginx", 0.25);
    goals.sleepKeepsItsRate();
    goals.tailAtHalfLoad();
    goals.fallbacksKeepUp("weft-jdk");
    goals.fallbacksKeepUp("weft-epoll");
    goals.nioIsNoSlower();
    goals.idleConnectionsAreSmall();
    goals.microAtMost("HeadParserBenchmark.perHeader", 40, 0);
    goals.microAtMost("RouterBenchmark.parameter", 50, 0);
    goals.microAtMost("HpackDecoderBenchmark.perIndexedField", 10, 0);
    goals.microAtMost("HpackDecoderBenchmark.browserBlock", 250, 0);
    goals.microAtMost("HpackDecoderBenchmark.curlBlock", 250, 0);
    goals.microAtMost("HpackEncoderBenchmark.responseBlock", Double.MAX_VALUE, 0);
    goals.microAtMost("EngineBenchmark.exchange", Double.MAX_VALUE, 0);
    return List.copyOf(goals.goals);
  }

  private void cpuAtMost(BenchCase load, String other, double bound) {
    String text = load.id() + ", CPU per request, " + WEFT + " / " + other;
    ratio(load, WEFT, other, Measurement::cpuMicros)
        .ifPresent(ratio -> goals.add(new Goal(text, ratio, bound, Direction.AT_MOST, " ×")));
  }

  /// Compares with the variant of a peer that needs the least.
  private void cpuAtMostBestOf(BenchCase load, String prefix, double bound) {
    results.of(load).stream()
        .map(Measurement::server)
        .filter(server -> server.startsWith(prefix))
        .findFirst()
        .ifPresent(best -> cpuAtMost(load, best, bound));
  }

  private void sleepKeepsItsRate() {
    results
        .of(BenchCase.SLEEP, WEFT)
        .ifPresent(found -> {
          double percent = found.requestsPerSecond() * 100 / BenchCase.SLEEP_IDEAL;
          String text = BenchCase.SLEEP.id() + ", share of the ideal rate, " + WEFT;
          goals.add(new Goal(text, percent, 95, Direction.AT_LEAST, " %"));
        });
  }

  private void tailAtHalfLoad() {
    Optional<Measurement> netty = results.of(BenchCase.HALF_LOAD, NETTY);
    Optional<Measurement> weft = results.of(BenchCase.HALF_LOAD, WEFT);
    if (netty.isPresent() && weft.isPresent()) {
      String text = BenchCase.HALF_LOAD.id() + ", p99, " + WEFT + " against " + NETTY;
      double bound = netty.get().p99Micros();
      goals.add(new Goal(text, weft.get().p99Micros(), bound, Direction.AT_MOST, " µs"));
    }
  }

  private void fallbacksKeepUp(String fallback) {
    String text = "plaintext, requests per CPU second, " + fallback + " / " + WEFT;
    ratio(BenchCase.PLAINTEXT, WEFT, fallback, Measurement::cpuMicros)
        .ifPresent(ratio -> goals.add(new Goal(text, ratio, 0.8, Direction.AT_LEAST, " ×")));
  }

  private void nioIsNoSlower() {
    String text = "plaintext, requests per CPU second, weft-nio / netty-nio";
    ratio(BenchCase.PLAINTEXT, "netty-nio", "weft-nio", Measurement::cpuMicros)
        .ifPresent(ratio -> goals.add(new Goal(text, ratio, 1, Direction.AT_LEAST, " ×")));
  }

  private void idleConnectionsAreSmall() {
    for (IdleCost cost : results.idleCosts()) {
      if (cost.server().equals(WEFT)) {
        String text = "idle, bytes per connection, " + WEFT;
        goals.add(new Goal(text, cost.bytes(), IDLE_BYTES_MAX, Direction.AT_MOST, " B"));
      }
    }
  }

  private void microAtMost(String name, double nanosMax, double bytesMax) {
    for (MicroResult found : results.micro()) {
      if (found.name().equals(name)) {
        if (nanosMax < Double.MAX_VALUE) {
          goals.add(new Goal(name, found.nanos(), nanosMax, Direction.AT_MOST, " ns"));
        }
        // The profiler spreads a few bytes of its own over all operations.
        double bytes = found.bytes() < ALLOCATION_NOISE ? 0 : found.bytes();
        goals.add(new Goal(name, bytes, bytesMax, Direction.AT_MOST, " B"));
      }
    }
  }

  private Optional<Double> ratio(
      BenchCase load, String upper, String lower, ToDoubleFunction<Measurement> figure) {
    Optional<Measurement> above = results.of(load, upper);
    Optional<Measurement> below = results.of(load, lower);
    return above.isPresent() && below.isPresent()
        ? Optional.of(figure.applyAsDouble(above.get()) / figure.applyAsDouble(below.get()))
        : Optional.empty();
  }
}
