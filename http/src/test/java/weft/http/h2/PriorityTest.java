package weft.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.http.protocol.NativeText;

/// The Priority field: RFC 9218 §4 and §5.
class PriorityTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "u=0        | 0 | false",
        "u=7        | 7 | false",
        "i          | 3 | true",
        "u=5, i     | 5 | true",
        "i, u=5     | 5 | true",
        "u=2,i=?1   | 2 | true",
        "i=?0       | 3 | false",
        "i,i=?0     | 3 | false",
        "u=1,u=4    | 4 | false",
        "u=1;a=b, i;c | 1 | true",
        "x=9, u=6   | 6 | false",
        "u=8        | 3 | false",
        "u=-1       | 3 | false",
        "u=12       | 3 | false",
        "u=10       | 3 | false",
        "u=5,i,u=2  | 2 | true",
        "U=1        | 3 | false",
        "''         | 3 | false",
        "u          | 3 | false",
        "i=1        | 3 | false",
        "I          | 3 | false",
        "ü=1        | 3 | false",
        "', ,'      | 3 | false",
      })
  void whatCanBeReadCounts(String value, int urgency, boolean incremental) {
    String text = value.strip();
    Priority priority = new Priority();

    priority.parse(NativeText.of(text), text.length());

    assertThat(priority.urgency()).isEqualTo(urgency);
    assertThat(priority.isIncremental()).isEqualTo(incremental);
  }
}
