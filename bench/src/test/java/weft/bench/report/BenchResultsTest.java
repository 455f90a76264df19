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
    assertThat(both.machines()).hasSize(1);
  }

  @Test
  void nothingMeasuredIsEmpty() {
    assertThat(SampleResults.of().isEmpty()).isTrue();
    assertThat(SampleResults.idle("limit", 1).isEmpty()).isFalse();
  }

  @Test
  void ofAnInvocationAllOfWhichWasMeasuredAnewNothingIsKept() {
    BenchResults earlier =
        SampleResults.of("early", SampleResults.measurement("limit", BenchCase.JSON, 7));
    BenchResults later =
        SampleResults.of("late", SampleResults.measurement("limit", BenchCase.JSON, 6));

    assertThat(earlier.and(later)).isEqualTo(later);
  }
}
