package weft.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Every benchmark does what its name says, once.
class BenchmarksTest {
  @Test
  void headsAreParsedWhole() {
    var benchmark = new HeadParserBenchmark();

    assertThat(benchmark.smallestHead()).isEqualTo(RequestBytes.SMALLEST.length());
    assertThat(benchmark.perHeader()).isGreaterThan(500);
  }

  @Test
  void routesAreFound() {
    var benchmark = new RouterBenchmark();

    assertThat(benchmark.targets()).hasSize(60).containsOnly("list", "read", "part");
  }

  @Test
  void theEngineAnswersEveryRequest() {
    var benchmark = new EngineBenchmark();

    int one = benchmark.exchange();

    assertThat(one).isGreaterThan(100);
    assertThat(benchmark.sixteenPipelined()).isEqualTo(16 * one);
    assertThat(new ResponseHeadBenchmark().perField()).isGreaterThan(one + 15 * 20);
  }

  @Test
  void queuesHandOver() {
    var benchmark = new QueueBenchmark();

    assertThat(benchmark.mpsc()).isNotNull();
    assertThat(benchmark.spsc()).isNotNull();
    assertThat(benchmark.mpmc()).isNotNull();
  }

  @Test
  void virtualThreadsRunOnTheHub() throws IOException, InterruptedException {
    var benchmark = new VirtualThreadBenchmark();
    benchmark.start();
    try {
      assertThat(benchmark.startAndEnd()).isEqualTo(VirtualThreadBenchmark.BATCH);
      benchmark.parkAndUnpark();
    } finally {
      benchmark.stop();
    }
  }
}
