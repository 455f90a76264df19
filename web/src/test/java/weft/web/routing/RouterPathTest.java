package weft.web.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Encodings, dot segments and trailing slashes of request paths.
class RouterPathTest {
  private static Router<String> router(TrailingSlash policy, String... patterns) {
    RouterBuilder<String> builder = new RouterBuilder<String>().trailingSlash(policy);
    for (String pattern : patterns) {
      builder.add("GET", pattern, pattern);
    }
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({
    "/users/a%20b, a b",
    "/users/caf%C3%A9, café",
    "/users/%F0%9F%98%80, 😀",
    "/users/a%2Fb, a/b",
    "/users/a%2fb, a/b",
    "/users/100%25, 100%",
    "/users/%7Bid%7D, {id}",
    "/%75sers/x, x",
    "/users/a+b, a+b",
    "/users/é%20, é ",
  })
  void aSegmentIsDecodedByItself(String path, String id) {
    RouteMatch<String> match = new RouteMatch<>();

    RouteOutcome outcome = router(TrailingSlash.STRICT, "/users/{id}").find("GET", path, match);

    assertThat(outcome).isEqualTo(RouteOutcome.FOUND);
    assertThat(match.value("id")).isEqualTo(id.equals("é") ? "é " : id);
  }

  @Test
  void anEncodedSlashSeparatesNothing() {
    Router<String> router = router(TrailingSlash.STRICT, "/a/b", "/{whole}", "/t/{rest*}");
    RouteMatch<String> match = new RouteMatch<>();

    router.find("GET", "/a%2Fb", match);
    assertThat(match.target()).isEqualTo("/{whole}");
    assertThat(match.value("whole")).isEqualTo("a/b");

    router.find("GET", "/t/a%2Fb/c", match);
    assertThat(match.value("rest")).isEqualTo("a/b/c");
  }

  @Test
  void aConstraintSeesDecodedText() {
    RouteMatch<String> match = new RouteMatch<>();

    router(TrailingSlash.STRICT, "/users/{id:int}").find("GET", "/users/%31%32", match);

    assertThat(match.value("id")).isEqualTo("12");
  }

  @Test
  void literalsMayBeWrittenEncodedOrNot() {
    Router<String> router = router(TrailingSlash.STRICT, "/café/über", "/a%20b/{x}");
    RouteMatch<String> match = new RouteMatch<>();

    assertThat(router.find("GET", "/caf%C3%A9/%C3%BCber", match)).isEqualTo(RouteOutcome.FOUND);
    assertThat(router.find("GET", "/a%20b/c", match)).isEqualTo(RouteOutcome.FOUND);
  }

  @ParameterizedTest
  @CsvSource({
    "/100%25, FOUND, /100%25",
    "/100%, MALFORMED, ",
    "/100%2525, FOUND, /{x}",
    "/a/100%25, FOUND, /a/{y:100%|5}",
    "/a/100%, MALFORMED, ",
    "/t/50%25/%2e, MALFORMED, ",
    "/t/50%25/x, FOUND, /t/{z*}",
  })
  void aPercentSignInAPatternIsNotAnEncoding(String path, RouteOutcome expected, String target) {
    Router<String> router =
        router(TrailingSlash.STRICT, "/100%25", "/{x}", "/a/{y:100%|5}", "/t/{z*}");
    RouteMatch<String> match = new RouteMatch<>();

    assertThat(router.find("GET", path, match)).isEqualTo(expected);
    assertThat(match.target()).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a%",
        "/a%4",
        "/a%zz",
        "/a%-1",
        "/a%+1",
        "/%00",
        "/%C3",
        "/%C3%28",
        "/%C0%AF",
        "/%ED%A0%80",
        "/%FF",
        "/%E2%82",
        "/%F5%80%80%80",
        "/%u0041",
        "/a\0b%20"
      })
  void aBadEncodingIsMalformed(String path) {
    RouteOutcome outcome =
        router(TrailingSlash.IGNORE, "/{all*}").find("GET", path, new RouteMatch<>());

    assertThat(outcome).isEqualTo(RouteOutcome.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.",
        "/..",
        "/a/../b",
        "/a/./b",
        "/a/..",
        "/%2e%2e/b",
        "/%2E/b",
        "/.%2e/b",
        "/a/%2e%2e",
        "/..%2fb",
        "/a%2f..%2fb",
        "/a/..%2F..%2Fb"
      })
  void aDotSegmentIsMalformed(String path) {
    RouteOutcome outcome =
        router(TrailingSlash.IGNORE, "/{all*}").find("GET", path, new RouteMatch<>());

    assertThat(outcome).isEqualTo(RouteOutcome.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/.well-known/x", "/a/...", "/a/..b", "/a/b..", "/.a", "/a/.b/c"})
  void dotsWithinASegmentAreFine(String path) {
    RouteOutcome outcome =
        router(TrailingSlash.IGNORE, "/{all*}").find("GET", path, new RouteMatch<>());

    assertThat(outcome).isEqualTo(RouteOutcome.FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "users", "http://x/"})
  void aPathBeginsWithASlash(String path) {
    RouteOutcome outcome = router(TrailingSlash.IGNORE, "/").find("GET", path, new RouteMatch<>());

    assertThat(outcome).isEqualTo(RouteOutcome.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "STRICT, /a, /a, FOUND",
    "STRICT, /a, /a/, NOT_FOUND",
    "STRICT, /a/, /a, NOT_FOUND",
    "IGNORE, /a, /a/, FOUND",
    "IGNORE, /a/, /a, FOUND",
    "IGNORE, /a/{x}, /a/b/, FOUND",
    "IGNORE, /a/{x}, /a/, NOT_FOUND",
    "IGNORE, /a/{x*}, /a, FOUND",
    "IGNORE, /a, /a//, NOT_FOUND",
    "IGNORE, /a, /, NOT_FOUND",
    "REDIRECT, /a, /a, FOUND",
    "REDIRECT, /a, /a/, REDIRECT",
    "REDIRECT, /a/, /a, REDIRECT",
    "REDIRECT, /a, /b/, NOT_FOUND",
  })
  void thePolicyDecidesAboutTheOtherForm(
      TrailingSlash policy, String pattern, String path, RouteOutcome expected) {
    RouteOutcome outcome = router(policy, pattern).find("GET", path, new RouteMatch<>());

    assertThat(outcome).isEqualTo(expected);
  }

  @Test
  void bothFormsMayHaveTheirOwnRoute() {
    Router<String> router = router(TrailingSlash.IGNORE, "/a", "/a/");
    RouteMatch<String> match = new RouteMatch<>();

    router.find("GET", "/a", match);
    assertThat(match.target()).isEqualTo("/a");
    router.find("GET", "/a/", match);
    assertThat(match.target()).isEqualTo("/a/");
  }

  @Test
  void theOtherFormKeepsItsParameters() {
    RouteMatch<String> match = new RouteMatch<>();

    router(TrailingSlash.IGNORE, "/a/{x}").find("GET", "/a/b%2Fc/", match);

    assertThat(match.value("x")).isEqualTo("b/c");
  }

  @Test
  void aWrongMethodOnTheOtherFormIsNotAllowed() {
    RouteMatch<String> match = new RouteMatch<>();

    RouteOutcome outcome = router(TrailingSlash.IGNORE, "/a").find("POST", "/a/", match);

    assertThat(outcome).isEqualTo(RouteOutcome.METHOD_NOT_ALLOWED);
    assertThat(match.allowed()).containsExactly("GET", "HEAD", "OPTIONS");
  }

  @Test
  void aRedirectKeepsTheRawPath() {
    RouteMatch<String> match = new RouteMatch<>();

    router(TrailingSlash.REDIRECT, "/a/{x}").find("GET", "/a/b%20c/", match);

    assertThat(match.location()).isEqualTo("/a/b%20c");
  }

  /// "//evil.example" as a Location is a network-path reference, RFC 3986 §4.2: another host; and
  /// browsers read a backslash as a slash.
  @ParameterizedTest
  @ValueSource(strings = {"//evil.example/", "//evil.example", "/\\evil.example/"})
  void noRedirectLeavesTheHost(String path) {
    Router<String> router = router(TrailingSlash.REDIRECT, "/{x}", "/{x}/{y}");

    assertThat(router.find("GET", path, new RouteMatch<>())).isEqualTo(RouteOutcome.NOT_FOUND);
  }
}
