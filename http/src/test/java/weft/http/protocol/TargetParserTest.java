package weft.http.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Request targets: RFC 9112 §3.2.
class TargetParserTest {
  private final TargetParser parser = new TargetParser();

  private @Nullable RequestTarget parse(String text) {
    return parse(text, Methods.GET);
  }

  private @Nullable RequestTarget parse(String text, int methodId) {
    return parser.parse(NativeText.of(text), text.length(), methodId);
  }

  @Test
  void originFormHasPathAndQuery() {
    assertThat(parse("/")).isEqualTo(new RequestTarget("/", "/", null, null));
    assertThat(parse("/a/b?")).isEqualTo(new RequestTarget("/a/b?", "/a/b", "", null));
    assertThat(parse("/a?b?c/d")).isEqualTo(new RequestTarget("/a?b?c/d", "/a", "b?c/d", null));
    assertThat(parse("//a//b")).isEqualTo(new RequestTarget("//a//b", "//a//b", null, null));
    assertThat(parse("/%41%c3%a9?%")).isNotNull();
    assertThat(parse("/../..;x=y/:@!$&'()*+,;=~-._")).isNotNull();
  }

  /// Browsers send these without escaping them.
  @Test
  void charactersBrowsersDoNotEscapeAreTaken() {
    assertThat(parse("/a[b]{c}|^`?x[]={}|^`%")).isNotNull();
  }

  @Test
  void absoluteFormHasAnAuthority() {
    assertThat(parse("http://h:80/p?q"))
        .isEqualTo(new RequestTarget("http://h:80/p?q", "/p", "q", "h:80"));
    assertThat(parse("HTTPS://[::1]"))
        .isEqualTo(new RequestTarget("HTTPS://[::1]", "/", null, "[::1]"));
    assertThat(parse("http://h?q")).isEqualTo(new RequestTarget("http://h?q", "/", "q", "h"));
  }

  /// "If a proxy receives an OPTIONS request with an absolute-form of request-target in which the
  /// URI has an empty path and no query component, then the last proxy … MUST send a request-target
  /// of "*"". https://www.rfc-editor.org/rfc/rfc9112#section-3.2.4
  @Test
  void asteriskFormIsForOptions() {
    assertThat(parse("*", Methods.OPTIONS)).isEqualTo(new RequestTarget("*", "*", null, null));
    assertThat(parse("http://h", Methods.OPTIONS))
        .isEqualTo(new RequestTarget("http://h", "*", null, "h"));
    assertThat(parse("*")).isNull();
  }

  @Test
  void everyByteIsTakenOrRefusedInTheSameWayEachTime() {
    for (int value = 0; value < 256; value++) {
      String text = "/a" + (char) value + "b";
      boolean taken = parse(text) != null;
      for (int again = 0; again < 3; again++) {
        assertThat(parse(text) != null).as("byte %s", value).isEqualTo(taken);
      }
      boolean visible = value > ' ' && value < 0x7f && "\"#<>\\%".indexOf(value) < 0;
      assertThat(taken).as("byte %s", value).isEqualTo(visible);
    }
  }

  @Test
  void targetsSeenTwiceAreKept() {
    parse("/users/42");
    RequestTarget second = parse("/users/42");

    assertThat(parse("/users/42")).isSameAs(second);
    assertThat(parse("/users/43")).isNotSameAs(second);
  }

  @Test
  void anAsteriskIsNeverKept() {
    for (int again = 0; again < 3; again++) {
      assertThat(parse("*", Methods.OPTIONS)).isNotNull();
      assertThat(parse("*", Methods.GET)).isNull();
    }
  }

  @Test
  void hostsAreNamesAddressesAndPorts() {
    Authority authority = new Authority();
    for (String host :
        List.of(
            "",
            "a",
            "example.com",
            "EXAMPLE.com:8080",
            "127.0.0.1:80",
            "[::1]",
            "[::1]:443",
            "[2001:db8::7]:",
            "a:",
            "xn--bcher-kva.example",
            "a_b",
            "a%20b",
            "sub-delims!$&'()*+,;=",
            "a:0",
            "a:65535",
            "[::ffff:1.2.3.4]")) {
      for (int again = 0; again < 3; again++) {
        assertThat(authority.parse(NativeText.of(host), host.length())).isEqualTo(host);
      }
    }
    assertThat(authority.parse(NativeText.of("a".repeat(600)), 600)).isNull();
  }
}
