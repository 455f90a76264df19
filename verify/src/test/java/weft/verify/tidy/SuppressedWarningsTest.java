package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuppressedWarningsTest {
  @Test
  void aSuppressionWithoutReasonIsFound() {
    assertThat(lines("package a;\n@SuppressWarnings(\"unchecked\")\nclass Pacer {}"))
        .containsExactly("Pacer.java:2");
    assertThat(
            lines(
                "package a;\n// Checked by the caller.\n@SuppressWarnings(\"unchecked\")\nclass P {}"))
        .isEmpty();
  }

  @Test
  void nativeAccessIsConfinedToItsPackages() {
    String type = ";\n// The one downcall.\n@SuppressWarnings(\"restricted\")\nclass Pacer {}";

    assertThat(lines("package weft.http" + type)).containsExactly("Pacer.java:3");
    assertThat(lines("package weft.hub.linux" + type)).isEmpty();
  }

  private static List<String> lines(String text) {
    return SuppressedWarnings.check(List.of(SourceFile.sample("Pacer.java", text))).stream()
        .map(Finding::place)
        .toList();
  }
}
