package weft.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import weft.web.Terminal.State;

/// What `/proc/self/stat` says about a terminal.
class TerminalTest {
  private static final String REST = " 4194304 1 2 3\n";

  @Test
  void theForegroundIsTheGroupTheTerminalNames() {
    assertThat(State.of("71 (java) S 1 70 12 34816 70" + REST)).isEqualTo(State.FOREGROUND);
    assertThat(State.of("71 (java) S 1 70 12 34816 12" + REST)).isEqualTo(State.BACKGROUND);
    assertThat(State.of("71 (java) S 1 70 12 34816 -1" + REST)).isEqualTo(State.BACKGROUND);
    assertThat(State.of("71 (java) S 1 70 12 0 -1" + REST)).isEqualTo(State.WITHOUT);
  }

  @Test
  void aNameMayHoldAnything() {
    assertThat(State.of("71 (a) S 1 1 1 0 (b) S 1 70 12 34816 70" + REST))
        .isEqualTo(State.FOREGROUND);
  }

  @Test
  void whatIsNotUnderstoodIsUnknown() {
    assertThat(State.of("")).isEqualTo(State.UNKNOWN);
    assertThat(State.of("71 (java) S 1 70 12 34816 70")).isEqualTo(State.UNKNOWN);
  }

  @Test
  void aTerminalThatIsThereHasNotGone() {
    assertThat(Terminal.ofThisProcess().hasGone()).isFalse();
  }
}
