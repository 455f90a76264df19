package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.http.client.ClientCall;
import weft.http.client.ClientOptions;
import weft.http.client.ClientProtocol;
import weft.http.client.ClientResponse;
import weft.http.client.HttpClient;
import weft.http.client.Proxies;
import weft.web.records.RecordFlush;
import weft.web.records.RecordFormat;
import weft.web.records.RecordLimits;
import weft.web.records.RecordWriter;

/// Streams of records, trailers and early hints through a whole app.
@Timeout(60)
@ParameterizedClass
@EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
class AppRecordsSocketTest {
  record Reading(String sensor, double value) {}

  private static @Nullable Site running;

  @Parameter ClientProtocol protocol;

  private static CountDownLatch mayEnd = new CountDownLatch(0);

  @BeforeParameterizedClassInvocation
  static void start() {
    App app = App.create();
    app.post("/echo", AppRecordsSocketTest::echo);
    app.post("/sequence", AppRecordsSocketTest::echoSequence);
    app.get("/count", AppRecordsSocketTest::count);
    app.get("/two", AppRecordsSocketTest::two);
    app.get("/broken", AppRecordsSocketTest::broken);
    app.get("/broken/try", AppRecordsSocketTest::brokenInTry);
    app.get("/broken/stream", AppRecordsSocketTest::brokenStream);
    app.get("/refused", AppRecordsSocketTest::refuseInTry);
    app.post("/trailers", AppRecordsSocketTest::trailers);
    app.get("/hints", (req, res) -> res.earlyHints("</a.css>; rel=preload").text("page"));
    running = new Site(app);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (running != null) {
      running.close();
    }
  }

  private static void echo(WebRequest request, WebResponse response) throws IOException {
    RecordLimits limits = RecordLimits.DEFAULTS.withRecordBytesMax(100).withBytesMax(10_000);
    RecordWriter out = null;
    for (Reading reading : request.ndjson(Reading.class, limits)) {
      out = out == null ? response.ndjson() : out;
      out.send(reading);
    }
  }

  private static void echoSequence(WebRequest request, WebResponse response) throws IOException {
    List<Reading> all = new ArrayList<>();
    request.jsonSequence(Reading.class).forEach(all::add);
    try (RecordWriter out = response.jsonSequence()) {
      for (Reading reading : all) {
        out.send(reading);
      }
    }
  }

  private static void count(WebRequest request, WebResponse response) throws IOException {
    try (RecordWriter out = response.records(RecordFormat.NDJSON, RecordFlush.WHEN_FULL)) {
      for (int index = 0; index < 100_000; index++) {
        out.send(Map.of("index", index));
      }
    }
  }

  private static void two(WebRequest request, WebResponse response) throws Exception {
    RecordWriter out = response.ndjson();
    out.send(1);
    mayEnd.await();
    out.send(2);
  }

  private static void broken(WebRequest request, WebResponse response) throws IOException {
    response.ndjson().send(1);
    throw new IOException("the handler failed");
  }

  private static void brokenInTry(WebRequest request, WebResponse response) throws IOException {
    try (RecordWriter out = response.ndjson()) {
      out.send(1);
      throw new IOException("the handler failed");
    }
  }

  private static void brokenStream(WebRequest request, WebResponse response) throws IOException {
    try (OutputStream out = response.stream("text/plain")) {
      out.write(new byte[100_000]);
      throw new IOException("the handler failed");
    }
  }

  private static void refuseInTry(WebRequest request, WebResponse response) throws IOException {
    try (RecordWriter out = response.ndjson()) {
      out.send(request.query("count").asInt(0, 1000));
    }
  }

  private static void trailers(WebRequest request, WebResponse response) throws IOException {
    int length = request.body().bytes().length;
    response.trailer("X-Sum", length + " " + request.trailers().first("x-sum"));
    response.text("text");
  }

  private HttpClient client() throws IOException {
    return HttpClient.open(ClientOptions.DEFAULTS.withProtocol(protocol).withProxies(Proxies.NONE));
  }

  private static String url(String path) {
    if (running == null) {
      throw new IllegalStateException("nothing runs");
    }
    return "http://127.0.0.1:" + running.port() + path;
  }

  private String[] post(String path, String type, String body) throws IOException {
    ByteArrayInputStream stream = new ByteArrayInputStream(body.getBytes(UTF_8));
    try (HttpClient client = client();
        ClientResponse response =
            client.post(url(path)).header("Content-Type", type).body(stream, -1).send()) {
      assertThat(response.version())
          .isEqualTo(protocol == ClientProtocol.HTTP_2 ? "HTTP/2" : "HTTP/1.1");
      return new String[] {
        "" + response.status(), "" + response.header("content-type"), response.text()
      };
    }
  }

