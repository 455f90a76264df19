package weft.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieTest {
  @Test
  void theDefaultIsHiddenFromScriptsAndOtherSites() {
    assertThat(Cookie.of("a", "1").header()).isEqualTo("a=1; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void everyAttributeIsWritten() {
    Cookie cookie =
        Cookie.of("a", "x!#~")
            .withPath("/app")
            .withDomain("example.com")
            .withMaxAge(Duration.ofHours(1))
            .withSecure()
            .withScriptAccess()
            .withSameSite(SameSite.NONE)
            .withPartitioned();

    assertThat(cookie.header())
        .isEqualTo(
            "a=x!#~; Path=/app; Domain=example.com; Max-Age=3600; Secure; SameSite=None;"
                + " Partitioned");
  }

  @Test
  void anAgeIsInWholeSeconds() {
    Cookie cookie = Cookie.of("a", "1");

    assertThat(cookie.withMaxAge(Duration.ofMillis(1999)).header()).contains("; Max-Age=1;");
    assertThat(cookie.withMaxAge(Duration.ZERO).header()).contains("; Max-Age=0;");
    assertThat(cookie.withMaxAge(Duration.ofDays(400)).header()).contains("; Max-Age=34560000;");
  }

  @Test
  void aPrefixMakesItSecure() {
    assertThat(Cookie.of("__Host-a", "1").header())
        .isEqualTo("__Host-a=1; Path=/; Secure; HttpOnly; SameSite=Lax");
    assertThat(Cookie.of("__Http-a", "1").withPath("/x").header())
        .isEqualTo("__Http-a=1; Path=/x; Secure; HttpOnly; SameSite=Lax");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a;b", "a=b", "a\r\nb", "é", "a,b", "\"a\""})
  void aNameIsAToken(String name) {
    assertThatThrownBy(() -> Cookie.of(name, "x"))
        .hasMessage("cookie name '" + name + "' is not a token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a;b", "a,b", "a\"b", "a\\b", "a\r\nSet-Cookie: x", "é", "a\0"})
  void aValueHasNoCharacterThatEndsIt(String value) {
    assertThatThrownBy(() -> Cookie.of("a", value))
        .hasMessage("the value of cookie 'a' has a character that cookies do not allow");
  }

  @Test
  void whatBrowsersDropIsRefused() {
    Cookie cookie = Cookie.of("a", "1");

    assertThatThrownBy(() -> Cookie.of("a", "x".repeat(4096)))
        .hasMessage("cookie 'a' is longer than 4096 bytes");
    assertThatThrownBy(() -> cookie.withPath("app"))
        .hasMessage("cookie path 'app' is not an absolute path");
    assertThatThrownBy(() -> cookie.withPath("/a; Domain=evil"))
        .hasMessageStartingWith("cookie path");
    assertThatThrownBy(() -> cookie.withDomain("a;b"))
        .hasMessage("cookie domain 'a;b' is not a host name");
    assertThatThrownBy(() -> cookie.withMaxAge(Duration.ofSeconds(-1)))
        .hasMessage("the age of cookie 'a' is PT-1S, not 0 or 1 second to 400 days");
    assertThatThrownBy(() -> cookie.withMaxAge(Duration.ofDays(401)))
        .hasMessage("the age of cookie 'a' is PT9624H, not 0 or 1 second to 400 days");
    assertThatThrownBy(() -> cookie.withMaxAge(Duration.ofNanos(999_999_999)))
        .hasMessage("the age of cookie 'a' is PT0.999999999S, not 0 or 1 second to 400 days");
    assertThatThrownBy(cookie::withPartitioned)
        .hasMessage("cookie 'a' with Partitioned must be Secure");
    assertThatThrownBy(() -> cookie.withSameSite(SameSite.NONE))
        .hasMessage("cookie 'a' with SameSite=None must be Secure");
    assertThatThrownBy(
            () -> new Cookie("__secure-a", "1", "/", null, null, false, true, SameSite.LAX, false))
        .hasMessage("cookie '__secure-a' must be Secure, its prefix says");
    assertThatThrownBy(
            () -> new Cookie("__Host-a", "1", "/x", null, null, true, true, SameSite.LAX, false))
        .hasMessage("cookie '__Host-a' must have path / and no domain, its prefix says");
    for (String name : List.of("__Http-a", "__Host-Http-a", "__http-a")) {
      assertThatThrownBy(() -> Cookie.of(name, "1").withScriptAccess())
          .hasMessage("cookie '" + name + "' must be Secure and HttpOnly, its prefix says");
    }
    assertThatThrownBy(
            () -> new Cookie("__Http-a", "1", "/", null, null, false, true, SameSite.LAX, false))
        .hasMessage("cookie '__Http-a' must be Secure and HttpOnly, its prefix says");
  }

  @Test
  void receivedCookiesAreReadAndTheFirstOfANameCounts() {
    assertThat(RequestCookies.parse(List.of("a=1; b=\"x y\";c=d=e ;a=2;; =x; broken", "d=")))
        .containsExactlyInAnyOrderEntriesOf(
            java.util.Map.of("a", "1", "b", "x y", "c", "d=e", "d", ""));
  }
}
