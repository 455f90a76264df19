package weft.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoreSampleTest {
  private static final List<String> STAT =
      List.of(
          "cpu  11 22 33 44 55 66 77 88 0 0",
          "cpu0 1 2 3 1000 5000 4 5 6 0 0",
          "cpu1 10 0 0 9 9 0 0 0 0 0",
          "cpu10 7 0 0 9 9 0 0 0 0 0");

  @Test
  void idlingAndWaitingForDisksIsNotBusy() {
    assertThat(CoreSample.busyMicros(STAT, 0)).isEqualTo(21 * 10_000);
  }

  @Test
  void coreOneIsNotCoreTen() {
    assertThat(CoreSample.busyMicros(STAT, 1)).isEqualTo(10 * 10_000);
    assertThat(CoreSample.busyMicros(STAT, 10)).isEqualTo(7 * 10_000);
  }

  @Test
  void aCoreThatIsNotThereIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CoreSample.busyMicros(STAT, 2))
        .withMessageContaining("core 2");
  }
}
