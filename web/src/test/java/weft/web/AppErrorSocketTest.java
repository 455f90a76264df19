package weft.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.HttpError;
import weft.hub.HubOptions;
import weft.hub.Hubs;
import weft.web.routing.TrailingSlash;

/// What clients get when there is no route, or a handler fails.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppErrorSocketTest {
  private static final String PROBLEM = "application/problem+json";

  private App app;
  private Site site;

  @BeforeAll
  void start() throws IOException {
    Hubs ended = Hubs.start(HubOptions.DEFAULTS.withHubs(1));
    ended.close();
    app = App.create();
    app.get("/users/{id}", (req, res) -> res.text("" + req.path("id").asLong()));
    app.delete("/users/{id}", (req, res) -> {});
    app.get("/page", (req, res) -> res.text("" + req.query("n").asInt(1, 9)));
    app.post("/named", (req, res) -> refuseName(req.body().json(Named.class)));
    app.post("/nested", (req, res) -> refuseNested(req.body().json(Named.class)));
    app.get("/error", (req, res) -> fail());
    app.get("/late", AppErrorSocketTest::refuseLate);
    app.get("/stack", (req, res) -> throwAnError());
    app.get("/teapot", (req, res) -> refuse());
    app.get("/problem", (req, res) -> res.problem(Problem.of(409, "busy").with("by", "bob")));
    app.get("/crowded", (req, res) -> ended.offload().call(() -> "never"));
    app.get("/thrown", (req, res) -> throwProblem());
    app.get("/half", AppErrorSocketTest::failHalfway);
    app.get("/unsent", AppErrorSocketTest::failBeforeFirstByte);
    app.get("/digested", AppErrorSocketTest::failBehindADigest);
    app.get("/typo", (req, res) -> res.text(req.path("nmae").asString()));
    app.get("/header", (req, res) -> res.header("X-A", "a\r\nX-B: b"));
    app.get("/handled", (req, res) -> throwIo());
    app.get("/handled-badly", (req, res) -> throwUnchecked());
    app.get("/changed", (req, res) -> changeAfterSending(res));
    app.error(IOException.class, (e, req, res) -> res.status(502).text("io: " + e.getMessage()));
    app.error(ArithmeticException.class, (e, req, res) -> throwIllegal());
    app.error(410, (req, res) -> res.text("gone, " + req.path()));
    app.get("/gone", (req, res) -> throwGone());
    app.group("/inner", AppErrorSocketTest::addInner);
    app.trailingSlash(TrailingSlash.REDIRECT);
    site = new Site(app);
  }

  @AfterAll
  void stop() {
    site.close();
  }

  private static void refuseLate(WebRequest request, WebResponse response) throws Exception {
    OutputStream out = response.stream("text/plain");
    out.write('a');
    out.flush();
    request.query("n").asInt();
  }

  record Named(String name) {}

  private static void refuseName(Named named) {
    throw new HttpError(404, "nobody is called " + named.name());
  }

  private static void refuseNested(Named named) {
    throw new ProblemError(
        Problem.of(422).with("errors", List.of(Map.of(named.name(), named.name()))));
  }

  private static void addInner(RouteGroup group) {
    group.get("/io", (req, res) -> throwIo());
    group.get("/gone", (req, res) -> throwGone());
    group.error(Exception.class, (e, req, res) -> res.status(500).text("inner"));
  }

  private static void fail() {
    throw new IllegalStateException("secret of the house");
  }

  private static void throwAnError() {
    throw new StackOverflowError("a deep one");
  }

  private static void refuse() {
    throw new HttpError(418, "I am a teapot").withHeader("X-Pot", "tea");
  }

  private static void throwProblem() {
    throw new ProblemError(Problem.of(422, "no title").with("field", "title"));
  }

  private static void throwIo() throws IOException {
    throw new IOException("disk");
  }

  private static void throwUnchecked() {
    throw new ArithmeticException("one");
  }

  private static void throwIllegal() {
    throw new IllegalArgumentException("two");
  }

  private static void throwGone() {
    throw new HttpError(410, "it was here");
  }

  private static void failHalfway(WebRequest request, WebResponse response) throws IOException {
    var stream = response.stream("text/plain");
    stream.write(new byte[100]);
    stream.flush();
    throw new IOException("disk");
  }

  private static void failBeforeFirstByte(WebRequest request, WebResponse response)
      throws IOException {
    response.stream("text/plain").write(new byte[100]);
    throw new IllegalStateException("too early");
  }

  private static void failBehindADigest(WebRequest request, WebResponse response) {
    response.header("Repr-Digest", "sha-256=:AA==:").header("Content-Digest", "sha-256=:AA==:");
    response.trailer("X-Checksum", "12").text("12 bytes");
    throw new IllegalStateException("too early");
  }

  private static void changeAfterSending(WebResponse response) {
    response.text("first").send();
    response.text("second");
  }

  private static String type(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").orElse("none");
  }

  @Test
  void aPathWithoutRouteIsNotFound() {
    HttpResponse<String> response = site.get("/nothing/here");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(type(response)).isEqualTo(PROBLEM);
    assertThat(response.body())
        .isEqualTo(
            "{\"title\":\"Not Found\",\"status\":404,"
                + "\"detail\":\"there is nothing at /nothing/here\"}");
  }

  /// "The origin server MUST generate an Allow header field in a 405 response containing a list of
  /// the target resource's currently supported methods."
  /// https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6
  @Test
  void aMethodThePathDoesNotHaveIsNotAllowed() {
    HttpResponse<String> response = site.send("PUT", "/users/7");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD, DELETE, OPTIONS");
    assertThat(type(response)).isEqualTo(PROBLEM);
  }

  @Test
  void optionsAreAnsweredWithTheMethodsOfThePath() {
    HttpResponse<String> response = site.send("OPTIONS", "/users/7");

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD, DELETE, OPTIONS");
  }

  @Test
  void workThatThePoolRefusesIsToComeAgain() {
    HttpResponse<String> response = site.get("/crowded");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).hasValue("1");
    assertThat(type(response)).isEqualTo(PROBLEM);
  }

  @Test
  void aMethodNobodyKnowsIsNotImplemented() {
    assertThat(site.send("BREW", "/users/7").statusCode()).isEqualTo(501);
    assertThat(site.send("BREW", "/nothing").statusCode()).isEqualTo(501);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/users/%zz", "/users/%", "/users/%C3", "/a/../b", "/users/%2e%2e"})
  void aPathThatCannotBeReadIsABadRequest(String target) {
    assertThat(site.rawGet(target))
        .startsWith("HTTP/1.1 400 ")
        .containsIgnoringCase("content-type: " + PROBLEM);
  }

  @Test
  void aTrailingSlashIsRedirectedWithItsQuery() {
    HttpResponse<String> response = site.get("/users/7/?a=1");

    assertThat(response.statusCode()).isEqualTo(308);
    assertThat(response.headers().firstValue("location")).hasValue("/users/7?a=1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/users/abc|path parameter 'id' is 'abc', not an integer of 64 bits",
        "/users/%3Cb%3E|path parameter 'id' is '<b>', not an integer of 64 bits",
        "/page|query parameter 'n' is missing",
        "/page?n=|query parameter 'n' is '', not an integer from 1 to 9",
        "/page?n=10|query parameter 'n' is '10', not an integer from 1 to 9",
        "/page?n=%|the query has a bad percent-encoding",
      })
  void aWrongParameterIsABadRequestThatNamesIt(String path, String detail) {
    String answer = site.rawGet(path);

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"detail\":\"" + detail + "\"");
  }

  /// "the ABNF in this specification allows member names and string values to contain bit sequences
  /// that cannot encode Unicode characters", <https://www.rfc-editor.org/rfc/rfc8259#section-8.2>
  @Test
  void aTextThatIsCutOrBrokenInsideACharacterIsTheClientsFault() {
    HttpResponse<String> cut = site.get("/page?n=" + "a".repeat(99) + "%F0%9F%98%80%F0%9F%98%80");
    HttpResponse<String> broken =
        site.post("/named", "application/json", "{\"name\":\"a\\ud800\"}");
    HttpResponse<String> nested =
        site.post("/nested", "application/json", "{\"name\":\"a\\ud800\"}");

    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(cut.body()).contains("aaa\\uD83D…");
    assertThat(broken.statusCode()).isEqualTo(404);
    assertThat(broken.body()).contains("nobody is called a\\uD800\"");
    assertThat(nested.statusCode()).isEqualTo(422);
    assertThat(nested.body()).contains("\"errors\":[{\"a\\uD800\":\"a\\uD800\"}]");
  }

  @Test
  void anyOtherFailureIsA500WithAnIdAndNoSecrets() {
    HttpResponse<String> response = site.get("/error");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(type(response)).isEqualTo(PROBLEM);
    assertThat(response.body())
        .matches("\\{\"title\":\"Internal Server Error\",\"status\":500,\"id\":\"[0-9a-f]{16}\"}");
  }

  @Test
  void failuresAreCountedAndRefusalsAreNot() {
    long before = app.counters().handlerFailures();
    for (String refused : List.of("/teapot", "/thrown", "/handled", "/page?n=10", "/nothing")) {
      site.get(refused);
    }
    assertThat(app.counters().handlerFailures()).isEqualTo(before);

    site.get("/error");
    site.get("/handled-badly");
    assertThat(app.counters().handlerFailures()).isEqualTo(before + 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stack", "/typo", "/header", "/unsent", "/handled-badly"})
  void everyKindOfFailureIsAnswered(String path) {
    HttpResponse<String> response = site.get(path);

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(type(response)).isEqualTo(PROBLEM);
    assertThat(response.headers().firstValue("x-b")).isEmpty();
    assertThat(site.get("/users/7").body()).as("the server goes on").isEqualTo("7");
  }

  @Test
  void anHttpErrorHasItsStatusDetailAndFields() {
    HttpResponse<String> response = site.get("/teapot");

    assertThat(response.statusCode()).isEqualTo(418);
    assertThat(response.body()).contains("\"detail\":\"I am a teapot\"");
    assertThat(response.headers().firstValue("x-pot")).hasValue("tea");
  }

  @Test
  void aProblemIsAnsweredAsItIs() {
    assertThat(site.get("/problem").body())
        .isEqualTo("{\"title\":\"Conflict\",\"status\":409,\"detail\":\"busy\",\"by\":\"bob\"}");
    assertThat(site.get("/thrown").statusCode()).isEqualTo(422);
    assertThat(site.get("/thrown").body()).contains("\"field\":\"title\"");
  }

  @Test
  void anErrorHandlerAnswersItsType() {
    HttpResponse<String> response = site.get("/handled");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.body()).isEqualTo("io: disk");
  }

  @Test
  void theInnermostErrorHandlerGoesFirst() {
    assertThat(site.get("/inner/io").body()).isEqualTo("inner");
  }

  @Test
  void aStatusHandlerAnswersItsStatus() {
    HttpResponse<String> response = site.get("/gone");

    assertThat(response.statusCode()).isEqualTo(410);
    assertThat(response.body()).isEqualTo("gone, /gone");
  }

  @Test
  void aStreamThatFailsHalfwayIsBrokenOff() {
    assertThatThrownBy(() -> site.get("/half")).hasCauseInstanceOf(IOException.class);
  }

  /// Any client could fill the log otherwise.
  @Test
  void aRefusalBehindTheHeadBreaksOffAndIsNoError() {
    Logger log = Logger.getLogger("weft.http");
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    log.setFilter(line -> lines.add(line.getMessage()));
    try {
      assertThatThrownBy(() -> site.get("/late")).hasCauseInstanceOf(IOException.class);
    } finally {
      log.setFilter(null);
    }

    assertThat(lines).noneMatch(line -> line.contains("/late"));
  }

  @Test
  void whatHasBeenSentCannotBeChanged() {
    assertThat(site.rawGet("/changed")).startsWith("HTTP/1.1 200 ").endsWith("first");
  }

  @Test
  void failuresNeverMixAnswersOnAConnection() {
    List<Integer> statuses = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      statuses.add(site.get(round % 2 == 0 ? "/error" : "/users/1").statusCode());
    }

    assertThat(statuses).containsOnly(500, 200).hasSize(20);
  }

  /// What was said about a body is not said about the one that takes its place.
  @Test
  void anErrorAnswerHasNoDigestOfAnother() {
    HttpResponse<String> response = site.get("/digested");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.headers().map())
        .doesNotContainKeys("repr-digest", "content-digest", "trailer", "x-checksum");
    assertThat(response.headers().firstValue("content-length")).isPresent();
  }
}
