package weft.web.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterHostTest {
  private static RouterBuilder<String> add(
      RouterBuilder<String> builder, @Nullable String host, String method, String pattern) {
    return builder.add(
        new Route(method, host, PathPattern.parse(pattern), null), host + " " + pattern);
  }

  private static Router<String> router() {
    RouterBuilder<String> builder = new RouterBuilder<>();
    add(builder, null, "GET", "/");
    add(builder, null, "GET", "/shared");
    add(builder, null, "PUT", "/only");
    add(builder, "*.example.com", "GET", "/");
    add(builder, "*.deep.example.com", "GET", "/");
    add(builder, "api.example.com", "GET", "/");
    add(builder, "api.example.com", "POST", "/only");
    add(builder, "[::1]", "GET", "/");
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({
    "api.example.com, api.example.com /",
    "API.Example.COM, api.example.com /",
    "api.example.com:8080, api.example.com /",
    "api.example.com., api.example.com /",
    "www.example.com, *.example.com /",
    "a.b.example.com, *.example.com /",
    "a.deep.example.com, *.deep.example.com /",
    "example.com, null /",
    "notexample.com, null /",
    ".example.com, null /",
    "evil.com, null /",
    "api.example.com.evil.com, null /",
    "[::1], [::1] /",
    "[::1]:8080, [::1] /",
    "'', null /",
  })
  void theNarrowestHostAnswers(String authority, String expected) {
    RouteMatch<String> match = new RouteMatch<>();

    assertThat(router().find("GET", authority, "/", match)).isEqualTo(RouteOutcome.FOUND);
    assertThat(match.target()).isEqualTo(expected);
  }

  @Test
  void whatAHostDoesNotHaveIsLookedForAmongTheCommonRoutes() {
    RouteMatch<String> match = new RouteMatch<>();

    router().find("GET", "api.example.com", "/shared", match);

    assertThat(match.target()).isEqualTo("null /shared");
  }

  @Test
  void allowedMethodsOfHostAndCommonRoutesAreJoined() {
    RouteMatch<String> match = new RouteMatch<>();

    RouteOutcome outcome = router().find("DELETE", "api.example.com", "/only", match);

    assertThat(outcome).isEqualTo(RouteOutcome.METHOD_NOT_ALLOWED);
    assertThat(match.allowed()).containsExactly("POST", "PUT", "OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*.", "*", "a b", "example.com:80", "http://x", "a.*.b", "x/y", "a.b."})
  void aHostIsANameWithoutPort(String host) {
    RouterBuilder<String> builder = new RouterBuilder<>();

    assertThatThrownBy(() -> add(builder, host, "GET", "/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("host '" + host + "' is neither a name without port nor '*.' and a name");
  }
}
