package weft.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import weft.bench.plan.BenchCase;
import weft.bench.report.Goal.Direction;

/// What Weft promises of its speed, each checked where the results hold both sides.
public final class Goals {
  private static final String WEFT = "weft-uring";
  private static final String LIMIT = "limit";
  private static final String NETTY_TUNED = "netty-uring";

  /// What people have who write a server as Netty shows it. The goals were set by such a one: it
  /// takes 1.3 and 4 times what the limit does, so goals by the limit and goals by it agree. See
  /// docs/decisions/0021-which-netty.md.
  private static final String NETTY = "netty-example";

  /// Ends the ids of servers that leave TLS to the JDK; the others have BoringSSL.
  private static final String TLS_JDK = "-tls-jdk";

  private static final String WEFT_TLS_JDK = "weft" + TLS_JDK;
  private static final String VERTX_TLS_JDK = "vertx" + TLS_JDK;

  /// Bytes a waiting connection may cost.
  private static final double IDLE_BYTES_MAX = 2048;

  /// Bytes a waiting WebSocket may cost.
  private static final double IDLE_WS_BYTES_MAX = 4096;

  /// What an event may take to any subscriber, and by how much one who never reads may delay it, in
  /// µs.
  private static final double FEED_LATE_MICROS_MAX = 50_000;

  /// Bytes that TLS may add to a waiting connection.
  private static final double IDLE_TLS_BYTES_MAX = 12 * 1024;

