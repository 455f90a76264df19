package weft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import weft.bench.report.Run;

class QuietestRunsTest {
  private static Run run(double otherShare) {
    return new Run(1, 1, 10, 1, 1, 1, 1, 1, otherShare, 0);
  }

  @Test
  void quietRunsAreAllThatIsNeeded() {
    var runs = new QuietestRuns(2);
    runs.add(run(0));
    assertThat(runs.wantsMore()).isTrue();
    runs.add(run(0.01));

    assertThat(runs.wantsMore()).isFalse();
    assertThat(runs.runs()).hasSize(2);
  }

  @Test
  void aDisturbedRunIsMadeUpForAndDropped() {
    var runs = new QuietestRuns(2);
    runs.add(run(0.5));
    runs.add(run(0.02));
    assertThat(runs.wantsMore()).isTrue();
    runs.add(run(0.03));

    assertThat(runs.wantsMore()).isFalse();
    assertThat(runs.runs()).containsExactly(run(0.02), run(0.03));
  }

  @Test
  void onABusyMachineItGivesUpAndKeepsTheBest() {
    var runs = new QuietestRuns(1);
    int count = 0;
    while (runs.wantsMore()) {
      count++;
      runs.add(run(1.0 / count));
    }

    assertThat(count).isEqualTo(1 + QuietestRuns.EXTRA_MAX);
    assertThat(runs.runs()).containsExactly(run(1.0 / count));
  }
}
