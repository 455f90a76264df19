package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class UniqueClassNamesTest {
  private static final SourceFile PACER =
      SourceFile.sample("hub/Pacer.java", "package a; class Pacer {}");

  @Test
  void theSameNameInTwoPackagesIsFound() {
    SourceFile other =
        SourceFile.sample("web/Pacer.java", "package b;\nclass Helper2 {}\nclass Pacer {}");

    assertThat(UniqueClassNames.check(List.of(PACER, other)))
        .containsExactly(
            new Finding("web/Pacer.java:3", "Pacer is also the name of hub/Pacer.java"));
  }

  @Test
  void nestedNamesMayRepeat() {
    SourceFile other =
        SourceFile.sample("web/Flow.java", "package b; class Flow { record Pacer() {} }");

    assertThat(UniqueClassNames.check(List.of(PACER, other))).isEmpty();
  }
}
