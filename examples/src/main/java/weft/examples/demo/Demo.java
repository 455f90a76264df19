package weft.examples.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketDeflate;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.web.App;
import weft.web.Execution;
import weft.web.Parameter;
import weft.web.WebRequest;
import weft.web.WebResponse;
import weft.web.WebSocketSession;
import weft.web.files.FileFolder;
import weft.web.files.FileOptions;
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
    DemoFlags demo;
    try {
      demo = DemoFlags.parse(flags);
    } catch (IllegalArgumentException wrong) {
      System.err.println("weft: " + wrong.getMessage());
      System.exit(2);
      return;
    }
    if (demo.wantHelp()) {
      System.out.print(DemoFlags.USAGE);
    }
    HttpsSettings https = HttpsSettings.DEFAULTS.withPort(TLS_PORT);
    app(demo.files())
        .run(ServerOptions.DEFAULTS.withHttps(https), demo.rest().toArray(String[]::new));
  }

  /// The demo, not started, with the bundled samples.
  static App app() {
    return app(null);
  }

  /// The demo, not started.
  ///
  /// @param files the folder below `/files/`; null for the bundled samples
  static App app(@Nullable Path files) {
    App app = App.create();
    app.get("/", Page.named("index.html"));
    app.files(
        "/assets", FileFolder.ofClassPath(Demo.class, "weft-demo/assets"), FileOptions.DEFAULTS);
    streams(app);
    FileFolder folder =
        files == null
            ? FileFolder.ofClassPath(Demo.class, "weft-demo/samples")
            : FileFolder.of(files);
    app.files("/files", folder, FileOptions.DEFAULTS);
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

  /// Everything that goes on for a while.
  private static void streams(App app) {
    ChatRooms chat = new ChatRooms();
    app.get("/chat", Page.named("chat.html"));
    app.websocket("/chat/{room}", ChatRooms.OPTIONS, chat::visit);
    app.websocket(
        "/ws/echo", WebSocketOptions.DEFAULTS.withDeflate(WebSocketDeflate.ON), Demo::echoMessages);
    app.get("/ticker", Page.named("ticker.html"));
    app.sse("/ticks", Ticks::each);
    app.sse("/events", Ticks::counted);
    app.get("/upload", Page.named("upload.html"));
    app.post("/upload", Upload::answer);
  }

  /// Text and bytes back as they came.
  private static void echoMessages(WebSocketSession socket) throws IOException {
    for (WebSocketMessage message : socket) {
      if (message.isText()) {
        socket.send(message.text());
      } else {
        socket.send(message.bytes());
      }
    }
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
