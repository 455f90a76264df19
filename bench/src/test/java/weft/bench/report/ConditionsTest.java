package weft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
  @Test
  void theProcessorIsTheFirstModelName() {
    assertThat(
            Conditions.processor(
                List.of("processor\t: 0", "model name\t: Fast One", "model name\t: Other")))
        .isEqualTo("Fast One");
    assertThat(Conditions.processor(List.of("Features : fp asimd"))).isEqualTo("unnamed processor");
  }

  @Test
  void theKernelIsNamedWithoutItsBuild() {
    assertThat(Conditions.release("6.18.44-custom-v669\n")).isEqualTo("6.18.44");
    assertThat(Conditions.release("6.12.0")).isEqualTo("6.12.0");
  }

  @Test
  void thisMachineIsDescribed() throws IOException {
    Conditions here = Conditions.here("./weft bench json", "3 runs", "-Xmx1g");

    assertThat(here.machine()).contains("cores", "Linux", "with TCP ", "JDK 25");
    assertThat(here.command()).isEqualTo("./weft bench json");
  }
}