  /// Bytes by which a waiting connection in HTTP/2 may exceed one in HTTP/1.1.
  private static final double IDLE_H2_BYTES_MAX = 8 * 1024;

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
    for (BenchCase load : List.of(BenchCase.HTTPS, BenchCase.HTTPS_H2)) {
      goals.cpuAtMostBestOf(load, "vertx-", 0.9);
      goals.cpuAtMost(load, "nginx", 1.1);
      goals.cpuOverCpu(load, WEFT_TLS_JDK, load, VERTX_TLS_JDK, 0.9, Direction.AT_MOST);
    }
    goals.handshakes();
    goals.files();
    goals.cpuAtMost(BenchCase.WS_ECHO, "helidon", 0.6);
    goals.cpuAtMostEachOf(BenchCase.WS_ECHO, "vertx-", 0.7);
    goals.feedIsInTime();
    goals.feedDoesNotWaitForOne();
    goals.sleepKeepsItsRate();
    goals.tailAtHalfLoad();
    goals.fallbacksKeepUp("weft-jdk");
    goals.fallbacksKeepUp("weft-epoll");
    goals.nioIsNoSlower();
    goals.idleAtMost(BenchCase.IDLE, IDLE_BYTES_MAX);
    goals.idleAtMost(BenchCase.IDLE_WS, IDLE_WS_BYTES_MAX);
    goals.idleAbove(BenchCase.IDLE_TLS, WEFT, IDLE_TLS_BYTES_MAX);
    goals.idleAbove(BenchCase.IDLE_TLS, WEFT_TLS_JDK, IDLE_TLS_BYTES_MAX);
    goals.idleAbove(BenchCase.IDLE_H2, WEFT, IDLE_H2_BYTES_MAX);
    goals.calmUnderAttack();
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
        .filter(server -> server.startsWith(prefix) && !server.endsWith(TLS_JDK))
        .findFirst()
        .ifPresent(best -> cpuAtMost(load, best, bound));
  }

  /// Compares with every variant of a peer, where they are far apart.
  private void cpuAtMostEachOf(BenchCase load, String prefix, double bound) {
    for (Measurement peer : results.of(load)) {
      if (peer.server().startsWith(prefix)) {
        cpuAtMost(load, peer.server(), bound);
      }
    }
  }

  /// More handshakes per CPU second are less CPU per handshake.
  private void handshakes() {
    BenchCase full = BenchCase.HANDSHAKES;
    for (Measurement peer : results.of(full)) {
      boolean samePeer = peer.server().startsWith("vertx-") && !peer.server().endsWith(TLS_JDK);
      if (samePeer) {
        cpuOverCpu(full, peer.server(), full, WEFT, 0.95, Direction.AT_LEAST);
      }
    }
    cpuOverCpu(full, VERTX_TLS_JDK, full, WEFT_TLS_JDK, 0.95, Direction.AT_LEAST);
    cpuOverCpu(full, WEFT_TLS_JDK, full, WEFT, 5, Direction.AT_LEAST);
    cpuOverCpu(full, WEFT, BenchCase.RESUMED, WEFT, 1.2, Direction.AT_LEAST);
    cpuOverCpu(
        BenchCase.HANDSHAKES_RSA, WEFT, BenchCase.RESUMED_RSA, WEFT, 1.2, Direction.AT_LEAST);
  }

  private void cpuOverCpu(
      BenchCase upperCase,
      String upper,
      BenchCase lowerCase,
      String lower,
      double bound,
      Direction direction) {
    Optional<Measurement> above = results.of(upperCase, upper);
    Optional<Measurement> below = results.of(lowerCase, lower);
    if (above.isPresent() && below.isPresent()) {
      String first = upperCase.id() + " of " + upper;
      String text = "CPU per request, " + first + " / " + lowerCase.id() + " of " + lower;
      double ratio = above.get().cpuMicros() / below.get().cpuMicros();
      goals.add(new Goal(text, ratio, bound, direction, " ×"));
    }
  }

  private void files() {
    cpuAtMostBestOf(BenchCase.FILE_1K, "vertx-", 1);
    largeFile();
    for (BenchCase load : List.of(BenchCase.FILE_1K, BenchCase.FILE_1M)) {
      cpuOverCpu(load, "nginx", load, WEFT, 0.8, Direction.AT_LEAST);
    }
    for (BenchCase load : List.of(BenchCase.DOWNLOAD, BenchCase.UPLOAD)) {
      String text = load.id() + ", throughput, " + WEFT + " / nginx";
      ratio(load, WEFT, "nginx", Measurement::requestsPerSecond)
          .ifPresent(ratio -> goals.add(new Goal(text, ratio, 0.9, Direction.AT_LEAST, " ×")));
    }
  }

  /// What the client's acknowledgements release is sent on its core: the more a server waits for
  /// them, the less it seems to need.
  private void largeFile() {
    BenchCase load = BenchCase.FILE_1M;
    results.of(load).stream()
        .filter(peer -> peer.server().startsWith("vertx-"))
        .min(Comparator.comparingDouble(Measurement::bothCoresMicros))
        .flatMap(best -> ratio(load, WEFT, best.server(), Measurement::bothCoresMicros))
        .ifPresent(ratio -> {
          String text = load.id() + ", time of both cores per request, " + WEFT + " / vertx";
          goals.add(new Goal(text, ratio, 1, Direction.AT_MOST, " ×"));
        });
  }

  private void feedIsInTime() {
    results
        .of(BenchCase.FEED, WEFT)
        .ifPresent(found -> {
          String text = BenchCase.FEED.id() + ", the latest of all events, " + WEFT;
          double late = found.worstMicros();
          goals.add(new Goal(text, late, FEED_LATE_MICROS_MAX, Direction.AT_MOST, " µs"));
        });
  }

  private void feedDoesNotWaitForOne() {
    Optional<Measurement> withOne = results.of(BenchCase.FEED, WEFT);
    Optional<Measurement> allRead = results.of(BenchCase.FEED_ALL_READ, WEFT);
    if (withOne.isPresent() && allRead.isPresent()) {
      double delay = withOne.get().worstMicros() - allRead.get().worstMicros();
      String text =
          BenchCase.FEED.id()
              + ", the latest of all events after that of "
              + BenchCase.FEED_ALL_READ.id()
              + ", "
              + WEFT;
      goals.add(new Goal(text, delay, FEED_LATE_MICROS_MAX, Direction.AT_MOST, " µs"));
    }
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
    Optional<Measurement> netty = results.of(BenchCase.HALF_LOAD, NETTY_TUNED);
    Optional<Measurement> weft = results.of(BenchCase.HALF_LOAD, WEFT);
    if (netty.isPresent() && weft.isPresent()) {
      String text = BenchCase.HALF_LOAD.id() + ", p99, " + WEFT + " against " + NETTY_TUNED;
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

  private void idleAtMost(BenchCase load, double bound) {
    results
        .idleCost(load, WEFT)
        .ifPresent(cost -> {
          String text = load.id() + ", bytes per connection, " + WEFT;
          goals.add(new Goal(text, cost.bytes(), bound, Direction.AT_MOST, " B"));
        });
  }

  /// Compares with the plain HTTP/1.1 connections of the same run.
  private void idleAbove(BenchCase load, String server, double bound) {
    Optional<IdleCost> cost = results.idleCost(load, server);
    Optional<IdleCost> plain = results.idleCost(BenchCase.IDLE, WEFT);
    if (cost.isPresent() && plain.isPresent()) {
      String text =
          load.id() + ", bytes per connection above " + BenchCase.IDLE.id() + ", " + server;
      double above = cost.get().bytes() - plain.get().bytes();
      goals.add(new Goal(text, above, bound, Direction.AT_MOST, " B"));
    }
  }

  /// The worst of all floods.
  private void calmUnderAttack() {
    results.floods().stream()
        .filter(found -> found.server().equals(WEFT))
        .max(Comparator.comparingDouble(FloodResult::ratio))
        .ifPresent(worst -> {
          String text = "floods, p99 of a calm client, " + worst.flood() + " / none, " + WEFT;
          goals.add(new Goal(text, worst.ratio(), 2, Direction.AT_MOST, " ×"));
        });
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
