package weft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import weft.bench.plan.BenchCase;

class BenchResultsTest {
  @Test
  void laterResultsReplaceEarlierOnesOfTheSameServerAndLoad() {
    BenchResults earlier =
        SampleResults.of(
            SampleResults.measurement("limit", BenchCase.PLAINTEXT, 7),
            SampleResults.measurement("limit", BenchCase.PIPELINED, 0.5));
    BenchResults later =
        SampleResults.of(
            SampleResults.measurement("limit", BenchCase.PLAINTEXT, 6),
            SampleResults.measurement("nginx", BenchCase.PLAINTEXT, 9));

    BenchResults both = earlier.and(later);

    assertThat(both.of(BenchCase.PLAINTEXT))
        .extracting(Measurement::cpuMicros)
        .containsExactly(6.0, 9.0);
    assertThat(both.of(BenchCase.PIPELINED)).hasSize(1);
    assertThat(both.conditions().commands()).containsExactly("./weft bench");
  }

  @Test
  void nothingMeasuredIsEmpty() {
    assertThat(BenchResults.none(SampleResults.conditions()).isEmpty()).isTrue();
    assertThat(SampleResults.idle("limit", 1).isEmpty()).isFalse();
  }
}
