package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
