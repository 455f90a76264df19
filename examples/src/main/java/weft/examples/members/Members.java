package weft.examples.members;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import weft.web.App;
import weft.web.Attribute;
import weft.web.Cookie;
import weft.web.WebHandler;
import weft.web.WebRequest;
import weft.web.WebResponse;
import weft.web.options.ServerOptions;

/// A site with a part for members: filters, cookies, redirects and hooks.
public final class Members {
  private static final Attribute<String> MEMBER = Attribute.named("member");

  private final SecureRandom random = new SecureRandom();
  private final Map<String, String> sessions = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> answers = new ConcurrentSkipListMap<>();
  private final App app = App.create();

  private Members() {
    app.onStartup(() -> System.out.println("the site opens"));
    app.onShutdown(sessions::clear);
    app.filter(this::measure);
    app.before((req, res) -> res.header("X-Content-Type-Options", "nosniff"));
    app.after((req, res) -> answers.merge(res.status(), 1, Integer::sum));
    app.error(NoSuchElementException.class, (error, req, res) -> res.problem(404, "nobody"));
    app.error(404, (req, res) -> res.header("Cache-Control", "no-store"));
    app.get("/health", (req, res) -> res.text("up"));
    app.get("/counters", (req, res) -> res.json(app.counters()));
    app.post("/login", this::enter);
    app.group(
        "/members",
        members -> {
          members.before(this::recognize);
          members.get("", (req, res) -> res.text("Hello " + req.attribute(MEMBER)));
          members.get("/{name:alpha}", (req, res) -> res.text(find(req.path("name").asString())));
          members.get("/files/{path*}", (req, res) -> res.text(req.path("path").asString()));
          members.post("/logout", (req, res) -> res.removeCookie("session").redirect("/", 303));
          members.get("/answers", (req, res) -> res.json(answers));
        });
  }

  /// Runs the site until it is stopped.
  public static void main(String[] flags) {
    app().run(ServerOptions.DEFAULTS.withPort(8081), flags);
  }

  /// The site, not started.
  static App app() {
    return new Members().app;
  }

  private void enter(WebRequest request, WebResponse response) throws Exception {
    byte[] secret = new byte[16];
    random.nextBytes(secret);
    String id = HexFormat.of().formatHex(secret);
    sessions.put(id, request.form("name").asString());
    response.cookie(Cookie.of("session", id).withMaxAge(Duration.ofHours(1)));
    response.redirect("/members", 303);
  }

  private void recognize(WebRequest request, WebResponse response) {
    String id = request.cookie("session");
    String member = id == null ? null : sessions.get(id);
    if (member == null) {
      response.problem(401, "log in first").header("WWW-Authenticate", "Cookie");
      return;
    }
    request.attribute(MEMBER, member);
  }

  private void measure(WebRequest request, WebResponse response, WebHandler next) throws Exception {
    int before = sessions.size();
    response.beforeHead(() -> response.header("X-New-Sessions", "" + (sessions.size() - before)));
    next.handle(request, response);
  }

  private String find(String name) {
    return sessions.values().stream().filter(name::equals).findFirst().orElseThrow();
  }
}
