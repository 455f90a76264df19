package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// JSON values one after another, both ways.
@Timeout(30)
class JsonStreamSocketTest {
  private static final String LINES = "application/x-ndjson";
  private static final String SEQUENCE = "application/json-seq";

  private final App app = App.create();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final LinkedBlockingQueue<Integer> received = new LinkedBlockingQueue<>();
  private @Nullable Site site;

  @BeforeEach
  void routes() {
    app.get(
        "/lines",
        (req, res) -> {
          JsonStream values = res.jsonLines();
          values.write(Map.of("text", "two\nlines")).flush();
          goOn.await();
          values.write(null).write(List.of(1, 2));
        });
    app.get(
        "/sequence",
        (req, res) -> {
          try (JsonStream values = res.jsonSequence()) {
            values.write(1).write("two");
          }
        });
    app.post(
        "/sum",
        (req, res) -> {
          int sum = 0;
          for (int value : req.body().jsonValues(Integer.class).limit(20)) {
            received.add(value);
            sum += value;
          }
          res.json(sum);
        });
  }

  @AfterEach
  void close() {
    if (site != null) {
      site.close();
    }
  }

  private Site site() {
    if (site == null) {
      site = new Site(app);
    }
    return site;
  }

  @Test
  void linesArriveAsTheyAreFlushed() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<InputStream> response =
          client.send(site().request("/lines").build(), BodyHandlers.ofInputStream());
      assertThat(response.headers().firstValue("content-type")).contains(LINES);
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
        assertThat(lines.readLine()).isEqualTo("{\"text\":\"two\\nlines\"}");
        goOn.countDown();
        assertThat(lines.readLine()).isEqualTo("null");
        assertThat(lines.readLine()).isEqualTo("[1,2]");
        assertThat(lines.readLine()).isNull();
      }
    }
  }

  @Test
  void sequencesHaveSeparators() {
    HttpResponse<String> response = site().get("/sequence");

    assertThat(response.headers().firstValue("content-type")).contains(SEQUENCE);
    assertThat(response.body()).isEqualTo("\u001e1\n\u001e\"two\"\n");
  }

  @Test
  void valuesAreReadAsTheyCome() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", site().port())) {
      OutputStream sender = socket.getOutputStream();
      sender.write(
          ("POST /sum HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
                  + "Content-Type: application/x-ndjson\r\n\r\n")
              .getBytes(UTF_8));
      for (int value = 1; value <= 3; value++) {
        sender.write(("2\r\n" + value + "\n\r\n").getBytes(UTF_8));
        assertThat(received.take()).isEqualTo(value);
      }
      sender.write("0\r\n\r\n".getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).endsWith("\r\n\r\n6");
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          application/x-ndjson, 1~2~3~,                200, 6
          application/x-ndjson, 1~~ ~2,                200, 3
          application/x-ndjson, 1^~2^~,                200, 3
          application/x-ndjson, '',                    200, 0
          application/x-ndjson, 1~x~,                  400, JSON value 2 is wrong
          application/x-ndjson, 1 2~,                  400, JSON value 1 is wrong
          application/x-ndjson, 1~"a"~,                400, JSON value 2 is wrong
          application/x-ndjson, 1~0000000000000000000000001~, 413, JSON value 2 is larger than 20 bytes
          application/json-seq, @1~@2~,                200, 3
          application/json-seq, @1~@@2~,               200, 3
          application/json-seq, '',                    200, 0
          application/json-seq, @1~@2,                 400, JSON value 2 is cut off
          application/json-seq, 1~@2~,                 400, JSON value 1 does not begin with
          """)
  void whatIsWrongIsNamed(String type, String body, int status, String answer) {
    String text = body.replace('~', '\n').replace('^', '\r').replace('@', '\u001e');

    HttpResponse<String> response = site().post("/sum", type, text);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(answer);
  }
}
