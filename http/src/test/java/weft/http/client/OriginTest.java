package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// URIs, and what is asked of whom for them (RFC 9110 §4.2, §7.2).
class OriginTest {
  @ParameterizedTest
  @CsvSource({
    "http://a.test, http, a.test, a.test:80, /",
    "HTTP://A.Test:80/x, http, a.test, a.test:80, /x",
    "https://a.test:443, https, a.test, a.test:443, /",
    "https://a.test:80/, https, a.test:80, a.test:80, /",
    "http://[::1]:8080/a?b#c, http, [::1]:8080, [::1]:8080, /a?b",
    "http://a.test?q=1, http, a.test, a.test:80, /?q=1",
    "http://a.test/%2f/ä, http, a.test, a.test:80, /%2f/%C3%A4",
    "http://127.0.0.1/..//, http, 127.0.0.1, 127.0.0.1:80, /..//",
  })
  void anOriginAndATarget(
      String uri, String scheme, String authority, String hostAndPort, String target) {
    Origin origin = Origin.of(Origin.uri(uri));
    assertThat(origin.scheme()).isEqualTo(scheme);
    assertThat(origin.authority()).isEqualTo(authority);
    assertThat(origin.hostAndPort()).isEqualTo(hostAndPort);
    assertThat(Origin.target(Origin.uri(uri))).isEqualTo(target);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "/users/7> the URI '/users/7' cannot be called: it does not begin with http:// or https://",
        "ftp://u:p@a/> the URI 'ftp://a/' cannot be called: its scheme is neither http nor https",
        "http://u:p@a/?t=1> the URI 'http://a/' cannot be called: it carries a user or password;"
            + " set the Authorization field instead",
        "http:/a> the URI 'http:/a' cannot be called: it has no host",
        "http://my_service:80/> the URI 'http://my_service:80/' cannot be called: its host is not"
            + " a name of letters, digits, hyphens and dots, nor an address, or its port no number",
        "http://a:65536/> the URI 'http://a:65536/' cannot be called: its port is not in 1 to 65535",
        "http://u:p@a/b c?t=1> the URI 'http://a/b c' cannot be called: Illegal character in path"
            + " at character 15",
      })
  void whatCannotBeCalledIsNamedWithItsFaultAndNoSecrets(String uri, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Origin.of(Origin.uri(uri)))
        .withMessage(message)
        .withNoCause();
  }

  @Test
  void aLongUriIsToldInPart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Origin.of(Origin.uri("x".repeat(100_000))))
        .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(400));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.test",
        "/a",
        "ftp://a.test/",
        "http:///a",
        "http://u:p@a.test/",
        "http://a.test:0/",
        "http://a.test:65536/",
        "http://a b/",
        "http://a.test/\r\nX: y",
        "http:a",
        ""
      })
  void whatCannotBeCalledIsRefused(String uri) {
    assertThatIllegalArgumentException().isThrownBy(() -> Origin.of(Origin.uri(uri)));
  }
}
