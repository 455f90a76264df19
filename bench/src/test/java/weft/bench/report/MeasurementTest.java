package weft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import weft.bench.plan.BenchCase;

class MeasurementTest {
  private static Measurement of(Run... runs) {
    return new Measurement("x", "X", BenchCase.JSON, List.of(runs));
  }

  @Test
  void eachFigureIsTheMedianOfItsOwn() {
    Measurement measurement =
        of(SampleResults.run(100, 9), SampleResults.run(300, 7), SampleResults.run(200, 8));

    assertThat(measurement.requestsPerSecond()).isEqualTo(200);
    assertThat(measurement.cpuMicros()).isEqualTo(8);
  }

  @Test
  void ofAnEvenNumberTheTwoMiddleOnesAreAveraged() {
    assertThat(of(SampleResults.run(1, 4), SampleResults.run(1, 6)).cpuMicros()).isEqualTo(5);
  }

  @Test
  void disturbanceIsTheWorstAndErrorsAreTheSum() {
    var quiet = new Run(1, 1, 10, 1, 1, 1, 1, 1, 0.01, 2);
    var loud = new Run(1, 1, 10, 1, 1, 1, 1, 1, 0.3, 3);

    assertThat(of(quiet, loud).otherShareMax()).isEqualTo(0.3);
    assertThat(of(quiet, loud).errors()).isEqualTo(5);
  }

  @Test
  void withoutRunsThereIsNothingToReport() {
    assertThatIllegalArgumentException().isThrownBy(() -> of());
  }
}