  @Test
  void recordsGoUpAndDown() throws IOException {
    String body = "{\"sensor\":\"a\",\"value\":1.5}\n{\"sensor\":\"b\",\"value\":2.0}\n";

    assertThat(post("/echo", "application/x-ndjson", body))
        .containsExactly("200", "application/x-ndjson", body);
  }

  @Test
  void sequencesGoUpAndDown() throws IOException {
    String body =
        "\u001e{\"sensor\":\"a\",\"value\":1.5}\n\u001e{\"sensor\":\"b\",\"value\":2.0}\n";

    assertThat(post("/sequence", "application/json-seq", body))
        .containsExactly("200", "application/json-seq", body);
  }

  @Test
  void whatIsWrongIsAnswered() throws IOException {
    assertThat(post("/echo", "application/json", "{}")[0]).isEqualTo("415");
    assertThat(post("/echo", "application/x-ndjson", "{\"sensor\":1\n")[0]).isEqualTo("400");
    assertThat(post("/echo", "application/x-ndjson", "{\"value\":\"x\"}\n"))
        .contains("400", "application/problem+json")
        .anyMatch(text -> text.contains("record 1 is wrong at #/value: expected"));
    assertThat(post("/echo", "application/x-ndjson", "\"" + "x".repeat(100))[0]).isEqualTo("413");
    assertThat(post("/echo", "application/x-ndjson", "\n".repeat(10_001))[0]).isEqualTo("413");
  }

  @Test
  void aRecordIsThereWhenItWasSent() throws Exception {
    mayEnd = new CountDownLatch(1);
    try (HttpClient client = client();
        ClientResponse response = client.get(url("/two")).send();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(response.stream(), UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("1");
      mayEnd.countDown();
      assertThat(lines.readLine()).isEqualTo("2");
      assertThat(lines.readLine()).isNull();
    } finally {
      mayEnd.countDown();
    }
  }

  @Test
  void recordsAreAnsweredWhileOthersStillCome() throws Exception {
    try (HttpClient client = client();
        ClientCall call =
            client.post(url("/echo")).header("Content-Type", "application/x-ndjson").start(-1)) {
      call.output().write("{\"sensor\":\"a\",\"value\":1.0}\n".getBytes(UTF_8));
      call.output().flush();
      try (ClientResponse response = call.response();
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(response.stream(), UTF_8))) {
        assertThat(lines.readLine()).isEqualTo("{\"sensor\":\"a\",\"value\":1.0}");
        call.output().write("{\"sensor\":\"b\",\"value\":2.0}\n".getBytes(UTF_8));
        call.output().close();
        assertThat(lines.readLine()).isEqualTo("{\"sensor\":\"b\",\"value\":2.0}");
        assertThat(lines.readLine()).isNull();
      }
    }
  }

  @Test
  void manyRecordsComeWhole() throws IOException {
    try (HttpClient client = client();
        ClientResponse response = client.get(url("/count")).send();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(response.stream(), UTF_8))) {
      assertThat(lines.lines().count()).isEqualTo(100_000);
    }
  }

  /// A `try` closes what it holds before the failure goes on: that must not end the response.
  @ParameterizedTest
  @ValueSource(strings = {"/broken", "/broken/try", "/broken/stream"})
  void aStreamThatBreaksOffIsSeen(String path) throws IOException {
    try (HttpClient client = client();
        ClientResponse response = client.get(url(path)).send()) {
      assertThat(response.status()).isEqualTo(200);
      org.assertj.core.api.Assertions.assertThatThrownBy(response::bytes)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatFailsBeforeTheFirstRecordIsAnswered() throws IOException {
    try (HttpClient client = client();
        ClientResponse response = client.get(url("/refused?count=2000")).send()) {
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.header("content-type")).isEqualTo("application/problem+json");
      assertThat(response.text()).contains("an integer from 0 to 1000");
    }
  }

  @Test
  void trailersComeBehindBodies() throws IOException {
    try (HttpClient client = client();
        ClientResponse response =
            client
                .post(url("/trailers"))
                .trailer("X-Sum", "7")
                .body(new ByteArrayInputStream("body".getBytes(UTF_8)), -1)
                .send()) {
      assertThat(response.text()).isEqualTo("text");
      assertThat(response.trailers().first("x-sum")).isEqualTo("4 7");
    }
  }

  @Test
  void earlyHintsComeFirst() throws Exception {
    CountDownLatch hinted = new CountDownLatch(1);
    try (HttpClient client = client();
        ClientResponse response =
            client
                .get(url("/hints"))
                .onInterim((status, fields) -> {
                  assertThat(status).isEqualTo(103);
                  assertThat(fields.first("link")).isEqualTo("</a.css>; rel=preload");
                  hinted.countDown();
                })
                .send()) {
      assertThat(response.text()).isEqualTo("page");
      assertThat(hinted.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
