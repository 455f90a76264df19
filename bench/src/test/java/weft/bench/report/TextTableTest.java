package weft.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    var table = new TextTable(List.of("server", "n"));
    table.row(List.of("a", "1,000"));
    table.row(List.of("long name", "2"));

    assertThat(table.markdown())
        .isEqualTo(
            """
            | server    |     n |
            | --------- | -----:|
            | a         | 1,000 |
            | long name |     2 |
            """);
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    var table = new TextTable(List.of("server", "n"));

    assertThatIllegalArgumentException().isThrownBy(() -> table.row(List.of("a")));
  }
}
