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
  void headerBlocksAreDecodedAndEncodedWhole() {
    var decoding = new HpackDecoderBenchmark();
    var encoding = new HpackEncoderBenchmark();

    // GET, /, https and what Chrome repeats.
    int repeated = decoding.perIndexedField();
    assertThat(repeated).isGreaterThan(400);
    assertThat(decoding.browserBlock())
        .isEqualTo(repeated - 1 + "/articles/2026/parsing-heads?page=2&order=new".length());
    assertThat(decoding.curlBlock())
        .isEqualTo("GEThttps/plaintext127.0.0.1:8080curl/8.15.0*/*".length());
    assertThat(encoding.responseBlock()).isGreaterThan(30);
    assertThat(encoding.responseBlock()).as("bytes once the table has them").isEqualTo(9);
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
