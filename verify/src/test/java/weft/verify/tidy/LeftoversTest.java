package weft.verify.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LeftoversTest {
  @Test
  void aNoteIsFoundWithItsLine() {
    String note = "TO" + "DO";
    TextFile file = new TextFile("Pacer.java", "class Pacer {\n  // " + note + " pace\n}");

    assertThat(Leftovers.check(List.of(file)))
        .containsExactly(new Finding("Pacer.java:2", note + " is left over: do it"));
  }

  @Test
  void aNoteWithItsIssueAndOtherWordsPass() {
    TextFile file = new TextFile("Pacer.java", "// TO" + "DO(#12): pace\n// mastodon XXXL\n");

    assertThat(Leftovers.check(List.of(file))).isEmpty();
  }
}
