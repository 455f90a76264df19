package weft.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.web.routing.Route;
import weft.web.sse.EventHandler;

/// What is refused by the line that registers it, where it can be found.
class RegistrationTest {
  @Test
  void anAppCannotBeMountedInItself() {
    App app = App.create();

    assertCircular(app, app);
    assertCircular(app.group("/v1").host("a.b"), app);
    assertThat(app.routes()).isEmpty();
  }

  @Test
  void appsCannotBeMountedInEachOther() {
    App outer = App.create();
    App middle = App.create();
    App inner = App.create();
    outer.group("/middle").mount("", middle);
    middle.mount("/inner", inner);

    assertCircular(inner, outer);
    assertCircular(inner.group("/again"), middle);
    assertThat(outer.routes()).isEmpty();
  }

  private static void assertCircular(Routes routes, App app) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> routes.mount("/a", app))
        .withMessage("the app at '/a' would be mounted in itself");
  }

  @Test
  void anAppMayBeMountedTwice() {
    App inner = App.create();
    inner.get("/x", (req, res) -> {});
    App outer = App.create();
    outer.mount("/one", inner);
    outer.group("/two").mount("", inner);

    assertThat(outer.routes())
        .extracting(Route::toString)
        .containsExactly("GET /one/x", "GET /two/x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET ", "G\r\nX", "GÉT", "GET/x", "a,b"})
  void aMethodIsAToken(String method) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> App.create().group("/g").route(method, "/x", (req, res) -> {}))
        .withMessage("method '" + method + "' is not a token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a.b:80", "a/b"})
  void aHostIsAName(String host) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> App.create().host(host))
        .withMessageStartingWith("host '" + host + "' is neither a name");
  }

  // A caller that is compiled without NullAway may do so.
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T forgotten() {
    return null;
  }

  private static void assertNeeded(String what, BiConsumer<App, RouteSpec> registration) {
    App app = App.create();
    RouteSpec route = app.get("/x", (req, res) -> {});

    assertThatNullPointerException()
        .isThrownBy(() -> registration.accept(app, route))
        .withMessage(what);
  }

  @Test
  void nothingMayBeForgotten() {
    assertNeeded("handler", (app, route) -> app.get("/", forgotten()));
    assertNeeded("handler", (app, route) -> app.websocket("/", forgotten()));
    assertNeeded(
        "handler", (app, route) -> app.sse("/", RegistrationTest.<EventHandler>forgotten()));
    assertNeeded("handler", (app, route) -> app.sse("/", RegistrationTest.<SseHandler>forgotten()));
    assertNeeded("filter", (app, route) -> app.filter(forgotten()));
    assertNeeded("handler", (app, route) -> app.before(forgotten()));
    assertNeeded("handler", (app, route) -> app.after(forgotten()));
    assertNeeded("handler", (app, route) -> app.error(404, forgotten()));
    assertNeeded("handler", (app, route) -> app.error(IOException.class, forgotten()));
    assertNeeded(
        "type",
        (app, route) ->
            app.error(RegistrationTest.<Class<IOException>>forgotten(), (e, req, res) -> {}));
    assertNeeded("filter", (app, route) -> route.filter(forgotten()));
    assertNeeded("handler", (app, route) -> route.before(forgotten()));
    assertNeeded("handler", (app, route) -> route.after(forgotten()));
    assertNeeded("execution", (app, route) -> route.on(forgotten()));
    assertNeeded("name", (app, route) -> route.name(forgotten()));
    assertNeeded("hook", (app, route) -> app.onStartup(forgotten()));
    assertNeeded("hook", (app, route) -> app.onShutdown(forgotten()));
    assertNeeded("codec", (app, route) -> app.json(forgotten()));
    assertNeeded("policy", (app, route) -> app.trailingSlash(forgotten()));
    assertNeeded("host", (app, route) -> app.host(forgotten()));
  }
}
