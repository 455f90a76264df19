package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Reader;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.Request;
import weft.http.Response;
import weft.http.WebSocket;
import weft.http.WebSocketClosed;
import weft.http.WebSocketDeflate;
import weft.http.WebSocketEndpoint;
import weft.http.WebSocketMessage;
import weft.http.WebSocketMessageStream;
import weft.http.WebSocketOptions;
import weft.http.server.HttpServer;

/// Messages that are read as they come, between our client and our server, compressed and not.
@ParameterizedClass
@EnumSource(CallMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WebSocketStreamSocketTest {
  private static final int WHOLE_BYTES_MAX = 100_000;
  private static final WebSocketOptions PLAIN =
      WebSocketOptions.DEFAULTS.withLimits(WHOLE_BYTES_MAX, WHOLE_BYTES_MAX);
  private static final WebSocketOptions DEFLATED =
      PLAIN.withDeflate(WebSocketDeflate.ON.withContextTakeover(true).withMessageBytesMin(16));

  /// With characters of two, three and four bytes.
  private static final String LINE = "grün, 緑 and 🌳 are of different lengths\n";

  @TempDir static Path folder = Path.of("");

  @Parameter CallMode mode = CallMode.NIO_HTTP1;

  private final CompletableFuture<String> told = new CompletableFuture<>();

  /// Whether the first message is being read: one that ends before is told nobody.
  private final CompletableFuture<String> begun = new CompletableFuture<>();

  private final CompletableFuture<String> release = new CompletableFuture<>();
  private SocketSite site;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    site = new SocketSite(mode, folder, true, Duration.ofSeconds(10), this::handle);
    server = site.server;
  }

  @AfterEach
  void stop() {
    release.complete("");
    site.close();
  }

  private void handle(Request request, Response response) {
    WebSocketEndpoint endpoint =
        switch (request.path()) {
          case "/sums" -> this::sums;
          case "/pieces" -> this::pieces;
          case "/slow" -> this::slow;
          case "/beginnings" -> this::beginnings;
          case "/whole" -> this::whole;
          default -> this::all;
        };
    response.webSocket("plain".equals(request.query()) ? PLAIN : DEFLATED, endpoint);
  }

  // The server's ways to read.

  /// Answers each message with what it was.
  private void sums(WebSocket socket) throws IOException {
    for (WebSocketMessageStream message = socket.receiveStream(Long.MAX_VALUE);
        message != null;
        message = socket.receiveStream(Long.MAX_VALUE)) {
      CRC32 sum = new CRC32();
      byte[] room = new byte[10_000];
      long size = 0;
      for (int count = message.read(room); count >= 0; count = message.read(room)) {
        sum.update(room, 0, count);
        size += count;
      }
      socket.send((message.isText() ? "text " : "bytes ") + size + " " + sum.getValue());
    }
    told.complete("closed");
  }

  /// Sends each piece back at once.
  private void pieces(WebSocket socket) throws IOException {
    WebSocketMessageStream message = socket.receiveStream(1000);
    byte[] room = new byte[1000];
    for (int count = message.read(room); count >= 0; count = message.read(room)) {
      socket.send(new String(room, 0, count, UTF_8));
    }
    socket.send("that was all");
  }

  /// Reads on when it is allowed to.
  private void slow(WebSocket socket) throws IOException {
    WebSocketMessageStream message = socket.receiveStream(Long.MAX_VALUE);
    told.complete("" + message.read());
    release.join();
    socket.send("" + message.transferTo(OutputStream.nullOutputStream()));
  }

  /// Reads two bytes of each message.
  private void beginnings(WebSocket socket) throws IOException {
    for (WebSocketMessageStream message = socket.receiveStream(Long.MAX_VALUE);
        message != null;
        message = socket.receiveStream(Long.MAX_VALUE)) {
      WebSocketMessageStream left = message;
      try (left) {
        socket.send(new String(left.readNBytes(2), UTF_8));
      }
      assertThatExceptionOfType(IOException.class).isThrownBy(left::read);
    }
    told.complete("closed " + socket.closed());
  }

  /// One as it comes, and the others whole.
  private void whole(WebSocket socket) throws IOException {
    WebSocketMessageStream first = socket.receiveStream(Long.MAX_VALUE);
    StringBuilder text = new StringBuilder();
    Reader reader = new InputStreamReader(first, UTF_8);
    for (int value = reader.read(); value >= 0; value = reader.read()) {
      text.append((char) value);
    }
    socket.send("" + text.length());
    for (WebSocketMessage message : socket) {
      socket.send("" + message.text().length());
    }
  }

  /// Tells how it ends, and what it had until then.
  private void all(WebSocket socket) throws IOException {
    WebSocketMessageStream message = socket.receiveStream(1_000_000);
    begun.complete("");
    long size = 0;
    try {
      while (message.read() >= 0) {
        size++;
      }
      told.complete("ended after " + size);
    } catch (WebSocketClosed closed) {
      told.complete(closed.close().code() + " after " + size);
    }
    assertThat(socket.receiveStream(1)).isNull();
    assertThat(socket.receive()).isNull();
  }

  // The client.

  private WebSocket open(String path, WebSocketOptions options) throws IOException {
    return site.open(path + (options == PLAIN ? "?plain" : ""), options);
  }

  private static @Nullable String next(WebSocket socket) throws IOException {
    WebSocketMessage message = socket.receive();
    return message == null ? null : message.text();
  }

  private static void write(WebSocket socket, String line, int count) throws IOException {
    byte[] bytes = line.getBytes(UTF_8);
    try (OutputStream text = socket.stream(true)) {
      for (int written = 0; written < count; written++) {
        text.write(bytes);
      }
    }
  }

  @Test
  void messagesOfAnyLengthAreRead() throws Exception {
    for (WebSocketOptions options : new WebSocketOptions[] {PLAIN, DEFLATED}) {
      WebSocket socket = open("/sums", options);
      for (int count : new int[] {0, 1, 50, 5000, 100_000}) {
        write(socket, LINE, count);
        byte[] all = LINE.repeat(count).getBytes(UTF_8);
        assertThat(next(socket)).isEqualTo(sum("text", all));
        // Compressed as one, too.
        socket.send(all);
        assertThat(next(socket)).isEqualTo(sum("bytes", all));
      }
      socket.close();
      assertThat(socket.receive()).isNull();
    }
    assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("closed");
  }

  private static String sum(String kind, byte[] all) {
    CRC32 sum = new CRC32();
    sum.update(all);
    return kind + " " + all.length + " " + sum.getValue();
  }

  @Test
  void piecesAreReadBeforeTheRestIsWritten() throws Exception {
    WebSocket socket = open("/pieces", PLAIN);
    try (OutputStream text = socket.stream(true)) {
      for (int piece = 0; piece < 20; piece++) {
        text.write(("piece " + piece).getBytes(UTF_8));
        text.flush();
        assertThat(next(socket)).isEqualTo("piece " + piece);
      }
    }
    assertThat(next(socket)).isEqualTo("that was all");
  }

  @Test
  void aClientReadsAsItComesToo() throws Exception {
    WebSocket socket = open("/pieces", DEFLATED);
    byte[] text = "as it comes".getBytes(UTF_8);
    try (OutputStream out = socket.stream(true)) {
      out.write(text);
    }
    WebSocketMessageStream answer = socket.receiveStream(100);

    assertThat(answer).isNotNull();
    assertThat(answer.readAllBytes()).isEqualTo(text);
    assertThat(next(socket)).isEqualTo("that was all");
    assertThat(socket.receiveStream(100)).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> socket.receiveStream(0));
  }

  @Test
  void thePeerWaitsForASlowReader() throws Exception {
    WebSocket socket = open("/slow", PLAIN);
    CompletableFuture<String> written = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        write(socket, "x".repeat(100_000), 600);
        written.complete("");
      } catch (IOException failed) {
        written.completeExceptionally(failed);
      }
    });
    assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("" + (int) 'x');

    // Sixty megabytes are more than sockets and 64 KiB hold: the peer has to wait.
    long deadline = mode.hubs.hubs().hub(0).clockNanos() + TimeUnit.MILLISECONDS.toNanos(300);
    while (mode.hubs.hubs().hub(0).clockNanos() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(written).isNotDone();
    assertThat(server.webSockets().bytesReceived()).isLessThan(1_000_000);

    release.complete("");
    assertThat(next(socket)).isEqualTo("" + (60_000_000 - 1));
    written.get(20, TimeUnit.SECONDS);
  }

  @Test
  void whatIsNotReadIsSkipped() throws Exception {
    for (WebSocketOptions options : new WebSocketOptions[] {PLAIN, DEFLATED}) {
      WebSocket socket = open("/beginnings", options);
      for (int count = 0; count < 3; count++) {
        write(socket, "a" + count + "x".repeat(998), 90);
        assertThat(next(socket)).isEqualTo("a" + count);
        socket.send("b" + count);
        assertThat(next(socket)).isEqualTo("b" + count);
      }
      socket.close();
      assertThat(socket.receive()).isNull();
    }
    assertThat(told.get(20, TimeUnit.SECONDS)).contains("1000");
  }

  @Test
  void noMoreIsSkippedThanAMessageMayHave() throws Exception {
    WebSocket socket = open("/beginnings", PLAIN);

    try {
      write(socket, "x".repeat(1000), 300);
    } catch (WebSocketClosed heardSoon) {
      assertThat(heardSoon).hasMessageContaining("1009");
    }

    assertThat(told.get(20, TimeUnit.SECONDS)).contains("1009");
    assertThat(next(socket)).isEqualTo("xx");
    assertThat(socket.receive()).isNull();
    assertThat("" + socket.closed()).contains("1009");
  }

  @Test
  void wholeMessagesComeBehindOneThatWasReadAsItCame() throws Exception {
    for (WebSocketOptions options : new WebSocketOptions[] {PLAIN, DEFLATED}) {
      WebSocket socket = open("/whole", options);
      write(socket, LINE, 10_000);
      assertThat(next(socket)).isEqualTo("" + 10_000 * LINE.length());
      for (int count : new int[] {1, 1000, 10}) {
        write(socket, LINE, count);
        assertThat(next(socket)).isEqualTo("" + count * LINE.length());
      }
      socket.close();
      assertThat(socket.receive()).isNull();
    }
  }

  @Test
  void aMessageBeyondTheReadersLimitEndsTheSocket() throws Exception {
    for (WebSocketOptions options : new WebSocketOptions[] {PLAIN, DEFLATED}) {
      WebSocket socket = open("/all", options);
      assertThatExceptionOfType(WebSocketClosed.class)
          .isThrownBy(() -> write(socket, "x".repeat(1000), 1_000_000));
      assertThat(socket.receive()).isNull();
      assertThat("" + socket.closed()).contains("1009");
    }
    assertThat(told.get(20, TimeUnit.SECONDS)).startsWith("1009 after ");
  }

  @Test
  void aPeerThatClosesWithinAMessageEndsIt() throws Exception {
    try (Socket peer = opened()) {
      peer.getOutputStream().write(frame(0x01, "half of"));
      begun.get(20, TimeUnit.SECONDS);
      peer.getOutputStream().write(frame(0x89, "x"));
      assertThat(peer.getInputStream().readNBytes(3)).isEqualTo(new byte[] {(byte) 0x8a, 1, 'x'});
      peer.getOutputStream().write(frame(0x88, "\u000f\u00a2"));

      assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("4002 after 7");
      assertThat(peer.getInputStream().readNBytes(4))
          .isEqualTo("\u0088\u0002\u000f\u00a2".getBytes(ISO_8859_1));
    }
  }

  @Test
  void aPeerThatGoesAwayWithinAMessageEndsIt() throws Exception {
    try (Socket peer = opened()) {
      // Of a frame of a million bytes.
      peer.getOutputStream().write(new byte[] {2, (byte) 0xff, 0, 0, 0, 0, 0, 16, 0, 0});
      peer.getOutputStream().write(new byte[4 + 1]);
      begun.get(20, TimeUnit.SECONDS);
      peer.getOutputStream().write(new byte[299_999]);
      peer.shutdownOutput();

      assertThat(told.get(20, TimeUnit.SECONDS)).isEqualTo("1006 after 300000");
    }
  }

  @Test
  void badTextEndsIt() throws Exception {
    try (Socket peer = opened()) {
      peer.getOutputStream().write(frame(0x01, "fine"));
      begun.get(20, TimeUnit.SECONDS);
      peer.getOutputStream().write(frame(0x80, "\u00ff"));

      assertThat(told.get(20, TimeUnit.SECONDS)).startsWith("1007 after ");
    }
  }

  /// A socket on which messages are read as they come, in bytes.
  private Socket opened() throws IOException {
    Socket peer = new Socket();
    peer.connect(server.address());
    peer.getOutputStream()
        .write(
            ("GET /all HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC==\r\n"
                    + "Sec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(ISO_8859_1));
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) peer.getInputStream().read());
    }
    return peer;
  }

  /// Masked by zeros, which leaves it as it is.
  private static byte[] frame(int first, String payload) {
    byte[] bytes = payload.getBytes(ISO_8859_1);
    byte[] frame = new byte[6 + bytes.length];
    frame[0] = (byte) first;
    frame[1] = (byte) (0x80 | bytes.length);
    System.arraycopy(bytes, 0, frame, 6, bytes.length);
    return frame;
  }

  @Test
  void aReaderIsInterrupted() throws Exception {
    WebSocket socket = open("/slow", PLAIN);
    CompletableFuture<String> waited = new CompletableFuture<>();
    Thread reader =
        Thread.startVirtualThread(() -> {
          try {
            waited.complete("" + socket.receiveStream(100));
          } catch (InterruptedIOException interrupted) {
            waited.complete("interrupted");
          } catch (IOException failed) {
            waited.completeExceptionally(failed);
          }
        });
    reader.interrupt();
    assertThat(waited.get(20, TimeUnit.SECONDS)).isEqualTo("interrupted");

    socket.send("yet");
    release.complete("");

    assertThat(next(socket)).isEqualTo("2");
  }
}
