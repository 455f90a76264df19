package weft.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import weft.web.App;
import weft.web.WebRequest;
import weft.web.WebResponse;

/// The demo: what `./weft demo` runs and what the benchmarks load.
public final class Demo {
  private static final long SLEEP_MILLIS_MAX = 60_000;
  private static final long CPU_MILLIS_MAX = 10_000;
  private static final long STREAM_BYTES_MAX = 1L << 40;
  private static final int CHUNK_BYTES = 16 * 1024;

  /// An echoed body may be as long as a file.
  private static final long ECHO_BYTES_MAX = 1L << 40;

  private Demo() {}

  /// Runs the demo; flags as in `--help`.
  public static void main(String[] flags) {
    app().run(flags);
  }

  /// The app, not started.
  public static App app() {
    String page = page();
    var app = App.create();
    app.get("/", (req, res) -> res.html(page));
    app.get("/plaintext", (req, res) -> res.text("Hello, World!"));
    app.get("/json", (req, res) -> res.json(new Message("Hello, World!")));
    app.post("/echo", Demo::echo);
    app.get("/users/{id}", Demo::user);
    app.get("/sleep", Demo::sleep);
    app.get("/cpu", Demo::compute);
    app.get("/stream", Demo::stream);
    app.get(
        "/error",
        (req, res) -> {
          throw new IllegalStateException("this handler fails on purpose");
        });
    return app;
  }

  private static String page() {
    try (InputStream page = Demo.class.getResourceAsStream("index.html")) {
      if (page == null) {
        throw new IllegalStateException("index.html is not in the jar");
      }
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new IllegalStateException("index.html cannot be read", unreadable);
    }
  }

  private static void user(WebRequest req, WebResponse res) {
    long id = req.path("id").asLong();
    res.json(new User(id, "user " + id));
  }

  private static void echo(WebRequest req, WebResponse res) throws IOException {
    String contentType = req.header("Content-Type");
    String type = contentType == null ? "application/octet-stream" : contentType;
    var body = req.body().limit(ECHO_BYTES_MAX);
    if (body.length() >= 0 && body.length() <= CHUNK_BYTES) {
      res.bytes(body.bytes(), type);
      return;
    }
    InputStream in = body.stream();
    try (OutputStream out =
        body.length() > 0 ? res.stream(type, body.length()) : res.stream(type)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      int count;
      while ((count = in.read(chunk)) > 0) {
        out.write(chunk, 0, count);
      }
    }
  }

  private static void sleep(WebRequest req, WebResponse res) throws InterruptedException {
    long millis = req.query("ms").asLong(0, SLEEP_MILLIS_MAX);
    Thread.sleep(Duration.ofMillis(millis));
    res.text("slept " + millis + " ms");
  }

  private static void compute(WebRequest req, WebResponse res) {
    Duration busy = Duration.ofMillis(req.query("ms").asLong(0, CPU_MILLIS_MAX));
    res.text("computed for " + busy.toMillis() + " ms, " + BusyLoop.run(busy) + " rounds");
  }

  private static void stream(WebRequest req, WebResponse res) throws IOException {
    long left = req.query("bytes").asLong(0, STREAM_BYTES_MAX);
    byte[] chunk = new byte[CHUNK_BYTES];
    Arrays.fill(chunk, (byte) 'w');
    try (OutputStream out = res.stream("application/octet-stream", left)) {
      while (left > 0) {
        int count = (int) Math.min(left, chunk.length);
        out.write(chunk, 0, count);
        left -= count;
      }
    }
  }
}
