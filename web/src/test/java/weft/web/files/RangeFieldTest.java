package weft.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeFieldTest {
  private static final long SIZE = 1000;

  private static RangeField parse(String value) {
    return RangeField.parse(value, SIZE, 4);
  }

  /// "An int-range ... first-pos ... last-pos", "suffix-range": RFC 9110 §14.1.2 and its examples.
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=0-499, 0, 500",
    "bytes=500-999, 500, 500",
    "bytes=500-, 500, 500",
    "bytes=999-2000, 999, 1",
    "bytes=-500, 500, 500",
    "bytes=-5000, 0, 1000",
    "BYTES=0-1, 0, 2",
    "bytes=0-99999999999999999999999999, 0, 1000",
    "'bytes= 5-6 ', 5, 2",
    "'bytes=,5-6,', 5, 2",
    "'bytes=5-6,2000-', 5, 2"
  })
  void oneRange(String value, long first, long length) {
    assertThat(parse(value))
        .isEqualTo(new RangeField(false, List.of(new ByteRange(first, length))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes 0-1",
        "items=0-1",
        "bytes=a-b",
        "bytes=5-4",
        "bytes=-",
        "bytes=5",
        "bytes=0-1-2",
        "bytes=0x1-2",
        "bytes=--5",
        "bytes=+1-2",
        "bytes=1 -2",
        "bytes=0-1;5-6",
        "bytes=99999999999999999999x-"
      })
  void whatIsNoRangeIsIgnored(String value) {
    assertThat(parse(value).isIgnored()).isTrue();
  }

  @Test
  void rangesBehindTheEndCannotBeSatisfied() {
    for (String value : List.of("bytes=1000-", "bytes=-0", "bytes=1000-1001,2000-", "bytes=")) {
      assertThat(parse(value)).isEqualTo(new RangeField(false, List.of()));
    }
    assertThat(RangeField.parse("bytes=0-", 0, 4).ranges()).isEmpty();
    assertThat(RangeField.parse("bytes=-0", 0, 4).isIgnored()).isFalse();
  }

  /// "A suffix-range is satisfiable if its suffix-length is non-zero", but no Content-Range can say
  /// that it has no bytes.
  @Test
  void theEndOfAnEmptyFileIsAllOfIt() {
    assertThat(RangeField.parse("bytes=-1", 0, 4).isIgnored()).isTrue();
    assertThat(RangeField.parse("bytes=0-,-5", 0, 4).isIgnored()).isTrue();
  }

  @Test
  void rangesComeInTheirOrder() {
    assertThat(parse("bytes=10-19, 0-4").ranges())
        .containsExactly(new ByteRange(10, 10), new ByteRange(0, 5));
  }

  @Test
  void tooManyOrOverlappingRangesAreIgnored() {
    assertThat(parse("bytes=0-0,2-2,4-4,6-6").ranges()).hasSize(4);
    assertThat(parse("bytes=0-0,2-2,4-4,6-6,8-8").isIgnored()).isTrue();
    assertThat(parse("bytes=,,,,8-8").isIgnored()).isTrue();
    assertThat(parse("bytes=0-,0-").isIgnored()).isTrue();
    assertThat(parse("bytes=0-999").isIgnored()).isFalse();
  }
}
