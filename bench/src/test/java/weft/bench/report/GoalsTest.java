package weft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import weft.bench.plan.BenchCase;

class GoalsTest {
  private static Measurement of(String server, BenchCase load, double cpuMicros) {
    return SampleResults.measurement(server, load, cpuMicros);
  }

  @Test
  void aGoalIsAskedOnlyWhereBothSidesWereMeasured() {
    assertThat(Goals.of(SampleResults.of(of("weft-uring", BenchCase.PLAINTEXT, 8)))).isEmpty();
    assertThat(
            Goals.of(
                SampleResults.of(
                    of("weft-uring", BenchCase.PLAINTEXT, 8), of("limit", BenchCase.PLAINTEXT, 7))))
        .singleElement()
        .satisfies(goal -> assertThat(goal.isReached()).isTrue())
        .satisfies(goal ->
            assertThat(goal.line())
                .isEqualTo(
                    "reached  plaintext, CPU per request, weft-uring / limit: "
                        + "1.14 × ≤ 1.15 ×"));
  }

  @Test
  void theBestVariantOfAPeerIsTheOneToBeat() {
    BenchResults results =
        SampleResults.of(
            of("weft-uring", BenchCase.JSON, 9),
            of("vertx-nio", BenchCase.JSON, 12),
            of("vertx-uring", BenchCase.JSON, 10));

    assertThat(Goals.of(results))
        .singleElement()
        .satisfies(goal -> assertThat(goal.text()).endsWith("/ vertx-uring"))
        .satisfies(goal -> assertThat(goal.isReached()).isFalse())
        .satisfies(goal -> assertThat(goal.line()).startsWith("MISSED"));
  }

  @Test
  void http2IsComparedWithTheBestVertxAndWithNginx() {
    BenchResults results =
        SampleResults.of(
            of("weft-uring", BenchCase.H2C, 4),
            of("vertx-nio", BenchCase.H2C, 12),
            of("vertx-uring", BenchCase.H2C, 7),
            of("nginx", BenchCase.H2C, 20));

    assertThat(Goals.of(results)).extracting(Goal::isReached).containsExactly(false, true);
    assertThat(Goals.of(results).getFirst().text()).startsWith("h2c").endsWith("/ vertx-uring");
  }

  @Test
  void overTlsServersOfTheSameProviderAreCompared() {
    BenchResults results =
        SampleResults.of(
            of("weft-uring", BenchCase.HTTPS, 9),
            of("vertx-uring", BenchCase.HTTPS, 10),
            of("vertx-tls-jdk", BenchCase.HTTPS, 2),
            of("weft-tls-jdk", BenchCase.HTTPS, 2),
            of("nginx", BenchCase.HTTPS, 8));

    assertThat(Goals.of(results)).extracting(Goal::isReached).containsExactly(true, false, false);
    assertThat(Goals.of(results).getFirst().text()).endsWith("/ vertx-uring");
  }

  @Test
  void handshakesAreComparedWithPeersProvidersAndResumedOnes() {
    BenchResults results =
        SampleResults.of(
            of("weft-uring", BenchCase.HANDSHAKES, 100),
            of("weft-uring", BenchCase.RESUMED, 90),
            of("weft-tls-jdk", BenchCase.HANDSHAKES, 600),
            of("vertx-uring", BenchCase.HANDSHAKES, 96));

    assertThat(Goals.of(results)).extracting(Goal::isReached).containsExactly(true, true, false);
  }

  @Test
  void withAnRsaKeyResumingSavesMore() {
    BenchResults results =
        SampleResults.of(
            of("weft-uring", BenchCase.HANDSHAKES_RSA, 700),
            of("weft-uring", BenchCase.RESUMED_RSA, 150));

    assertThat(Goals.of(results))
        .singleElement()
        .satisfies(goal -> assertThat(goal.text()).contains("handshakes-rsa", "resumed-rsa"))
        .satisfies(goal -> assertThat(goal.isReached()).isTrue());
  }

  @Test
  void nettyIsTheOneItsExampleShows() {
    BenchResults results =
        SampleResults.of(
            of("weft-uring", BenchCase.PIPELINED, 5),
            of("netty-uring", BenchCase.PIPELINED, 10),
            of("netty-example", BenchCase.PIPELINED, 13));

    assertThat(Goals.of(results))
        .singleElement()
        .satisfies(goal -> assertThat(goal.text()).contains("netty-example"))
        .satisfies(goal -> assertThat(goal.isReached()).isTrue());
  }

  @Test
  void idleConnectionsAreComparedWithPlainOnes() {
    BenchResults results =
        SampleResults.idle("weft-uring", 1000)
            .and(SampleResults.idle("weft-uring", BenchCase.IDLE_TLS, 14_000))
            .and(SampleResults.idle("weft-uring", BenchCase.IDLE_H2, 9_000));

    assertThat(Goals.of(results)).extracting(Goal::isReached).containsExactly(true, false, true);
  }

