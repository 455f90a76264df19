package weft.verify.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The tables themselves.
final class CaseTableTest {
  @Test
  void thereAreEnoughRows() {
    assertThat(CaseTable.all()).hasSizeGreaterThan(300);
    assertThat(CaseTable.served()).hasSizeGreaterThan(80);
  }

  @Test
  void rowsHaveANameOfTheirOwnAndASource() {
    List<String> names = CaseTable.all().stream().map(WireCase::name).toList();

    assertThat(names).doesNotHaveDuplicates().doesNotContain("");
    assertThat(CaseTable.all()).allSatisfy(row -> assertThat(row.source()).isNotBlank());
  }

  @Test
  void requestsAreBytes() {
    assertThat(CaseTable.all())
        .allSatisfy(row -> assertThat(row.request().chars()).allMatch(each -> each <= 0xff));
  }
}
