package weft.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessSampleTest {
  @Test
  void cpuTimeIsUserPlusSystem() {
    String stat =
        "1234 (java) S 1 1234 1234 0 -1 4194304 9 0 0 0 150 25 7 8 20 0 30 0 5 99 88 1844";

    assertThat(ProcessSample.cpuMicros(stat)).isEqualTo(1_750_000);
  }

  @Test
  void aProgramNameMayHoldSpacesAndParentheses() {
    String stat = "1 (a (b) c) d) R 1 1 1 0 -1 0 9 0 0 0 1 2 7 8 20 0 30 0 5\n";

    assertThat(ProcessSample.cpuMicros(stat)).isEqualTo(30_000);
  }

  @Test
  void aLineWithoutAProgramNameIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ProcessSample.cpuMicros("1 java S 1"));
  }

  @Test
  void residentMemoryIsReadInKibibytes() {
    List<String> status = List.of("Name:\tjava", "VmHWM:\t  999 kB", "VmRSS:\t  2048 kB");

    assertThat(ProcessSample.residentBytes(status)).isEqualTo(2048 * 1024);
  }

  @Test
  void aStatusWithoutMemoryIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessSample.residentBytes(List.of("Name:\tkthreadd")));
  }

  @Test
  void thisProcessUsesMemory() throws IOException {
    ProcessSample sample = ProcessSample.of(ProcessHandle.current().pid());

    assertThat(sample.residentBytes()).isPositive();
    assertThat(sample.cpuMicros()).isNotNegative();
  }
}
