package weft.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import weft.web.files.FileFolder;
import weft.web.files.FileOptions;

/// Static files and files as answers through a whole app.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesSocketTest {
  private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");
  private static final String OLD_DATE = "Wed, 01 Jan 2020 00:00:00 GMT";
  private static final int LARGE_BYTES = 3_000_000;

  @TempDir static Path temporary;
  private Path folder;
  private Site site;

  @BeforeAll
  void start() throws IOException {
    folder = temporary.resolve("public");
    write("index.html", "<h1>home</h1>");
    write("a.txt", "0123456789");
    write("sub/index.html", "<h1>sub</h1>");
    write("sub/ü b.css", "css");
    write("app.5f3a9c1b.js", "js");
    write("app.5f3a9c1b.js.gz", "js as gzip");
    write(".secret", "secret");
    write("../outside.txt", "outside");
    write("empty", "");
    byte[] large = new byte[LARGE_BYTES];
    for (int index = 0; index < large.length; index++) {
      large[index] = (byte) ('a' + index % 26);
    }
    write("large.bin", new String(large, ISO_8859_1));
    App app = App.create();
    app.files("/assets", folder);
    app.files(
        "/page",
        folder,
        FileOptions.DEFAULTS.withFallback("index.html").withMaxAge(Duration.ofHours(1)));
    app.files(
        "/classes",
        FileFolder.ofClassPath(FilesSocketTest.class, "weft/web"),
        FileOptions.DEFAULTS);
    app.files("/one", folder, FileOptions.DEFAULTS.withFilesMax(1).withMemoryFileBytes(0));
    app.group("/group").files("/{part}/files", folder, FileOptions.DEFAULTS.withIndex(""));
    RouteGroup streamed = app.group("/streamed");
    streamed.filter((req, res, next) -> {
      OutputStream _ = res.stream("text/plain");
      next.handle(req, res);
    });
    streamed.files("/", folder, FileOptions.DEFAULTS);
    app.get("/assets/own", (req, res) -> res.text("own"));
    app.get("/report", (req, res) -> res.file(folder.resolve("a.txt")).attachment("Bericht €.txt"));
    app.get("/large", (req, res) -> res.file(folder.resolve("large.bin")));
    app.get("/absent", (req, res) -> res.file(folder.resolve("absent")));
    app.get("/replaced", (req, res) -> res.file(folder.resolve("large.bin")).text("instead"));
    app.get(
        "/other",
        (req, res) -> res.file(folder.resolve("large.bin")).file(folder.resolve("a.txt")));
    app.get("/failed", FilesSocketTest::fail);
    app.get("/found", (req, res) -> res.status(404).file(folder.resolve("a.txt")));
    app.after((req, res) -> res.header("X-After", "1"));
    site = new Site(app);
  }

  private static void fail(WebRequest request, WebResponse response) throws Exception {
    response.file(temporary.resolve("public/large.bin"));
    throw new ProblemError(Problem.of(409, "changed my mind"));
  }

  @AfterAll
  void stop() {
    site.close();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text, ISO_8859_1);
    Files.setLastModifiedTime(file, FileTime.from(OLD));
  }

  private HttpResponse<String> get(String path, String... fields) {
    return site.send(site.request(path).headers(fields).build());
  }

  private static String field(HttpResponse<?> response, String name) {
    return String.join(" | ", response.headers().allValues(name));
  }

  @Test
  void filesAreFoundWithTheirTypes() {
    HttpResponse<String> found = site.get("/assets/a.txt");

    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).isEqualTo("0123456789");
    assertThat(field(found, "content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(field(found, "content-length")).isEqualTo("10");
    assertThat(field(found, "last-modified")).isEqualTo(OLD_DATE);
    assertThat(field(found, "accept-ranges")).isEqualTo("bytes");
    assertThat(field(found, "cache-control")).isEqualTo("no-cache");
    assertThat(field(found, "etag")).matches("\"[-_A-Za-z0-9]{22}\"");
    assertThat(field(found, "vary")).isEmpty();
    assertThat(field(found, "x-after")).isEqualTo("1");
    assertThat(site.get("/assets/sub/%C3%BC%20b.css").body()).isEqualTo("css");
    assertThat(site.get("/assets/empty").body()).isEmpty();
    assertThat(site.get("/assets/own").body()).isEqualTo("own");
    assertThat(site.get("/classes/FilesSocketTest.class").statusCode()).isEqualTo(200);
    assertThat(site.get("/group/x/files/a.txt").body()).isEqualTo("0123456789");
    assertThat(site.get("/group/x/files/").statusCode()).isEqualTo(404);
  }

  @Test
  void foldersHaveIndexesBehindASlash() {
    assertThat(site.get("/assets/").body()).isEqualTo("<h1>home</h1>");
    assertThat(field(site.get("/assets/"), "content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(site.get("/assets/sub/").body()).isEqualTo("<h1>sub</h1>");
    assertThat(site.get("/assets/sub?a=1").statusCode()).isEqualTo(308);
    assertThat(field(site.get("/assets/sub?a=1"), "location")).isEqualTo("/assets/sub/?a=1");
    assertThat(site.get("/assets").statusCode()).isEqualTo(308);
    assertThat(field(site.get("/assets"), "location")).isEqualTo("/assets/");
    assertThat(field(site.get("/group/%C3%BC/files?a=1"), "location"))
        .isEqualTo("/group/%C3%BC/files/?a=1");
    assertThat(site.get("/assets/none/").statusCode()).isEqualTo(404);
    assertThat(site.get("/assets/a.txt/").statusCode()).isEqualTo(404);
    assertThat(site.get("/assets/.secret").statusCode()).isEqualTo(404);
    assertThat(site.send("POST", "/assets/a.txt").statusCode()).isEqualTo(405);
  }

  @Test
  void pagesOfAnApplicationAreItsIndex() {
    assertThat(site.get("/page/users/7").body()).isEqualTo("<h1>home</h1>");
    assertThat(field(site.get("/page/users/7"), "cache-control")).isEqualTo("no-cache");
    assertThat(field(site.get("/page/a.txt"), "cache-control")).isEqualTo("public, max-age=3600");
    assertThat(get("/page/users/7", "Accept", "image/png").statusCode()).isEqualTo(404);
    assertThat(site.get("/page/users/7.png").statusCode()).isEqualTo(404);
  }

  @Test
  void encodedFormsGoToThoseWhoAcceptThem() {
    HttpResponse<String> plain = site.get("/assets/app.5f3a9c1b.js");
    HttpResponse<String> encoded = get("/assets/app.5f3a9c1b.js", "Accept-Encoding", "br, gzip");

    assertThat(plain.body()).isEqualTo("js");
    assertThat(field(plain, "vary")).isEqualTo("Accept-Encoding");
    assertThat(field(plain, "cache-control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(encoded.body()).isEqualTo("js as gzip");
    assertThat(field(encoded, "content-encoding")).isEqualTo("gzip");
    assertThat(field(encoded, "content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(field(encoded, "vary")).isEqualTo("Accept-Encoding");
    assertThat(field(encoded, "etag")).isNotEqualTo(field(plain, "etag"));
    assertThat(
            get(
                    "/assets/app.5f3a9c1b.js",
                    "Accept-Encoding",
                    "gzip",
                    "If-None-Match",
                    field(encoded, "etag"))
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void conditionsAreKept() {
    String tag = field(site.get("/assets/a.txt"), "etag");
    HttpResponse<String> same = get("/assets/a.txt", "If-None-Match", tag);

    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(field(same, "etag")).isEqualTo(tag);
    assertThat(field(same, "cache-control")).isEqualTo("no-cache");
    assertThat(field(same, "content-type")).isEmpty();
    assertThat(status("If-None-Match", "\"x\", W/" + tag)).isEqualTo(304);
    assertThat(status("If-None-Match", "\"x\"")).isEqualTo(200);
    assertThat(status("If-None-Match", "\"x\"", "If-Modified-Since", OLD_DATE)).isEqualTo(200);
    assertThat(status("If-Modified-Since", OLD_DATE)).isEqualTo(304);
    assertThat(status("If-Modified-Since", OLD_DATE, "If-Modified-Since", OLD_DATE)).isEqualTo(200);
    assertThat(status("If-Modified-Since", "Tue, 31 Dec 2019 23:59:59 GMT")).isEqualTo(200);
    assertThat(status("If-Modified-Since", "Wednesday, 01-Jan-20 00:00:01 GMT")).isEqualTo(304);
    assertThat(status("If-Modified-Since", "yesterday")).isEqualTo(200);
    // "A recipient MUST ignore the If-Modified-Since header field if ... the field value has more
    // than one member". https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3
    assertThat(status("If-Modified-Since", OLD_DATE, "If-Modified-Since", OLD_DATE)).isEqualTo(200);
    String older = "Tue, 31 Dec 2019 23:59:59 GMT";
    assertThat(status("If-Unmodified-Since", older, "If-Unmodified-Since", OLD_DATE))
        .isEqualTo(200);
    assertThat(status("If-Match", tag)).isEqualTo(200);
    assertThat(status("If-Match", "*")).isEqualTo(200);
    assertThat(status("If-Match", "W/" + tag)).isEqualTo(412);
    assertThat(status("If-Match", "\"x\"")).isEqualTo(412);
    assertThat(status("If-Unmodified-Since", OLD_DATE)).isEqualTo(200);
    assertThat(status("If-Unmodified-Since", "Tue, 31 Dec 2019 23:59:59 GMT")).isEqualTo(412);
    assertThat(status("If-Match", tag, "If-Unmodified-Since", "Tue, 31 Dec 2019 23:59:59 GMT"))
        .isEqualTo(200);
    assertThat(status("If-Match", tag, "If-None-Match", tag)).isEqualTo(304);
  }

  private int status(String... fields) {
    return get("/assets/a.txt", fields).statusCode();
  }

  @Test
  void aRangeIsSent() {
    HttpResponse<String> part = get("/assets/a.txt", "Range", "bytes=2-4");

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("234");
    assertThat(field(part, "content-range")).isEqualTo("bytes 2-4/10");
    assertThat(field(part, "content-length")).isEqualTo("3");
    assertThat(get("/assets/a.txt", "Range", "bytes=-3").body()).isEqualTo("789");
    assertThat(get("/assets/a.txt", "Range", "bytes=20-").statusCode()).isEqualTo(416);
    assertThat(field(get("/assets/a.txt", "Range", "bytes=20-"), "content-range"))
        .isEqualTo("bytes */10");
    assertThat(get("/assets/a.txt", "Range", "lines=1-2").statusCode()).isEqualTo(200);
    assertThat(get("/assets/large.bin", "Range", "bytes=2600000-2600003").body()).isEqualTo("abcd");
    assertThat(get("/assets/large.bin", "Range", "bytes=-26").body())
        .isEqualTo(letters(LARGE_BYTES - 26, LARGE_BYTES));
  }

  private static String letters(int from, int to) {
    StringBuilder letters = new StringBuilder();
    for (int index = from; index < to; index++) {
      letters.append((char) ('a' + index % 26));
    }
    return letters.toString();
  }

  @Test
  void aRangeIsSentIfTheRestIsTheSame() {
    String tag = field(site.get("/assets/a.txt"), "etag");

    assertThat(status("Range", "bytes=0-0", "If-Range", tag)).isEqualTo(206);
    assertThat(status("Range", "bytes=0-0", "If-Range", OLD_DATE)).isEqualTo(206);
    assertThat(status("Range", "bytes=0-0", "If-Range", "W/" + tag)).isEqualTo(200);
    assertThat(status("Range", "bytes=0-0", "If-Range", "\"x\"")).isEqualTo(200);
    assertThat(status("Range", "bytes=0-0", "If-Range", "Thu, 02 Jan 2020 00:00:00 GMT"))
        .isEqualTo(200);
    assertThat(status("Range", "bytes=99-", "If-Range", "\"x\"")).isEqualTo(200);
    assertThat(status("Range", "bytes=0-0", "If-Range", "\"x\", " + tag)).isEqualTo(200);
    assertThat(status("Range", "bytes=0-0", "If-Range", tag, "If-Range", "\"x\"")).isEqualTo(400);
    assertThat(status("Range", "bytes=0-0", "Range", "bytes=5-6")).isEqualTo(400);
    assertThat(status("Range", "bytes=0-0", "Range", "bytes=0-0")).isEqualTo(206);
    assertThat(status("Range", "bytes=0-0", "If-None-Match", tag)).isEqualTo(304);
    assertThat(status("Range", "bytes=0-0", "If-Match", "\"x\"")).isEqualTo(412);
  }

  @Test
  void severalRangesAreSentInParts() {
    for (String file : List.of("a.txt", "large.bin")) {
      HttpResponse<String> parts = get("/assets/" + file, "Range", "bytes=7-8, 0-2");

      assertThat(parts.statusCode()).isEqualTo(206);
      String type = field(parts, "content-type");
      assertThat(type).startsWith("multipart/byteranges; boundary=");
      String boundary = type.substring(type.indexOf('=') + 1);
      String size = file.equals("a.txt") ? "10" : Integer.toString(LARGE_BYTES);
      String own = file.equals("a.txt") ? "text/plain; charset=utf-8" : "application/octet-stream";
      String digits = file.equals("a.txt") ? "0123456789" : letters(0, 10);
      assertThat(parts.body())
          .isEqualTo(
              "\r\n--"
                  + boundary
                  + "\r\nContent-Type: "
                  + own
                  + "\r\nContent-Range: bytes 7-8/"
                  + size
                  + "\r\n\r\n"
                  + digits.substring(7, 9)
                  + "\r\n--"
                  + boundary
                  + "\r\nContent-Type: "
                  + own
                  + "\r\nContent-Range: bytes 0-2/"
                  + size
                  + "\r\n\r\n"
                  + digits.substring(0, 3)
                  + "\r\n--"
                  + boundary
                  + "--\r\n");
      assertThat(field(parts, "content-length")).isEqualTo("" + parts.body().length());
      assertThat(field(parts, "content-range")).isEmpty();
    }
  }

  @Test
  void headTellsWhatGetWould() {
    for (String file : List.of("/assets/a.txt", "/assets/large.bin", "/large", "/report")) {
      HttpResponse<String> head = site.send("HEAD", file);
      HttpResponse<String> get = site.get(file);
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      for (String name : List.of("content-length", "content-type", "etag", "last-modified")) {
        assertThat(field(head, name)).as(name).isEqualTo(field(get, name)).isNotEmpty();
      }
    }
  }

  @Test
  void largeFilesComeWhole() {
    assertThat(site.get("/assets/large.bin").body()).isEqualTo(letters(0, LARGE_BYTES));
    assertThat(site.get("/large").body()).isEqualTo(letters(0, LARGE_BYTES));
    String old = "GET /large HTTP/1.0\r\n\r\n";
    assertThat(site.raw(old)).endsWith("\r\n\r\n" + letters(0, LARGE_BYTES));
  }

  /// Each puts that of another out before that one is sent.
  @Test
  void moreFilesAreAskedForAtATimeThanAreKept() throws Exception {
    String[] names = {"a.txt", "sub/index.html", "app.5f3a9c1b.js", "large.bin"};
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int index = 0; index < 800; index++) {
        String path = "/one/" + names[index % names.length];
        answers.add(clients.submit(() -> site.send("HEAD", path).statusCode()));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(200);
      }
    }
  }

  @Test
  void handlersAnswerFiles() {
    HttpResponse<String> report = site.get("/report");
    assertThat(report.body()).isEqualTo("0123456789");
    assertThat(field(report, "content-disposition"))
        .isEqualTo(
            "attachment; filename=\"Bericht _.txt\"; filename*=UTF-8''Bericht%20%E2%82%AC.txt");
    assertThat(field(report, "x-after")).isEqualTo("1");
    assertThat(get("/report", "Range", "bytes=0-0").body()).isEqualTo("0");
    assertThat(site.get("/absent").statusCode()).isEqualTo(404);
    assertThat(site.get("/found").statusCode()).isEqualTo(404);
    assertThat(get("/found", "Range", "bytes=0-0").body()).isEqualTo("0123456789");
    assertThat(site.get("/replaced").body()).isEqualTo("instead");
    assertThat(site.get("/failed").statusCode()).isEqualTo(409);
    assertThat(field(site.get("/failed"), "etag")).isEmpty();
  }

  /// None of these may answer with what lies outside of the folder, or with what is hidden in it.
  @Test
  void nothingLeadsOutside() {
    List<String> dots =
        List.of(
            "..",
            "%2e%2e",
            "%2E%2E",
            ".%2e",
            "%2e.",
            "%252e%252e",
            "%c0%ae%c0%ae",
            "%e0%80%ae.",
            "%u002e%u002e",
            "..%00",
            "..;",
            "..%3b",
            "..%20",
            "..%09",
            "...",
            "....");
    List<String> slashes = List.of("/", "%2f", "%2F", "\\", "%5c", "%5C", "%252f", "%c0%af", "//");
    int tried = 0;
    for (String dot : dots) {
      for (String slash : slashes) {
        for (String before : List.of("", "sub" + slash)) {
          String up = before.isEmpty() ? dot : dot + slash + dot;
          String target = "/assets/" + before + up + slash + "outside.txt";
          assertEscapes(target);
          tried++;
        }
      }
    }
    for (String target :
        List.of(
            "/assets//outside.txt",
            "/assets/" + folder.resolveSibling("outside.txt"),
            "/assets/%2f" + folder.resolveSibling("outside.txt"),
            "/assets/file:" + folder.resolveSibling("outside.txt"),
            "/assets/.secret",
            "/assets/%2esecret",
            "/assets/sub/../.secret",
            "/assets/./.secret",
            "/assets/.secret/",
            "/assets/.secret%00.txt",
            "/assets/~root/.secret",
            "/assets/C:%5c..%5coutside.txt",
            "/assets/..../outside.txt",
            "/assets/sub/index.html/../../../outside.txt",
            "/assets/a.txt/../../outside.txt",
            "/page/../outside.txt",
            "/page/%2e%2e/outside.txt",
            "/classes/../../../module-info.class",
            "/group/../files/outside.txt",
            "/group/%2e%2e/files/../outside.txt",
            "/group/x%2f..%2f..%2f/files/..%2foutside.txt",
            "http://x/assets/../outside.txt",
            "http://x/assets/%2e%2e/outside.txt",
            "/assets/?/../outside.txt",
            "/assets/..",
            "/assets/%2e%2e",
            "/assets/../")) {
      assertEscapes(target);
      tried++;
    }
    assertThat(tried).isGreaterThan(300);
  }

  private void assertEscapes(String target) {
    String answer = site.rawGet(target);
    assertThat(answer).as(target).startsWith("HTTP/1.1 ");
    assertThat(answer)
        .as(target)
        .doesNotContain("\r\n\r\noutside")
        .doesNotContain("\r\n\r\nsecret");
    if (!target.startsWith("/page") && !target.contains("?")) {
      assertThat(answer.substring(9, 12)).as(target).isIn("400", "404", "308");
    }
  }

  /// Taking back what was said about the stream takes nothing from the file.
  @Test
  void aFileTakesTheStreamsPlace() {
    HttpResponse<String> encoded = get("/streamed/app.5f3a9c1b.js", "Accept-Encoding", "gzip");

    assertThat(encoded.body()).isEqualTo("js as gzip");
    assertThat(field(encoded, "content-encoding")).isEqualTo("gzip");
    assertThat(field(encoded, "content-length")).isEqualTo("10");
  }

  /// Nor is anything said about it that was meant for the file.
  @Test
  void whatTakesTheFilesPlaceIsNoPartOfIt() {
    HttpResponse<String> text = get("/replaced", "Range", "bytes=0-3");
    assertThat(text.statusCode()).isEqualTo(200);
    assertThat(text.body()).isEqualTo("instead");
    for (String name : List.of("content-range", "etag", "last-modified", "accept-ranges")) {
      assertThat(field(text, name)).as(name).isEmpty();
    }

    HttpResponse<String> other = get("/other", "Range", "bytes=2-4");
    assertThat(other.statusCode()).isEqualTo(206);
    assertThat(other.body()).isEqualTo("234");
    assertThat(field(other, "content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(field(other, "content-range")).isEqualTo("bytes 2-4/10");
    String tag = field(site.get("/large"), "etag");
    assertThat(get("/other", "If-None-Match", tag).body()).isEqualTo("0123456789");
  }
}
