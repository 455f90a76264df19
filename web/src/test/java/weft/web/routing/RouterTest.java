package weft.web.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  /// GET answers HEAD, too.
  private static final List<String> PUT_AND_GET = List.of("get", "get", "put");

  private static Router<String> router(String... patterns) {
    RouterBuilder<String> builder = new RouterBuilder<>();
    for (String pattern : patterns) {
      builder.add("GET", pattern, pattern);
    }
    return builder.build();
  }

  private static String target(Router<String> router, String method, String path) {
    RouteMatch<String> match = new RouteMatch<>();
    RouteOutcome outcome = router.find(method, path, match);
    return outcome == RouteOutcome.FOUND ? "" + match.target() : outcome.name();
  }

  @Test
  void whatRefusesAMethodIsTheRouteThatFitsThePathBest() {
    RouterBuilder<String> builder = new RouterBuilder<>();
    builder.add("GET", "/{all*}", "all");
    builder.add("GET", "/users/{id}", "get");
    builder.add("PUT", "/users/{name}", "put");
    builder.add("GET", "/users/{id}/more", "more");
    Router<String> router = builder.build();
    RouteMatch<String> match = new RouteMatch<>();

    for (String path : List.of("/users/a%2Fb", "/users/a%2fb/")) {
      assertThat(router.find("DELETE", path, match)).isEqualTo(RouteOutcome.METHOD_NOT_ALLOWED);
      boolean tail = path.endsWith("/");
      assertThat(match.refusing()).isEqualTo(tail ? List.of("all", "all") : PUT_AND_GET);
      assertThat(match.value(tail ? "all" : "id")).isEqualTo(tail ? "users/a/b/" : "a/b");
      assertThat(match.allowed()).containsSequence("GET", "HEAD");
      assertThat(match.target()).isNull();
      assertThat(match.route()).isNull();
    }

    assertThat(router.find("GET", "/users/7", match)).isEqualTo(RouteOutcome.FOUND);
    assertThat(match.refusing()).isEmpty();
    assertThat(router("/a").find("POST", "/b", match)).isEqualTo(RouteOutcome.NOT_FOUND);
    assertThat(match.refusing()).isEmpty();
    assertThat(match.value("id")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/users, /users",
    "/users/me, /users/me",
    "/users/7, /users/{id:int}",
    "/users/-7, /users/{id:int}",
    "/users/2147483648, /users/{id:long}",
    "/users/9223372036854775808, /users/{name}",
    "/users/123e4567-e89b-12d3-a456-426614174000, /users/{id:uuid}",
    "/users/bob, /users/{name}",
    "/users/bob/posts, /users/{name}/posts",
    "/users/me/posts, /users/{name}/posts",
    "/users/me/posts/last, /users/me/posts/last",
    "/users/7/posts/1, /users/{rest*}",
    "/users/bob/likes, /users/{rest*}",
    "/files/, /files/{path*}",
    "/files/a, /files/{path*}",
    "/files/a/b/c/, /files/{path*}",
    "/de/hallo, /{lang:de|fr}/hallo",
    "/en/hallo, NOT_FOUND",
    "/nothing, NOT_FOUND",
    "/users/7/, /users/{rest*}",
    "//, NOT_FOUND",
    "/Users, NOT_FOUND",
  })
  void literalGoesBeforeParameterBeforeTail(String path, String expected) {
    Router<String> router =
        router(
            "/users/{rest*}",
            "/users/{name}",
            "/users/{id:uuid}",
            "/users/{id:long}",
            "/users/{id:int}",
            "/users/{name}/posts",
            "/users/me/posts/last",
            "/users/me",
            "/users",
            "/files/{path*}",
            "/{lang:de|fr}/hallo",
            "/");

    assertThat(target(router, "GET", path)).isEqualTo(expected);
  }

  @Test
  void aChoiceThatLeadsNowhereIsTakenBackAtEveryDepth() {
    Router<String> router = router("/a/b/c/d", "/a/{x}/c/e", "/{w}/b/{y}/f", "/{all*}");

    assertThat(target(router, "GET", "/a/b/c/d")).isEqualTo("/a/b/c/d");
    assertThat(target(router, "GET", "/a/b/c/e")).isEqualTo("/a/{x}/c/e");
    assertThat(target(router, "GET", "/a/b/c/f")).isEqualTo("/{w}/b/{y}/f");
    assertThat(target(router, "GET", "/a/b/c/g")).isEqualTo("/{all*}");
  }

  @Test
  void parametersOfATakenBackChoiceDoNotStay() {
    Router<String> router = router("/{a}/{b}/x", "/{rest*}");
    RouteMatch<String> match = new RouteMatch<>();

    router.find("GET", "/1/2/y", match);

    assertThat(match.value("rest")).isEqualTo("1/2/y");
    assertThat(match.value("a")).isNull();
  }

  @Test
  void theMethodTakesPartInTheChoice() {
    Router<String> router =
        new RouterBuilder<String>()
            .add("GET", "/users/me", "me")
            .add("DELETE", "/users/{id}", "delete")
            .build();

    assertThat(target(router, "GET", "/users/me")).isEqualTo("me");
    assertThat(target(router, "DELETE", "/users/me")).isEqualTo("delete");
  }

  @Test
  void methodsOfAllRoutesWithThePathAreAllowed() {
    Router<String> router =
        new RouterBuilder<String>()
            .add("GET", "/users/me", "me")
            .add("DELETE", "/users/{id}", "delete")
            .add("PURGE", "/{all*}", "purge")
            .build();
    RouteMatch<String> match = new RouteMatch<>();

    assertThat(router.find("POST", "/users/me", match)).isEqualTo(RouteOutcome.METHOD_NOT_ALLOWED);
    assertThat(match.allowed()).containsExactly("GET", "HEAD", "DELETE", "PURGE", "OPTIONS");
    assertThat(router.find("BREW", "/users/7", match)).isEqualTo(RouteOutcome.METHOD_NOT_ALLOWED);
    assertThat(match.allowed()).containsExactly("DELETE", "PURGE", "OPTIONS");
    assertThat(match.target()).isNull();
  }

  @Test
  void getAnswersHeadUnlessHeadHasItsOwnRoute() {
    Router<String> router =
        new RouterBuilder<String>()
            .add("GET", "/a", "get a")
            .add("GET", "/b", "get b")
            .add("HEAD", "/b", "head b")
            .build();

    assertThat(target(router, "HEAD", "/a")).isEqualTo("get a");
    assertThat(target(router, "HEAD", "/b")).isEqualTo("head b");
  }

  @Test
  void methodsAreCaseSensitive() {
    assertThat(target(router("/a"), "get", "/a")).isEqualTo("METHOD_NOT_ALLOWED");
  }

  @Test
  void queryIsAMethodLikeOthers() {
    Router<String> router = new RouterBuilder<String>().add("QUERY", "/find", "find").build();

    assertThat(target(router, "QUERY", "/find")).isEqualTo("find");
  }

  @Test
  void aDuplicateIsRefusedWithBothRoutes() {
    RouterBuilder<String> builder = new RouterBuilder<String>().add("GET", "/users/{id}", "a");

    assertThatThrownBy(() -> builder.add("GET", "/users/{name}", "b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("route 'GET /users/{name}' is registered already, as 'GET /users/{id}'");
  }

  @Test
  void aHeadRouteMayFollowItsGetRoute() {
    Router<String> router =
        new RouterBuilder<String>().add("GET", "/a", "get").add("HEAD", "/a", "head").build();

    assertThat(target(router, "HEAD", "/a")).isEqualTo("head");
  }

  @Test
  void aNameIsTakenOnce() {
    RouterBuilder<String> builder =
        new RouterBuilder<String>()
            .add(new Route("GET", null, PathPattern.parse("/a"), "page"), "a");

    assertThatThrownBy(
            () -> builder.add(new Route("GET", null, PathPattern.parse("/b"), "page"), "b"))
        .hasMessage("route name 'page' is taken by 'GET /a'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /", "GÉT", "A,B"})
  void aMethodIsAToken(String method) {
    assertThatThrownBy(() -> new RouterBuilder<String>().add(method, "/", "x"))
        .hasMessage("method '" + method + "' is not a token");
  }

  @Test
  void aRouterKnowsAtMostSixtyFourMethods() {
    RouterBuilder<String> builder = new RouterBuilder<>();
    for (int index = 8; index < 64; index++) {
      builder.add("M" + index, "/", "x");
    }

    assertThat(target(builder.build(), "M63", "/")).isEqualTo("x");
    assertThatThrownBy(() -> builder.add("M64", "/", "x")).hasMessageContaining("the most is 64");
  }

  @Test
  void routesAreListedInOrderOfRegistration() {
    assertThat(router("/b", "/a/{x:int}").routes())
        .extracting(Route::toString)
        .isEqualTo(List.of("GET /b", "GET /a/{x:int}"));
  }

  @Test
  void aMatchKeepsNothingOfTheSearchBefore() {
    Router<String> router = router("/users/{id}");
    RouteMatch<String> match = new RouteMatch<>();

    router.find("GET", "/users/7", match);
    router.find("GET", "/nothing", match);

    assertThat(match.route()).isNull();
    assertThat(match.value("id")).isNull();
    assertThat(match.allowed()).isEmpty();
  }

  @Test
  void manySiblingsAreTold() {
    String[] patterns = new String[300];
    for (int index = 0; index < patterns.length; index++) {
      patterns[index] = "/common-long-prefix-" + index + "-common-suffix/{x}";
    }
    Router<String> router = router(patterns);

    for (int index = 0; index < patterns.length; index++) {
      String path = "/common-long-prefix-" + index + "-common-suffix/y";
      assertThat(target(router, "GET", path)).isEqualTo(patterns[index]);
    }
  }
}
