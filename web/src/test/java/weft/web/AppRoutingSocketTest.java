package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import weft.http.HttpError;
import weft.web.routing.Route;

/// Groups, mounts, hosts, names and filters.
class AppRoutingSocketTest {
  private final List<String> events = new CopyOnWriteArrayList<>();

  private Filter around(String name) {
    return (req, res, next) -> {
      events.add(name + "(");
      try {
        next.handle(req, res);
      } finally {
        events.add(")" + name);
      }
    };
  }

  private List<String> events() {
    List<String> seen = new ArrayList<>(events);
    events.clear();
    return seen;
  }

  @Test
  void filtersRunFromAppToRouteAndAfterHandlersBack() {
    App app = App.create();
    app.filter(around("app"));
    app.after((req, res) -> events.add("after app"));
    RouteGroup group = app.group("/g");
    group
        .get("/x", (req, res) -> events.add("handler"))
        .filter(around("route"))
        .after((req, res) -> events.add("after route"));
    group.filter(around("group"));
    group.before((req, res) -> events.add("before group"));
    group.after((req, res) -> events.add("after group"));

    try (Site site = new Site(app)) {
      site.get("/g/x");
      assertThat(events())
          .containsExactly(
              "app(",
              "group(",
              "before group",
              "route(",
              "handler",
              ")route",
              ")group",
              ")app",
              "after route",
              "after group",
              "after app");

      assertThat(site.get("/nothing").statusCode()).isEqualTo(404);
      assertThat(events()).containsExactly("app(", ")app", "after app");
    }
  }

  @Test
  void aBeforeHandlerThatAnswersIsTheLast() {
    App app = App.create();
    app.before((req, res) -> {
      if (req.header("X-Key") == null) {
        res.problem(401, "no key");
      }
    });
    app.get("/", (req, res) -> res.text("in"));

    try (Site site = new Site(app)) {
      assertThat(site.get("/").statusCode()).isEqualTo(401);
      assertThat(site.send(site.request("/").header("X-Key", "1").build()).body()).isEqualTo("in");
    }
  }

  @Test
  void afterHandlersSeeErrorAnswersAndMayAddFields() {
    App app = App.create();
    app.after((req, res) -> res.header("X-Status", "" + res.status()));
    app.get("/", (req, res) -> res.text("fine"));
    app.get(
        "/bad",
        (req, res) -> {
          throw new HttpError(409, "no");
        });

    try (Site site = new Site(app)) {
      assertThat(site.get("/").headers().firstValue("x-status")).hasValue("200");
      assertThat(site.get("/bad").headers().firstValue("x-status")).hasValue("409");
      assertThat(site.get("/none").headers().firstValue("x-status")).hasValue("404");
    }
  }

  @Test
  void whatIsDoneBeforeTheHeadSeesEveryAnswer() {
    App app = App.create();
    app.before((req, res) -> {
      res.beforeHead(() -> res.header("X-Seen", res.status() + " " + res.header("content-type")));
      res.beforeHead(() -> res.status(res.status() == 202 ? 203 : res.status()));
    });
    app.after((req, res) -> events.add(res.isCommitted() ? "sent" : "kept"));
    app.get("/text", (req, res) -> res.text("fine"));
    app.get("/changed", (req, res) -> res.status(202).text("fine"));
    app.get("/sent", (req, res) -> res.text("fine").send());
    app.get("/empty", (req, res) -> {});
    app.get("/stream", (req, res) -> streamHalf(res).flush());
    app.get("/closed", (req, res) -> streamHalf(res).close());
    app.get("/open", (req, res) -> streamHalf(res));
    app.get(
        "/bad",
        (req, res) -> {
          streamHalf(res);
          throw new HttpError(409, "no");
        });

    try (Site site = new Site(app)) {
      assertThat(seen(site.get("/text"))).isEqualTo("200 text/plain; charset=utf-8");
      assertThat(seen(site.get("/changed"))).isEqualTo("203 text/plain; charset=utf-8");
      assertThat(seen(site.get("/sent"))).isEqualTo("200 text/plain; charset=utf-8");
      assertThat(seen(site.get("/empty"))).isEqualTo("204 null");
      assertThat(seen(site.get("/bad"))).isEqualTo("409 application/problem+json");
      assertThat(seen(site.get("/none"))).isEqualTo("404 application/problem+json");
      events.clear();
      for (String path : List.of("/stream", "/closed", "/open")) {
        HttpResponse<String> streamed = site.get(path);
        assertThat(seen(streamed)).as(path).isEqualTo("200 text/csv");
        assertThat(streamed.body()).isEqualTo("half");
      }
      assertThat(events()).containsExactly("sent", "sent", "kept");
    }
  }

  private static OutputStream streamHalf(WebResponse response) throws IOException {
    OutputStream stream = response.stream("text/csv");
    stream.write("half".getBytes(UTF_8));
    return stream;
  }

  private static String seen(HttpResponse<String> response) {
    return String.join(" and ", response.headers().allValues("x-seen"));
  }

