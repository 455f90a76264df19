package weft.verify.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import weft.verify.corpus.Decisions.Decision;

final class DecisionsTest {
  @Test
  void rowsOfTheTableAreRead() {
    Decisions decisions =
        Decisions.parse(
            """
            # Title

            | case | decision | reason |
            |---|---|---|
            | file 1 | served | harmless |
            | file 2 | refused | doubtful |
            """);

    assertThat(decisions.about("file 1")).isEqualTo(Decision.SERVED);
    assertThat(decisions.about("file 2")).isEqualTo(Decision.REFUSED);
    assertThat(decisions.about("file 3")).isNull();
    assertThat(decisions.keys()).containsExactly("file 1", "file 2");
  }

  @Test
  void aRowWithoutReasonIsRefused() {
    assertThatThrownBy(() -> Decisions.parse("| file 1 | served |  |"))
        .hasMessageContaining("no reason");
  }

  @Test
  void aCaseIsDecidedOnce() {
    assertThatThrownBy(() -> Decisions.parse("| a | served | b |\n| a | refused | b |"))
        .hasMessageContaining("decided twice");
  }
}
