package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HubOptionsTest {
  @Test
  void refusesValuesOutsideTheirRangeAndSaysTheRange() {
    assertThatThrownBy(() -> HubOptions.DEFAULTS.withHubs(-1))
        .hasMessage("hubs -1 is not in 0 to 1024");
    assertThatThrownBy(() -> HubOptions.DEFAULTS.withBufferBytesMax(5))
        .hasMessageContaining("bufferBytesMax 5 is not in 1048576");
    assertThatThrownBy(() -> HubOptions.DEFAULTS.withOffloadThreadsMax(0))
        .hasMessage("offloadThreadsMax 0 is not in 1 to 4096");
    assertThatThrownBy(() -> HubOptions.DEFAULTS.withWatchdogNanos(-5))
        .hasMessageContaining("watchdogNanos -5");
  }

  @Test
  void theReportSaysWhatWasChosenAndWhy() throws IOException {
    try (Hubs hubs =
        Hubs.start(
            HubOptions.DEFAULTS
                .withHubs(3)
                .withBackend(BackendChoice.NIO)
                .withScheduler(SchedulerChoice.JDK))) {
      assertThat(hubs.report())
          .isEqualTo(new HubsReport(3, "nio", "asked for", "jdk", "asked for"));
      assertThat(hubs.hub(2).carriesThreads()).isFalse();
    }
  }
}
