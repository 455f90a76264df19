package weft.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.web.forms.FormFault;
import weft.web.forms.FormFile;
import weft.web.forms.FormLimits;
import weft.web.forms.Multipart;
import weft.web.forms.MultipartForm;
import weft.web.forms.MultipartLimits;

/// Forms through a whole app, over HTTP/1.1.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppFormsSocketTest {
  private static final String TYPE = "multipart/form-data; boundary=b";
  private static final String FILE =
      "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\n";

  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final BlockingQueue<FormFile> files = new LinkedBlockingQueue<>();

  @TempDir Path folder;
  private Site site;

  @BeforeAll
  void start() {
    App app = App.create();
    app.post("/upload", this::upload)
        .filter((req, res, next) -> {
          try {
            next.handle(req, res);
          } catch (Exception failure) {
            failures.add(failure);
            throw failure;
          }
        });
    app.post("/pool", this::upload).on(Execution.POOL);
    app.post("/skip", AppFormsSocketTest::skip);
    app.post("/unread", AppFormsSocketTest::readNothing);
    app.post("/all", this::all);
    app.post("/all-then-fail", this::allThenFail);
    app.post("/form", AppFormsSocketTest::form);
    app.post("/form-small", AppFormsSocketTest::smallForm);
    app.post("/age", (req, res) -> res.text("" + req.form("age").asInt(0, 150)));
    site = new Site(app);
  }

  @AfterAll
  void stop() {
    site.close();
  }

  private void upload(WebRequest request, WebResponse response) throws IOException {
    for (var part : request.multipart()) {
      part.saveTo(folder.resolve(part.safeName()));
    }
    response.status(201);
  }

  private static void skip(WebRequest request, WebResponse response) {
    int parts = 0;
    for (var _ :
        request.multipart(MultipartLimits.DEFAULTS.withPartsMax(3).withBytesMax(100_000))) {
      parts++;
    }
    response.text("" + parts);
  }

  private static void readNothing(WebRequest request, WebResponse response) {
    Multipart first = request.multipart();
    response.text("" + first.equals(request.multipart()));
  }

  private void all(WebRequest request, WebResponse response) throws IOException {
    MultipartForm form = request.multipart(MultipartLimits.DEFAULTS.withMemoryBytesMax(2000)).all();
    FormFile file = Objects.requireNonNull(form.file("f"));
    files.add(file);
    response.json(
        Map.of(
            "field",
            "" + form.field("a"),
            "size",
            file.size(),
            "memory",
            file.isInMemory(),
            "read",
            file.stream().readAllBytes().length));
  }

  private void allThenFail(WebRequest request, WebResponse response) throws IOException {
    all(request, response);
    throw new IOException("the handler failed");
  }

  private static void form(WebRequest request, WebResponse response) throws IOException {
    response.text(
        request.form().names() + " " + request.form().all("a") + " " + request.form().first("b"));
  }

  private static void smallForm(WebRequest request, WebResponse response) throws IOException {
    request.form(FormLimits.DEFAULTS.withKeysMax(2).withBytesMax(10));
    response.text("" + request.form().size());
  }

  private static String file(String content) {
    return FILE + content + "\r\n--b--\r\n";
  }

  private String names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> path.getFileName().toString())
          .sorted()
          .collect(Collectors.joining(" "));
    }
  }

  private void clearFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static void assertProblem(HttpResponse<String> response, int status, FormFault fault) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains(Problem.CONTENT_TYPE);
    assertThat(response.body()).contains("\"fault\":\"" + fault + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/upload", "/pool"})
  void partsAreSavedUnderTheirSafeNames(String path) throws IOException {
    clearFolder();
    String body =
        FILE
            + "one"
            + "\r\n--b\r\nContent-Disposition: form-data; name=f; filename=\"../../two.txt\"\r\n\r\n"
            + "x".repeat(1_000_000)
            + "\r\n--b--\r\n";

    assertThat(site.post(path, TYPE, body).statusCode()).isEqualTo(201);

    assertThat(names()).isEqualTo("a.txt two.txt");
    assertThat(folder.resolve("a.txt")).hasContent("one");
    assertThat(folder.resolve("two.txt")).hasSize(1_000_000);
  }

  @Test
  void aBodyOfUnknownLengthIsSavedAsItComes() throws IOException {
    clearFolder();
    byte[] body = file("y".repeat(3_000_000)).getBytes(UTF_8);
    HttpRequest request =
        site.request("/upload")
            .header("Content-Type", TYPE)
            .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
            .build();

    assertThat(site.send(request).statusCode()).isEqualTo(201);

    assertThat(folder.resolve("a.txt")).hasSize(3_000_000);
  }

  @Test
  void aClientThatGoesAwayLeavesNothing() throws Exception {
    clearFolder();
    failures.clear();
    for (int length : new int[] {10, 500_000}) {
      try (Socket socket = new Socket("127.0.0.1", site.port())) {
        String head =
            "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: "
                + TYPE
                + "\r\nContent-Length: 1000000\r\n\r\n";
        socket.getOutputStream().write((head + FILE + "z".repeat(length)).getBytes(ISO_8859_1));
      }

      assertThat(failures.poll(20, TimeUnit.SECONDS)).isNotNull();

      assertThat(names()).isEmpty();
    }
  }

  @Test
  void aMissingLastBoundaryLeavesNothing() throws IOException {
    clearFolder();

    assertProblem(site.post("/upload", TYPE, FILE + "z".repeat(400_000)), 400, FormFault.TRUNCATED);

    assertThat(names()).isEmpty();
  }

  @Test
  void faultsAreProblemsWithTheirNames() {
    String part = FILE + "\r\n";

    assertProblem(site.post("/skip", "text/plain", "x"), 415, FormFault.CONTENT_TYPE);
    assertProblem(site.post("/skip", "multipart/form-data", "x"), 400, FormFault.BOUNDARY);
    assertProblem(site.post("/skip", TYPE, part.repeat(4) + "--b--"), 413, FormFault.PARTS);
    assertProblem(site.post("/skip", TYPE, file("z".repeat(100_000))), 413, FormFault.BYTES);
    assertProblem(
        site.post("/skip", TYPE, "--b\r\n" + "X: y\r\n".repeat(17)), 413, FormFault.HEADERS);
    assertProblem(
        site.post("/skip", TYPE, "--b\r\n" + "z".repeat(10_000)), 413, FormFault.HEADER_BYTES);
    assertThat(site.post("/skip", TYPE, part.repeat(3) + "--b--").body()).isEqualTo("3");
  }

  @Test
  void aFormThatNobodyReadsIsThrownAway() {
    assertThat(site.post("/unread", TYPE, file("x")).body()).isEqualTo("true");
    assertThat(site.post("/unread", TYPE, "nothing like it").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"100, true", "100000, false"})
  void allOfAFormIsHeldUntilTheHandlerReturns(int length, boolean memory) throws Exception {
    String body =
        "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n" + file("z".repeat(length));

    HttpResponse<String> response = site.post("/all", TYPE, body);

    assertThat(response.body())
        .contains("\"field\":\"x\"", "\"size\":" + length, "\"read\":" + length)
        .contains("\"memory\":" + memory);
    assertGone(memory);
    assertThat(site.post("/all-then-fail", TYPE, body).statusCode()).isEqualTo(500);
    assertGone(memory);
  }

  /// The response may be there before the file is given back.
  private void assertGone(boolean memory) throws Exception {
    FormFile file = Objects.requireNonNull(files.poll(10, TimeUnit.SECONDS));
    for (boolean gone = memory; !gone; ) {
      try {
        file.stream().read();
        Thread.onSpinWait();
      } catch (IOException _) {
        gone = true;
      }
    }
  }

  @Test
  void urlencodedFormsAreDecoded() {
    String type = "application/x-www-form-urlencoded";

    assertThat(site.post("/form", type, "a=1&b=x+%C3%A9&a=2").body())
        .isEqualTo("[a, b] [1, 2] x é");
    assertThat(site.post("/form", type + "; charset=UTF-8", "").body()).isEqualTo("[] [] null");
    assertThat(site.send("POST", "/form").body()).isEqualTo("[] [] null");
    assertThat(site.post("/age", type, "age=7").body()).isEqualTo("7");
    assertThat(site.post("/age", type, "age=x").body())
        .contains("form parameter 'age' is 'x', not an integer from 0 to 150");
    assertThat(site.post("/age", type, "").statusCode()).isEqualTo(400);
  }

  @Test
  void faultsOfUrlencodedFormsAreNamed() {
    String type = "application/x-www-form-urlencoded";

    assertProblem(site.post("/form", type, "a=%"), 400, FormFault.PERCENT_ENCODING);
    assertProblem(site.post("/form", type, "a=%ff"), 400, FormFault.TEXT);
    assertProblem(site.post("/form", "text/plain", "a=1"), 415, FormFault.CONTENT_TYPE);
    assertProblem(site.post("/form", type + "; charset=utf-16", "a"), 415, FormFault.CHARSET);
    assertProblem(site.post("/form-small", type, "a&b&c"), 413, FormFault.KEYS);
    assertProblem(site.post("/form-small", type, "a=234567890"), 413, FormFault.BYTES);
    HttpRequest unknown =
        site.request("/form-small")
            .header("Content-Type", type)
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream("a=234567890".getBytes(UTF_8))))
            .build();
    assertProblem(site.send(unknown), 413, FormFault.BYTES);
    assertThat(site.post("/form-small", type, "a=23456&b9").body()).isEqualTo("2");
  }
}
