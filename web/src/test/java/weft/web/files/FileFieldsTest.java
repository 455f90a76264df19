package weft.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Dates, tags, types and names as fields have them.
class FileFieldsTest {
  /// RFC 9110 §5.6.7: the three forms of one date.
  @Test
  void datesAreReadInThreeForms() {
    long expected = 784_111_777;
    assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(expected);
    assertThat(HttpDate.parse("Sunday, 06-Nov-94 08:49:37 GMT")).isEqualTo(expected);
    assertThat(HttpDate.parse("Sun Nov  6 08:49:37 1994")).isEqualTo(expected);
    assertThat(HttpDate.format(Instant.ofEpochSecond(expected)))
        .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "x",
    "'Sun, 06 Nov 1994 08:49:37'",
    "'Sun, 32 Nov 1994 08:49:37 GMT'",
    "1994-11-06",
    "'Mon, 06 Nov 1994 08:49:37 GMT'",
    "'Sun, 06 Nov 1994 08:49:37 GMT and a very long rest of it'"
  })
  void whatIsNoDateIsNone(String text) {
    assertThat(HttpDate.parse(text)).isEqualTo(HttpDate.NONE);
  }

  /// RFC 9110 §8.8.3.2: strong and weak comparison.
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'\"1\"', true, true",
        "'W/\"1\"', true, false",
        "'\"2\"', false, false",
        "'\"2\", \"1\"', true, true",
        "'\"2\",W/\"1\"', true, false",
        "'\"a,b\", \"1\"', true, true",
        "*, true, true",
        "1, false, false",
        "'\"1', false, false",
        "'\"1\"x', true, true",
        "'w/\"1\"', false, false",
        "'', false, false"
      })
  void tagsAreCompared(String list, boolean weakly, boolean strongly) {
    assertThat(EntityTag.isIn(list, "\"1\"", true)).isEqualTo(weakly);
    assertThat(EntityTag.isIn(list, "\"1\"", false)).isEqualTo(strongly);
  }

  @Test
  void typesAreThoseOfTheRegistry() {
    assertThat(ContentTypes.of("index.HTML", Map.of())).isEqualTo("text/html; charset=utf-8");
    assertThat(ContentTypes.of("a.min.js", Map.of())).isEqualTo("text/javascript; charset=utf-8");
    assertThat(ContentTypes.of("a.json", Map.of())).isEqualTo("application/json");
    assertThat(ContentTypes.of("a.svg", Map.of())).isEqualTo("image/svg+xml");
    assertThat(ContentTypes.of("README", Map.of())).isEqualTo("application/octet-stream");
    assertThat(ContentTypes.of("a.unheard", Map.of("unheard", "text/x"))).isEqualTo("text/x");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "|report.pdf|, |attachment; filename=\"report.pdf\"|",
        "|a \"b\".txt|, |attachment; filename=\"a _b_.txt\"; filename*=UTF-8''a%20%22b%22.txt|",
        "|Größe €.txt|, |attachment; filename=\"Gr__e _.txt\";"
            + " filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%E2%82%AC.txt|",
        "|../../etc/passwd|, |attachment; filename=\".._.._etc_passwd\"|",
        "|100%.txt|, |attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt|",
        "||, |attachment; filename=\"file\"|"
      })
  void attachmentsHaveNamesInAnyScript(String name, String value) {
    assertThat(ContentDisposition.attachment(name)).isEqualTo(value);
  }

  @Test
  void attachmentsHideNothing() {
    assertThat(ContentDisposition.attachment("a\r\nSet-Cookie: b"))
        .isEqualTo("attachment; filename=\"a__Set-Cookie: b\"");
    assertThat(ContentDisposition.attachment("gpj\u202eexe.\ud800"))
        .isEqualTo("attachment; filename=\"gpj_exe._\"");
    assertThat(ContentDisposition.attachment("x".repeat(1000) + ".txt")).hasSizeLessThan(300);
  }
}
