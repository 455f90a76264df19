package weft.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.web.options.ServerOptions;

/// Requests and responses through a whole app.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppSocketTest {
  record Note(String title, int stars) {}

  private final Attribute<String> user = Attribute.named("user");
  private Site site;

  @BeforeAll
  void start() {
    App app = App.create();
    app.get("/", (req, res) -> res.text("Hello, Wörld"));
    app.get("/html", (req, res) -> res.html("<p>é"));
    app.get("/users/{id:int}", (req, res) -> res.json(Map.of("id", req.path("id").asInt())));
    app.get("/files/{path*}", (req, res) -> res.text(req.path("path").asString()));
    app.get("/query", (req, res) -> res.text(req.query("a").asString() + req.query().all("b")));
    app.post("/echo", (req, res) -> res.bytes(req.body().bytes()));
    app.post("/text", (req, res) -> res.text(req.body().text()));
    app.post("/again", AppSocketTest::readAgain);
    app.post(
        "/again/form", (req, res) -> res.text(req.body().text() + " " + req.form("a").asString()));
    app.post(
        "/again/less",
        (req, res) -> res.text(req.body().text() + req.body().limit(3).bytes().length));
    app.post(
        "/streamed",
        (req, res) -> {
          req.body().stream().readAllBytes();
          res.text(req.body().text());
        });
    app.post("/streamed/form", (req, res) -> res.text(req.form("a").asString() + all(req)));
    app.post("/notes", (req, res) -> res.status(201).json(req.body().json(Note.class)));
    app.post("/upload", (req, res) -> res.text("" + req.body().limit(10).bytes().length));
    app.get("/cookies", AppSocketTest::cookies);
    app.get("/nothing", (req, res) -> {});
    app.get("/header-only", (req, res) -> res.header("X-A", "1"));
    app.get("/status-only", (req, res) -> res.status(202));
    app.get("/redirect", (req, res) -> res.redirect("/?a=1"));
    app.get("/stream", AppSocketTest::stream);
    app.get("/below", (req, res) -> res.http().header("X-A", "1").send("raw".getBytes(UTF_8)));
    app.get("/below-nothing", (req, res) -> res.http().header("X-A", "1"));
    app.get("/sent", AppSocketTest::sendEarly);
    app.get("/null", (req, res) -> res.json(null));
    app.query("/search", (req, res) -> res.text("found " + req.body().text()));
    app.get("/who", (req, res) -> res.text("" + req.attribute(user)))
        .before((req, res) -> req.attribute(user, "bob"));
    app.get("/about", AppSocketTest::about);
    site = new Site(app);
  }

  @AfterAll
  void stop() {
    site.close();
  }

  private static void readAgain(WebRequest request, WebResponse response) throws Exception {
    String text = request.body().text();
    String title = request.body().json(Note.class).title();
    byte[] streamed = request.body().stream().readAllBytes();
    response.text(text.length() + " " + title + " " + streamed.length);
  }

  private static String all(WebRequest request) throws Exception {
    try {
      return request.body().text();
    } catch (IllegalStateException gone) {
      return gone.getMessage();
    }
  }

  private static void cookies(WebRequest request, WebResponse response) {
    response.cookie(Cookie.of("seen", "1").withMaxAge(Duration.ofHours(1)));
    response.removeCookie("old");
    response.text(request.cookie("a") + request.cookies().size());
  }

  private static void stream(WebRequest request, WebResponse response) throws Exception {
    try (OutputStream stream = response.stream("text/csv")) {
      for (int index = 0; index < 10_000; index++) {
        stream.write(("line " + index + "\n").getBytes(UTF_8));
      }
    }
  }

  private static void sendEarly(WebRequest request, WebResponse response) {
    response.text("early").send();
    assertThat(response.isCommitted()).isTrue();
  }

  private static void about(WebRequest request, WebResponse response) {
    InetSocketAddress client = (InetSocketAddress) request.clientAddress();
    response.text(
        String.join(
            " ",
            request.method(),
            request.path(),
            request.scheme(),
            request.header("X-A"),
            client.getAddress().getHostAddress(),
            Objects.requireNonNull(request.route()).toString()));
  }

  /// Told as the program's mistake: an empty text would be blamed on the client.
  @Test
  void aBodyThatWasReadAsAStreamCannotBeReadWhole() {
    assertThat(site.post("/streamed", "text/plain", "abc").statusCode()).isEqualTo(500);
    assertThat(site.post("/streamed/form", "application/x-www-form-urlencoded", "a=1").body())
        .isEqualTo(
            "1the body was read as a stream, a form or records before and is gone; whoever wants"
                + " it twice asks for bytes() first");
  }

  private static String type(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").orElse("none");
  }

  @Test
  void textHtmlAndJsonHaveTheirContentTypes() {
    assertThat(site.get("/").body()).isEqualTo("Hello, Wörld");
    assertThat(type(site.get("/"))).isEqualTo("text/plain; charset=utf-8");
    assertThat(site.get("/html").body()).isEqualTo("<p>é");
    assertThat(type(site.get("/html"))).isEqualTo("text/html; charset=utf-8");
    assertThat(site.get("/users/7").body()).isEqualTo("{\"id\":7}");
    assertThat(type(site.get("/users/7"))).isEqualTo("application/json");
    assertThat(site.get("/null").body()).isEqualTo("null");
  }

  @Test
  void pathAndQueryParametersAreDecoded() {
    assertThat(site.get("/files/a%20b/c%2Fd").body()).isEqualTo("a b/c/d");
    assertThat(site.get("/query?b=1&a=x+y&b=%C3%A9").body()).isEqualTo("x y[1, é]");
  }

  @Test
  void bodiesAreReadAsBytesTextAndJson() {
    assertThat(site.post("/echo", "text/plain", "ab").body()).isEqualTo("ab");
    assertThat(type(site.post("/echo", "text/plain", "ab"))).isEqualTo("application/octet-stream");
    assertThat(site.post("/text", "text/plain", "é").body()).isEqualTo("é");
    HttpResponse<String> created =
        site.post("/notes", "application/json", "{\"title\":\"a\",\"stars\":3}");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.body()).isEqualTo("{\"title\":\"a\",\"stars\":3}");
  }

  /// A filter may look at what the handler reads, such as for a signature.
  @Test
  void aBodyThatWasReadWholeIsReadAgain() {
    String note = "{\"title\":\"x\",\"stars\":1}";
    String form = "application/x-www-form-urlencoded";

    assertThat(site.post("/again", "application/json", note).body())
        .isEqualTo(note.length() + " x " + note.length());
    assertThat(site.post("/again/form", form, "a=1").body()).isEqualTo("a=1 1");
    assertThat(site.post("/again/less", "text/plain", "four").statusCode()).isEqualTo(413);
  }

  @Test
  void aTextIsReadInItsCharset() {
    HttpRequest request =
        site.request("/text")
            .header("Content-Type", "text/plain; charset=iso-8859-1")
            .POST(HttpRequest.BodyPublishers.ofString("é", ISO_8859_1))
            .build();

    assertThat(site.send(request).body()).isEqualTo("é");
  }

  @Test
  void aWrongBodyIsTheClientsFault() {
    HttpResponse<String> broken = site.post("/notes", "application/json", "{\"title\":");
    HttpResponse<String> unfit =
        site.post("/notes", "application/json", "{\"title\":\"a\",\"stars\":\"many\"}");
    HttpResponse<String> form = site.post("/notes", "application/x-www-form-urlencoded", "a=b");
    HttpResponse<String> charset = site.post("/text", "text/plain; charset=x-none", "a");

    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(type(broken)).isEqualTo("application/problem+json");
    assertThat(broken.body())
        .isEqualTo(
            "{\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"the JSON body is wrong: ends before the value does\",\"line\":1,\"column\":10}");
    assertThat(unfit.body())
        .contains("the JSON body is wrong at #/stars: expected an integer")
        .contains("\"pointer\":\"#/stars\"");
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(charset.statusCode()).isEqualTo(415);
  }

  @Test
  void textThatIsNotOfItsCharsetIsTheClientsFault() {
    HttpRequest request =
        site.request("/text")
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {(byte) 0xff}))
            .build();

    HttpResponse<String> response = site.send(request);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("the body is not valid UTF-8");
  }

  @Test
  void aBodyOverItsRoutesLimitIsTooLarge() {
    assertThat(site.post("/upload", "text/plain", "0123456789").body()).isEqualTo("10");
    HttpResponse<String> response = site.post("/upload", "text/plain", "0123456789a");
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(type(response)).isEqualTo("application/problem+json");
  }

  @Test
  void cookiesAreReadAndSet() {
    HttpResponse<String> response =
        site.send(site.request("/cookies").header("Cookie", "a=1; b=2").build());

    assertThat(response.body()).isEqualTo("12");
    assertThat(response.headers().allValues("set-cookie"))
        .containsExactly(
            "seen=1; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax",
            "old=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  }

  @Test
  void aHandlerThatAnswersNothingHasAnsweredNoContent() {
    assertThat(site.get("/nothing").statusCode()).isEqualTo(204);
    assertThat(site.get("/header-only").statusCode()).isEqualTo(204);
    assertThat(site.get("/header-only").headers().firstValue("x-a")).hasValue("1");
    assertThat(site.get("/status-only").statusCode()).isEqualTo(202);
  }

  @Test
  void aRedirectHasItsLocation() {
    HttpResponse<String> response = site.get("/redirect");

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("location")).hasValue("/?a=1");
  }

  /// Browsers take a backslash for a slash, so `/\evil.example` would be another host.
  @ParameterizedTest
  @ValueSource(
      strings = {"", "/a b", "/é", "/a\r\nX: 1", "/\\evil.example", "/\"a\"", "/<a>", "/a\0"})
  void aLocationIsAnEncodedReference(String location) {
    App app = App.create();
    app.get("/", (req, res) -> res.redirect(location));
    app.error(
        IllegalArgumentException.class, (error, req, res) -> res.status(500).text("" + error));

    try (Site refusing = new Site(app)) {
      HttpResponse<String> response = refusing.get("/");

      assertThat(response.headers().firstValue("location")).isEmpty();
      assertThat(response.body())
          .isEqualTo(
              "java.lang.IllegalArgumentException: a redirect's location is not an encoded URI"
                  + " reference");
    }
  }

  @Test
  void aStreamArrivesWhole() {
    HttpResponse<String> response = site.get("/stream");

    assertThat(response.body().lines()).hasSize(10_000).endsWith("line 9999");
    assertThat(type(response)).isEqualTo("text/csv");
    assertThat(response.headers().firstValue("transfer-encoding")).hasValue("chunked");
  }

  @Test
  void theResponseBelowMayBeUsed() {
    assertThat(site.get("/below").body()).isEqualTo("raw");
    assertThat(site.get("/below-nothing").statusCode()).isEqualTo(200);
    assertThat(site.get("/sent").body()).isEqualTo("early");
  }

  @Test
  void headHasTheFieldsOfGet() {
    HttpResponse<String> response = site.send("HEAD", "/");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("content-length")).hasValue("13");
  }

  @Test
  void queryHasABody() {
    HttpRequest request =
        site.request("/search").method("QUERY", HttpRequest.BodyPublishers.ofString("x")).build();

    assertThat(site.send(request).body()).isEqualTo("found x");
  }

  @Test
  void attributesGoFromFilterToHandler() {
    assertThat(site.get("/who").body()).isEqualTo("bob");
  }

  @Test
  void aHandlerKnowsItsRequest() {
    assertThat(site.send(site.request("/about").header("x-a", "1").build()).body())
        .isEqualTo("GET /about http 1 127.0.0.1 GET /about");
  }

  @Test
  void manyRequestsShareAConnectionWithoutMixing() {
    List<String> bodies = new ArrayList<>();
    StringBuilder pipeline = new StringBuilder();
    for (int index = 0; index < 50; index++) {
      String close = index == 49 ? "Connection: close\r\n" : "";
      pipeline.append("GET /users/" + index + " HTTP/1.1\r\nHost: x\r\n" + close + "\r\n");
      bodies.add("{\"id\":" + index + "}");
    }

    String answer = site.raw(pipeline.toString());

    assertThat(answer.lines().filter(line -> line.startsWith("{")).map(AppSocketTest::json))
        .containsExactlyElementsOf(bodies);
  }

  /// A pipelined answer follows on the line of the body before it.
  private static String json(String line) {
    return line.substring(0, line.indexOf('}') + 1);
  }

  @Test
  void optionsOfTheServerAreAnswered() {
    assertThat(site.raw("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 204 ");
  }

  @Test
  void itRunsOnAUnixSocket(@TempDir Path folder) throws Exception {
    App app = App.create();
    app.get("/", (req, res) -> res.text("unix"));
    Path path = folder.resolve("weft.sock");
    ServerOptions options = Site.OPTIONS.withUnixSocket(path);

    try (App running = app.start(options);
        var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      channel.write(
          ByteBuffer.wrap(
              "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(UTF_8)));
      String answer = new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
      assertThat(answer).endsWith("unix");
      assertThat(running.address()).isEqualTo(UnixDomainSocketAddress.of(path));
    }
  }
}