  @Test
  void whatFailsBeforeTheHeadIsAnswered() {
    App app = App.create();
    app.before((req, res) ->
        res.beforeHead(() -> {
          throw new HttpError(503, "not now");
        }));
    app.get("/text", (req, res) -> res.text("fine"));
    app.get("/stream", (req, res) -> streamHalf(res).flush());

    try (Site site = new Site(app)) {
      for (String path : List.of("/text", "/stream", "/none")) {
        HttpResponse<String> response = site.get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(503);
        assertThat(response.body()).contains("\"detail\":\"not now\"");
      }
    }
  }

  @Test
  void anAfterHandlerThatChangesAStreamIsToldWhatToDoAndTheAnswerStays() {
    App app = App.create();
    app.after((req, res) -> {
      try {
        res.header("X-Late", "1");
      } catch (IllegalStateException late) {
        events.add(late.getMessage());
        throw late;
      }
    });
    app.get("/stream", (req, res) -> streamHalf(res).close());

    try (Site site = new Site(app)) {
      String both =
          site.raw(
              "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"
                  + "GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(both.split("half", -1)).as("two whole answers").hasSize(3);
      assertThat(both).doesNotContain("X-Late", " 500 ");
      assertThat(events()).hasSize(2).allMatch(message -> message.contains("beforeHead"));
    }
  }

  @Test
  void aFilterSeesTheFailureAndFieldsSurviveTheErrorAnswer() {
    App app = App.create();
    app.filter((req, res, next) -> {
      res.header("X-Request", "1").header("ETag", "\"a\"");
      try {
        next.handle(req, res);
      } catch (IOException e) {
        events.add("rolled back: " + e.getMessage());
        throw e;
      }
    });
    app.get(
        "/",
        (req, res) -> {
          throw new IOException("disk");
        });

    try (Site site = new Site(app)) {
      HttpResponse<String> response = site.get("/");
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.headers().firstValue("x-request")).hasValue("1");
      assertThat(response.headers().firstValue("etag")).isEmpty();
      assertThat(events()).containsExactly("rolled back: disk");
    }
  }

