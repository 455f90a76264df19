package weft.examples.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import weft.web.App;
import weft.web.Execution;
import weft.web.Parameter;
import weft.web.WebRequest;
import weft.web.WebResponse;
import weft.web.options.HttpsSettings;
import weft.web.options.ServerOptions;

/// The demo: what `./weft demo` runs and what the benchmarks load. Flags as in `--help`.
public final class Demo {
  /// Longest `/sleep`, in milliseconds.
  static final int SLEEP_MILLIS_MAX = 60_000;

  /// Longest `/cpu`, in milliseconds.
  static final int CPU_MILLIS_MAX = 10_000;

  /// Longest `/stream`, in bytes: 1 TiB.
  static final long STREAM_BYTES_MAX = 1L << 40;

  private static final byte[] BLOCK = block();

  private Demo() {}

  /// Port for TLS unless a flag says otherwise.
  static final int TLS_PORT = 8443;

  /// Runs the demo until it is stopped.
  public static void main(String[] flags) {
    HttpsSettings https = HttpsSettings.DEFAULTS.withPort(TLS_PORT);
    app().run(ServerOptions.DEFAULTS.withHttps(https), flags);
  }

  /// The demo, not started.
  static App app() {
    byte[] page = DemoPage.html();
    App app = App.create();
    app.get("/", (req, res) -> res.bytes(page, "text/html; charset=utf-8"));
    app.get("/plaintext", (req, res) -> res.text("Hello, World!"));
    app.get("/json", (req, res) -> res.json(new Message("Hello, World!")));
    app.post("/echo", Echo::answer);
    app.get("/users/{id}", (req, res) -> res.json(User.of(req.path("id").asLong())));
    app.get("/sleep", Demo::sleep);
    app.get("/cpu", Demo::compute);
    app.get("/cpu/pool", Demo::compute).on(Execution.POOL);
    app.get("/cpu/thread", Demo::compute).on(Execution.THREAD);
    app.get("/stream", Demo::stream);
    app.get("/error", (req, res) -> fail());
    return app;
  }

  /// The answer of `/json`.
  record Message(String message) {}

  /// The answer of `/users/{id}`.
  record User(long id, String name) {
    static User of(long id) {
      return new User(id, "user " + id);
    }
  }

  /// Blocks the handler's virtual thread, and nothing else.
  private static void sleep(WebRequest request, WebResponse response) throws InterruptedException {
    int millis = millis(request).asInt(0, SLEEP_MILLIS_MAX);
    TimeUnit.MILLISECONDS.sleep(millis);
    response.text("slept " + millis + " ms\n");
  }

  /// Keeps its thread busy; when that carries a hub, the watchdog reports it.
  private static void compute(WebRequest request, WebResponse response) {
    int millis = millis(request).asInt(0, CPU_MILLIS_MAX);
    Instant end = Instant.now().plus(Duration.ofMillis(millis));
    long rounds = 0;
    while (Instant.now().isBefore(end)) {
      rounds++;
    }
    response.text("computed " + millis + " ms, " + rounds + " rounds\n");
  }

  private static void stream(WebRequest request, WebResponse response) throws IOException {
    long length = request.query("bytes").orElse("1000000").asLong(0, STREAM_BYTES_MAX);
    OutputStream stream = response.stream("application/octet-stream", length);
    for (long left = length; left > 0; left -= BLOCK.length) {
      stream.write(BLOCK, 0, (int) Math.min(left, BLOCK.length));
    }
  }

  private static void fail() {
    throw new IllegalStateException("this is what a bug in a handler looks like");
  }

  private static Parameter millis(WebRequest request) {
    return request.query("ms").orElse("100");
  }

  private static byte[] block() {
    byte[] block = new byte[64 * 1024];
    for (int index = 0; index < block.length; index++) {
      block[index] = (byte) (index % 64 == 63 ? '\n' : 'a' + index % 26);
    }
    return block;
  }
}
