package weft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import weft.bench.plan.BenchCase;

class ResultTablesTest {
  private static String tables(BenchResults results) {
    return new ResultTables(results, "weft-uring").markdown();
  }

  @Test
  void everyServerIsComparedWithWeft() {
    String text =
        tables(
            SampleResults.of(
                SampleResults.measurement("weft-uring", BenchCase.PLAINTEXT, 8),
                SampleResults.measurement("netty-uring", BenchCase.PLAINTEXT, 10)));

    assertThat(text).contains("### plaintext: GET /plaintext");
    assertThat(text.lines().filter(line -> line.contains("weft-uring")))
        .singleElement()
        .asString()
        .contains(" 125,000 |", " 8.00 |", " 1.00 |", " 100 % |");
    assertThat(text.lines().filter(line -> line.contains("netty-uring")))
        .singleElement()
        .asString()
        .contains(" 1.25 |");
  }

  @Test
  void withoutWeftThereIsNoRatio() {
    String text = tables(SampleResults.of(SampleResults.measurement("nginx", BenchCase.JSON, 9)));

    assertThat(text).contains(" – |");
  }

  @Test
  void aRunThatOthersDisturbedSaysSo() {
    var run = new Run(1000, 9, 10, 1, 2, 3, 1 << 20, 0.5, 0.31, 4);
    var row = new Measurement("nginx", "nginx", BenchCase.JSON, List.of(run));

    assertThat(tables(SampleResults.of(row))).contains("load was slower, disturbed 31 %, 4 errors");
  }

  @Test
  void blockedHandlersAreComparedWithTheIdealRate() {
    var run = new Run(49_000, 9, 10, 1, 2, 3, 1 << 20, 0.5, 0, 0);
    var row = new Measurement("weft-uring", "Weft", BenchCase.SLEEP, List.of(run));

    assertThat(tables(SampleResults.of(row))).contains("98.0 % of ideal");
  }

  @Test
  void largeFilesHaveTheTimeOfBothCores() {
    String text =
        tables(
            SampleResults.of(
                SampleResults.measurement("nginx", BenchCase.FILE_1M, 90),
                SampleResults.measurement("nginx", BenchCase.FILE_1K, 20)));

    assertThat(text).containsOnlyOnce("both cores").contains("both cores 100 µs");
  }

  @Test
  void pipelinedRequestsHaveNoLatency() {
    String text =
        tables(SampleResults.of(SampleResults.measurement("limit", BenchCase.PIPELINED, 0.5)));

    assertThat(text).doesNotContain(" 400 |");
  }

  @Test
  void memoryAndMicroBenchmarksHaveTablesOfTheirOwn() {
    var micro = new MicroResult("HeadParserBenchmark.perHeader", 24.5, 0.31, 0);
    assertThat(tables(SampleResults.micro(micro)))
        .contains("HeadParserBenchmark.perHeader", "24.5", "0.31", "0.0");
    assertThat(tables(SampleResults.idle("weft-uring", 1912.4))).contains("10,000", "1,912");
  }

  @Test
  void belowATableStandsHowItWasMade() {
    String text =
        tables(SampleResults.of(SampleResults.measurement("nginx", BenchCase.PLAINTEXT, 9)));

    assertThat(text).endsWith("\n2026-11-21, `./weft bench`, 3 runs of 5 s.\n");
  }

  @Test
  void rowsOfSeveralInvocationsSayWhichIsWhose() {
    BenchResults both =
        SampleResults.of(
                "./weft bench plaintext",
                SampleResults.measurement("nginx", BenchCase.PLAINTEXT, 9),
                SampleResults.measurement("limit", BenchCase.PLAINTEXT, 6))
            .and(
                SampleResults.of(
                    "./weft bench plaintext json",
                    SampleResults.measurement("limit", BenchCase.PLAINTEXT, 7),
                    SampleResults.measurement("weft-uring", BenchCase.PLAINTEXT, 8)));

    assertThat(tables(both))
        .contains("\nTitle of nginx: 2026-11-21, `./weft bench plaintext`, ")
        .contains(
            "\nTitle of limit; Title of weft-uring: 2026-11-21, `./weft bench plaintext json`, ");
  }
}