  @Test
  void aFailingAfterHandlerIsAnswered() {
    App app = App.create();
    app.after((req, res) -> {
      throw new HttpError(503, "not now");
    });
    app.get("/", (req, res) -> res.text("fine"));

    try (Site site = new Site(app)) {
      assertThat(site.get("/").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void groupsMayHaveParameters() {
    App app = App.create();
    app.group(
        "/api/{version:int}",
        api -> {
          api.get("", (req, res) -> res.text("root"));
          api.group("/deep", deep -> deep.get("/{y}", AppRoutingSocketTest::versionAndY));
        });

    try (Site site = new Site(app)) {
      assertThat(site.get("/api/1").body()).isEqualTo("root");
      assertThat(site.get("/api/1/deep/z").body()).isEqualTo("1 z");
      assertThat(site.get("/api/one/deep/z").statusCode()).isEqualTo(404);
    }
  }

  private static void versionAndY(WebRequest request, WebResponse response) {
    response.text(request.path("version").asInt() + " " + request.path("y").asString());
  }

  /// What answers preflights of CORS for a group gets them, and what lets nobody in does not tell
  /// strangers which methods there are.
  @Test
  void filtersOfAGroupRunWhereItHasThePathButNotTheMethod() {
    App app = App.create();
    RouteGroup api = app.group("/api/{version:int}");
    api.filter((req, res, next) -> {
      res.header("Access-Control-Allow-Origin", "https://a.example");
      next.handle(req, res);
    });
    api.after((req, res) -> res.header("X-Version", req.path("version").asString()));
    api.error(405, (req, res) -> res.text("not that"));
    api.get("/notes/{id}", (req, res) -> res.text("note"));
    RouteGroup members = api.group("");
    members.before((req, res) -> {
      throw new HttpError(401, "who are you?");
    });
    members.put("/notes/{id}", (req, res) -> {});
    members.get("/secrets/{secret}", (req, res) -> {});
    app.get("/{path*}", (req, res) -> res.text("page"));

    try (Site site = new Site(app)) {
      HttpResponse<String> preflight = site.send("OPTIONS", "/api/1/notes/7");
      assertThat(preflight.statusCode()).isEqualTo(204);
      assertThat(preflight.headers().firstValue("allow")).hasValue("GET, HEAD, PUT, OPTIONS");
      assertThat(preflight.headers().firstValue("access-control-allow-origin")).isPresent();
      assertThat(preflight.headers().firstValue("x-version")).hasValue("1");

      HttpResponse<String> refused = site.send("POST", "/api/2/notes/7");
      assertThat(refused.statusCode()).isEqualTo(405);
      assertThat(refused.body()).isEqualTo("not that");
      assertThat(refused.headers().firstValue("x-version")).hasValue("2");
      assertThat(site.send("BREW", "/api/2/notes/7").statusCode()).isEqualTo(501);

      for (String method : List.of("POST", "OPTIONS", "BREW")) {
        HttpResponse<String> secret = site.send(method, "/api/3/secrets/x");
        assertThat(secret.statusCode()).as(method).isEqualTo(401);
        assertThat(secret.headers().firstValue("allow")).isEmpty();
      }
      HttpResponse<String> page = site.send("POST", "/api/3/none");
      assertThat(page.statusCode()).isEqualTo(405);
      assertThat(page.headers().firstValue("x-version")).isEmpty();
    }
  }

  /// A path that no route has belongs to no group: what lets nobody in keeps no secret there.
  @Test
  void filtersOfAGroupDoNotRunWhereThereIsNoRoute() {
    App app = App.create();
    RouteGroup members = app.group("/members");
    members.filter(around("members"));
    members.get("/list", (req, res) -> {});

    try (Site site = new Site(app)) {
      assertThat(site.get("/members/none").statusCode()).isEqualTo(404);
      assertThat(events()).isEmpty();
      assertThat(site.send("POST", "/members/list").statusCode()).isEqualTo(405);
      assertThat(events()).containsExactly("members(", ")members");
    }
  }

  @Test
  void anotherAppIsMountedWithItsFiltersAndErrors() {
    App admin = App.create();
    admin.filter(around("admin"));
    admin.get("/", (req, res) -> res.text("admin root"));
    admin.get(
        "/fail",
        (req, res) -> {
          throw new IOException("x");
        });
    admin.error(IOException.class, (e, req, res) -> res.status(502).text("admin error"));
    App app = App.create();
    app.get("/", (req, res) -> res.text("root"));
    app.mount("/admin", admin);

    try (Site site = new Site(app)) {
      assertThat(site.get("/").body()).isEqualTo("root");
      assertThat(events()).isEmpty();
      assertThat(site.get("/admin/").body()).isEqualTo("admin root");
      assertThat(site.get("/admin").body()).isEqualTo("admin root");
      assertThat(site.get("/admin/fail").body()).isEqualTo("admin error");
      assertThat(events()).containsOnly("admin(", ")admin");
      assertThat(site.send("POST", "/admin/fail").statusCode()).isEqualTo(405);
      assertThat(events()).containsExactly("admin(", ")admin");
    }
  }

  @Test
  void aHostHasItsOwnRoutes() {
    App app = App.create();
    app.get("/", (req, res) -> res.text("any"));
    app.host("api.example.com").get("/", (req, res) -> res.text("api"));
    app.host("*.example.com").get("/", (req, res) -> res.text("some"));

    try (Site site = new Site(app)) {
      assertThat(get(site, "api.example.com")).endsWith("api");
      assertThat(get(site, "API.example.com:80")).endsWith("api");
      assertThat(get(site, "www.example.com")).endsWith("some");
      assertThat(get(site, "example.com")).endsWith("any");
    }
  }

  private static String get(Site site, String host) {
    return site.raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  @Test
  void routesAreListedAndNamedOnesHaveUrls() {
    App app = App.create();
    app.get("/", (req, res) -> {}).name("home");
    app.group("/users", g -> g.get("/{id:int}/{path*}", (req, res) -> {}).name("user-file"));
    app.host("a.b").post("/x", (req, res) -> {});

    assertThat(app.routes())
        .extracting(Route::toString)
        .containsExactly("GET /", "GET /users/{id:int}/{path*}", "POST a.b/x");
    assertThat(app.url("home")).isEqualTo("/");
    assertThat(app.url("user-file", 7, "a b/c")).isEqualTo("/users/7/a%20b/c");
    assertThatThrownBy(() -> app.url("none")).hasMessage("there is no route named 'none'");
    assertThatThrownBy(() -> app.url("user-file", "x", "y")).hasMessageContaining("does not fit");
  }

  @Test
  void wrongRegistrationsAreRefusedWithTheirValue() {
    App app = App.create();

    assertThatThrownBy(() -> app.get("users", (req, res) -> {}))
        .hasMessage("path pattern 'users' does not begin with '/'");
    assertThatThrownBy(() -> app.group("/api/")).hasMessage("prefix '/api/' ends with a slash");
    assertThatThrownBy(() -> app.error(200, (req, res) -> {}))
        .hasMessage("status 200 is not in 400 to 599");
    app.error(404, (req, res) -> {});
    assertThatThrownBy(() -> app.error(404, (req, res) -> {}))
        .hasMessage("status 404 has a handler already");
    app.error(IOException.class, (e, req, res) -> {});
    assertThatThrownBy(() -> app.error(IOException.class, (e, req, res) -> {}))
        .hasMessage("errors of java.io.IOException have a handler already");
    app.host("a.b").host("c.d").get("/", (req, res) -> {});
    assertThatThrownBy(app::routes).hasMessage("host 'c.d' is inside host 'a.b'");
  }

  @Test
  void duplicateRoutesKeepAnAppFromStarting() {
    App app = App.create();
    app.get("/users/{id}", (req, res) -> {});
    app.group("/users", group -> group.get("/{name}", (req, res) -> {}));

    assertThatThrownBy(() -> app.start(Site.OPTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("route 'GET /users/{name}' is registered already, as 'GET /users/{id}'");
  }
}
