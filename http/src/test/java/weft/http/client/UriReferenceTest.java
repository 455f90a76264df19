package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The examples of RFC 3986 §5.4, and what stands at the edges of a path.
class UriReferenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "g:h g:h",
        "g http://a/b/c/g",
        "./g http://a/b/c/g",
        "g/ http://a/b/c/g/",
        "/g http://a/g",
        "//g http://g",
        "?y http://a/b/c/d;p?y",
        "g?y http://a/b/c/g?y",
        "#s http://a/b/c/d;p?q#s",
        "g#s http://a/b/c/g#s",
        "g?y#s http://a/b/c/g?y#s",
        ";x http://a/b/c/;x",
        "g;x?y#s http://a/b/c/g;x?y#s",
        "'' http://a/b/c/d;p?q",
        ". http://a/b/c/",
        "./ http://a/b/c/",
        ".. http://a/b/",
        "../ http://a/b/",
        "../g http://a/b/g",
        "../.. http://a/",
        "../../ http://a/",
        "../../g http://a/g",
        "../../../g http://a/g",
        "../../../../g http://a/g",
        "/./g http://a/g",
        "/../g http://a/g",
        "g. http://a/b/c/g.",
        ".g http://a/b/c/.g",
        "..g http://a/b/c/..g",
        "./../g http://a/b/g",
        "./g/. http://a/b/c/g/",
        "g/./h http://a/b/c/g/h",
        "g/../h http://a/b/c/h",
        "g;x=1/./y http://a/b/c/g;x=1/y",
        "g;x=1/../y http://a/b/c/y",
        "g?y/../x http://a/b/c/g?y/../x",
        "g#s/../x http://a/b/c/g#s/../x",
        "http:g http:g",
        "http:/g http:/g",
        "g//h http://a/b/c/g//h",
        "%2e%2e/g http://a/b/c/%2e%2e/g",
        "https://b:1/../x https://b:1/x",
      })
  void theExamplesOfTheRfc(String reference, String uri) {
    assertThat(resolved("http://a/b/c/d;p?q", reference)).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "http://a g http://a/g",
        "http://a .b/g http://a/.b/g",
        "http://a ?y http://a?y",
        "http://a/b#s /c http://a/c#s",
        "http://a/b#s /c#t http://a/c#t",
        "http://[::1]:8080/b //c/d http://c/d",
        "http://[::1]:8080/b c http://[::1]:8080/c",
      })
  void anEmptyPathAndAFragment(String base, String reference, String uri) {
    assertThat(resolved(base, reference)).isEqualTo(uri);
  }

  private static String resolved(String base, String reference) {
    return UriReference.resolve(URI.create(base), URI.create(reference)).toString();
  }
}