  @Test
  void aFallbackIsComparedByWhatItAnswersPerCpuSecond() {
    BenchResults results =
        SampleResults.of(
            of("weft-uring", BenchCase.PLAINTEXT, 8), of("weft-epoll", BenchCase.PLAINTEXT, 10));

    assertThat(Goals.of(results))
        .singleElement()
        .satisfies(goal -> assertThat(goal.actual()).isEqualTo(0.8))
        .satisfies(goal -> assertThat(goal.isReached()).isTrue());
  }

  @Test
  void nioIsComparedWithNettysNio() {
    BenchResults results =
        SampleResults.of(
            of("weft-nio", BenchCase.PLAINTEXT, 11), of("netty-nio", BenchCase.PLAINTEXT, 10));

    assertThat(Goals.of(results))
        .singleElement()
        .satisfies(goal -> assertThat(goal.isReached()).isFalse());
  }

  @Test
  void latencyRateAndMemoryHaveGoalsToo() {
    var sleep = new Run(48_000, 9, 10, 1, 2, 3, 1, 1, 0, 0);
    var slow = new Run(1, 9, 10, 1, 900, 901, 1, 1, 0, 0);
    var fast = new Run(1, 9, 10, 1, 300, 301, 1, 1, 0, 0);
    BenchResults results =
        SampleResults.of(
                new Measurement("weft-uring", "", BenchCase.SLEEP, List.of(sleep)),
                new Measurement("weft-uring", "", BenchCase.HALF_LOAD, List.of(fast)),
                new Measurement("netty-uring", "", BenchCase.HALF_LOAD, List.of(slow)))
            .and(SampleResults.idle("weft-uring", 3000));

    assertThat(Goals.of(results)).extracting(Goal::isReached).containsExactly(true, true, false);
  }

  @Test
  void streamsAreComparedWithThePeersThatHaveThem() {
    BenchResults results =
        SampleResults.of(
            of("weft-uring", BenchCase.WS_ECHO, 6),
            of("helidon", BenchCase.WS_ECHO, 11),
            of("vertx-epoll", BenchCase.WS_ECHO, 9),
            of("vertx-uring", BenchCase.WS_ECHO, 8));

    assertThat(Goals.of(results))
        .extracting(Goal::text, Goal::isReached)
        .containsExactlyInAnyOrder(
            tuple("ws-echo, CPU per request, weft-uring / helidon", true),
            tuple("ws-echo, CPU per request, weft-uring / vertx-epoll", true),
            tuple("ws-echo, CPU per request, weft-uring / vertx-uring", false));
  }

  @Test
  void filesAreComparedByCpuAndLargeOnesByThroughput() {
    BenchResults results =
        SampleResults.of(
            of("weft-uring", BenchCase.FILE_1K, 10),
            of("vertx-epoll", BenchCase.FILE_1K, 9.9),
            of("nginx", BenchCase.FILE_1K, 8),
            of("weft-uring", BenchCase.DOWNLOAD, 10),
            of("nginx", BenchCase.DOWNLOAD, 9.1));

    assertThat(Goals.of(results)).extracting(Goal::isReached).containsExactly(false, true, true);
  }

  @Test
  void ofALargeFileBothCoresCount() {
    var released = new Run(1000, 200, 300, 1, 2, 3, 1, 1, 0, 0);
    var waiting = new Run(1000, 100, 500, 1, 2, 3, 1, 1, 0, 0);
    BenchResults results =
        SampleResults.of(
            new Measurement("weft-uring", "", BenchCase.FILE_1M, List.of(released)),
            new Measurement("vertx-epoll", "", BenchCase.FILE_1M, List.of(waiting)));

    assertThat(Goals.of(results))
        .singleElement()
        .satisfies(goal -> assertThat(goal.actual()).isEqualTo(500.0 / 600))
        .satisfies(goal -> assertThat(goal.isReached()).isTrue());
  }

  @Test
  void noEventOfAFeedMayBeLate() {
    var quick = new Run(1, 9, 10, 1, 300, 40_000, 1, 1, 0, 0);
    var late = new Run(1, 9, 10, 1, 300, 51_000, 1, 1, 0, 0);
    BenchResults results =
        SampleResults.of(
            new Measurement("weft-uring", "", BenchCase.FEED, List.of(quick, late, quick)));

    assertThat(Goals.of(results))
        .singleElement()
        .satisfies(goal -> assertThat(goal.actual()).isEqualTo(51_000))
        .satisfies(goal -> assertThat(goal.isReached()).isFalse());
  }

  @Test
  void oneWhoNeverReadsMayNotDelayTheOthers() {
    var withOne = new Run(1, 9, 10, 1, 300, 91_000, 1, 1, 0, 0);
    var allRead = new Run(1, 9, 10, 1, 300, 40_000, 1, 1, 0, 0);
    BenchResults results =
        SampleResults.of(
            new Measurement("weft-uring", "", BenchCase.FEED, List.of(withOne)),
            new Measurement("weft-uring", "", BenchCase.FEED_ALL_READ, List.of(allRead)));

    assertThat(Goals.of(results).getLast())
        .satisfies(goal -> assertThat(goal.actual()).isEqualTo(51_000))
        .satisfies(goal -> assertThat(goal.isReached()).isFalse());
  }
}
