package weft.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedPathTest {
  private static String name(String raw) {
    RequestedPath path = RequestedPath.parse(raw, false);
    return path == null ? "refused" : path.name();
  }

  @Test
  void segmentsAreDecodedOnce() {
    assertThat(name("a/b.txt")).isEqualTo("a/b.txt");
    assertThat(name("a%20b/%C3%A9.txt")).isEqualTo("a b/é.txt");
    assertThat(name("%2561")).isEqualTo("%61");
    assertThat(name("a...b/..c/c..".replace("..c", "x..c"))).isEqualTo("a...b/x..c/c..");
  }

  @Test
  void aSlashAtTheEndMeansTheFolder() {
    assertThat(RequestedPath.parse("", false)).isEqualTo(new RequestedPath("", true));
    assertThat(RequestedPath.parse("a/", false)).isEqualTo(new RequestedPath("a", true));
    assertThat(RequestedPath.parse("a", false)).isEqualTo(new RequestedPath("a", false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        ".",
        "../a",
        "a/../b",
        "a/./b",
        "%2e%2e/a",
        "%2e./a",
        ".%2e/a",
        "a/%2e%2e",
        "a//b",
        "/",
        "/a",
        "a%2fb",
        "a%2Fb",
        "a%5cb",
        "a\\b",
        "..%2fa",
        "..\\a",
        "%00",
        "a%00.txt",
        "a%0a",
        "a%7f",
        "a%1f",
        "%",
        "%2",
        "a%2",
        "%g0",
        "%c0%ae%c0%ae",
        "%c0%af",
        "%e0%80%ae",
        "%ff",
        "%ed%a0%80",
        "%f4%90%80%80",
        ".git/config",
        ".env",
        "a/.htaccess",
        "%2egit",
        "\u00e9"
      })
  void whatMayLeadElsewhereIsRefused(String raw) {
    assertThat(RequestedPath.parse(raw, false)).isNull();
  }

  @Test
  void hiddenNamesAreServedWhenAskedForButNeverDots() {
    assertThat(RequestedPath.parse(".well-known/a", true))
        .isEqualTo(new RequestedPath(".well-known/a", false));
    assertThat(RequestedPath.parse("../a", true)).isNull();
    assertThat(RequestedPath.parse("./a", true)).isNull();
  }

  @Test
  void lengthsAreBounded() {
    assertThat(name("a".repeat(255))).hasSize(255);
    assertThat(name("a".repeat(256))).isEqualTo("refused");
    assertThat(name("a/".repeat(2048))).isNotEqualTo("refused");
    assertThat(name("a/".repeat(2049))).isEqualTo("refused");
  }
}
