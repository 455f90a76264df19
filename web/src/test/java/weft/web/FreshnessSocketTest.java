package weft.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.web.compression.Compression;

/// Conditions of requests whose handler answers with a validator, RFC 9110 §13.
class FreshnessSocketTest {
  private static final String DATE = "Sat, 31 Jan 2026 10:00:00 GMT";
  private static final String LATER = "Sat, 31 Jan 2026 10:00:01 GMT";
  private static final String EARLIER = "Sat, 31 Jan 2026 09:59:59 GMT";
  private static final String TEXT = "text ".repeat(1000);

  private final List<Integer> heads = new CopyOnWriteArrayList<>();
  private final Site site = new Site(app());

  private App app() {
    App app = App.create();
    app.before((req, res) -> res.beforeHead(() -> heads.add(res.status())));
    app.get("/tag", (req, res) -> tagged(res).text(TEXT));
    app.post("/tag", (req, res) -> tagged(res).text(TEXT));
    app.get("/weak", (req, res) -> res.header("ETag", "W/\"a\"").text(TEXT));
    app.get("/broken", (req, res) -> res.header("ETag", "a").text(TEXT));
    app.get("/date", (req, res) -> res.header("Last-Modified", DATE).text(TEXT));
    app.get("/late", (req, res) -> res.header("Last-Modified", "lately").text(TEXT));
    app.get("/both", (req, res) -> tagged(res).header("Last-Modified", DATE).text(TEXT));
    app.get("/none", (req, res) -> res.text(TEXT));
    app.get("/made", (req, res) -> tagged(res).status(203).text(TEXT));
    app.get("/gone", (req, res) -> tagged(res).problem(410, "gone"));
    app.get("/sent", (req, res) -> tagged(res).text(TEXT).send());
    app.get("/length", (req, res) -> tagged(res).header("Content-Length", "5000").text(TEXT));
    app.get("/trailer", (req, res) -> tagged(res).trailer("X-Sum", "1").text(TEXT));
    app.group(
        "/packed",
        packed -> {
          packed.filter(Compression.create());
          packed.get("", (req, res) -> tagged(res).text(TEXT));
          packed.get("/small", (req, res) -> tagged(res).text("small"));
        });
    return app;
  }

  private static WebResponse tagged(WebResponse response) {
    return response.header("ETag", "\"a\"").header("Cache-Control", "no-cache");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private HttpResponse<String> send(String method, String path, String... fields) {
    return site.send(
        site.request(path)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .headers(fields)
            .build());
  }

  private int status(String path, String... fields) {
    HttpResponse<String> response = send("GET", path, fields);
    assertThat(response.body()).isEqualTo(response.statusCode() == 304 ? "" : TEXT);
    return response.statusCode();
  }

  /// "The server generating a 304 response MUST generate any of the following header fields that
  /// would have been sent in a 200 (OK) response to the same request: Content-Location, Date, ETag,
  /// and Vary; Cache-Control and Expires". https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5
  @Test
  void whatTheClientHasIsNotSent() {
    for (String method : List.of("GET", "HEAD")) {
      for (String path : List.of("/tag", "/sent", "/length", "/trailer")) {
        HttpResponse<String> response = send(method, path, "If-None-Match", "\"a\"");

        assertThat(response.statusCode()).as(method + " " + path).isEqualTo(304);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("etag")).hasValue("\"a\"");
        assertThat(response.headers().firstValue("cache-control")).hasValue("no-cache");
        assertThat(response.headers().firstValue("content-type")).isEmpty();
        assertThat(response.headers().firstValue("content-length")).isEmpty();
      }
    }
    assertThat(heads).as("whoever sees the head sees the status").containsOnly(304);
  }

  @Test
  void tagsAreComparedWeakly() {
    assertThat(status("/tag", "If-None-Match", "W/\"a\"")).isEqualTo(304);
    assertThat(status("/tag", "If-None-Match", "\"b\", \"a\"")).isEqualTo(304);
    assertThat(status("/tag", "If-None-Match", "\"b\"", "If-None-Match", "\"a\"")).isEqualTo(304);
    assertThat(status("/tag", "If-None-Match", "*")).isEqualTo(304);
    assertThat(status("/weak", "If-None-Match", "\"a\"")).isEqualTo(304);
    assertThat(status("/weak", "If-None-Match", "W/\"a\"")).isEqualTo(304);
    assertThat(status("/tag", "If-None-Match", "\"b\"")).isEqualTo(200);
    assertThat(status("/tag", "If-None-Match", "a")).isEqualTo(200);
    assertThat(status("/tag", "If-None-Match", "")).isEqualTo(200);
    assertThat(status("/broken", "If-None-Match", "\"a\"")).isEqualTo(200);
    assertThat(site.get("/tag").statusCode()).isEqualTo(200);
  }

  @Test
  void datesCountWithoutATag() {
    assertThat(status("/date", "If-Modified-Since", DATE)).isEqualTo(304);
    assertThat(status("/date", "If-Modified-Since", LATER)).isEqualTo(304);
    assertThat(status("/date", "If-Modified-Since", EARLIER)).isEqualTo(200);
    assertThat(status("/date", "If-Modified-Since", "lately")).isEqualTo(200);
    assertThat(status("/late", "If-Modified-Since", DATE)).isEqualTo(200);
    assertThat(status("/tag", "If-Modified-Since", DATE)).isEqualTo(200);
    assertThat(status("/date", "If-None-Match", "\"a\"")).isEqualTo(200);
    assertThat(status("/both", "If-None-Match", "\"b\"", "If-Modified-Since", DATE)).isEqualTo(200);
    assertThat(status("/both", "If-None-Match", "\"a\"", "If-Modified-Since", EARLIER))
        .isEqualTo(304);
  }

  @Test
  void otherAnswersAreSentWhole() {
    assertThat(status("/none", "If-None-Match", "*", "If-Modified-Since", LATER)).isEqualTo(200);
    assertThat(status("/made", "If-None-Match", "\"a\"")).isEqualTo(203);
    assertThat(send("GET", "/gone", "If-None-Match", "\"a\"").body()).contains("gone");
    assertThat(send("POST", "/tag", "If-None-Match", "\"a\"").body()).isEqualTo(TEXT);
  }

  /// The tag of a 304 is that of the 200, and what was tagged weakly for being compressed is known.
  @Test
  void compressedAnswersAreKnownAgain() {
    for (String path : List.of("/packed", "/packed/small")) {
      HttpResponse<String> whole = send("HEAD", path, "Accept-Encoding", "gzip");
      String tag = whole.headers().firstValue("etag").orElseThrow();
      assertThat(tag).isEqualTo(path.equals("/packed") ? "W/\"a\"" : "\"a\"");

      HttpResponse<String> known =
          send("GET", path, "Accept-Encoding", "gzip", "If-None-Match", tag);

      assertThat(known.statusCode()).isEqualTo(304);
      assertThat(known.headers().firstValue("etag")).hasValue(tag);
      assertThat(known.headers().firstValue("vary")).isEqualTo(whole.headers().firstValue("vary"));
      assertThat(known.headers().firstValue("content-encoding")).isEmpty();
    }
  }
}
