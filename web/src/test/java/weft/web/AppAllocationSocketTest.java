package weft.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Heap that a request costs, of the whole framework, counted on the hub's thread, which also
/// carries the handlers.
class AppAllocationSocketTest {
  private static final int DEPTH = 16;
  private static final int ROUNDS = 2_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aPlainTextRequestCostsAtMost256Bytes() throws Exception {
    App app = App.create();
    app.get("/plaintext", (req, res) -> res.text("Hello, World!"));

    assertThat(bytesPerRequest(app, "/plaintext")).isLessThanOrEqualTo(256);
  }

  @Test
  void aPathParameterCostsLittleMore() throws Exception {
    App app = App.create();
    app.get("/users/{id}", (req, res) -> res.text(req.path("id").asString()));

    assertThat(bytesPerRequest(app, "/users/42")).isLessThanOrEqualTo(400);
  }

  private long bytesPerRequest(App app, String path) throws Exception {
    try (Site site = new Site(app);
        Socket socket = new Socket("127.0.0.1", site.port())) {
      assumeTrue(app.hubs().scheduler().equals("hub"), "handlers run on other threads");
      socket.setSoTimeout(20_000);
      byte[] requests =
          ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").repeat(DEPTH).getBytes(US_ASCII);
      int answerLength = answerLength(socket, path);
      long hub = hubThread();
      send(socket, requests, answerLength, ROUNDS);

      long before = threads.getThreadAllocatedBytes(hub);
      send(socket, requests, answerLength, ROUNDS);
      long after = threads.getThreadAllocatedBytes(hub);

      return (after - before) / (ROUNDS * DEPTH);
    }
  }

  private long hubThread() {
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith("weft-hub-"))
        .map(ThreadInfo::getThreadId)
        .max(Long::compare)
        .orElseThrow();
  }

  private static int answerLength(Socket socket, String path) throws Exception {
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(US_ASCII));
    byte[] buffer = new byte[4096];
    return socket.getInputStream().read(buffer);
  }

  private static void send(Socket socket, byte[] requests, int answerLength, int rounds)
      throws Exception {
    OutputStream output = socket.getOutputStream();
    InputStream input = socket.getInputStream();
    byte[] buffer = new byte[DEPTH * answerLength];
    for (int round = 0; round < rounds; round++) {
      output.write(requests);
      assertThat(input.readNBytes(buffer, 0, buffer.length)).isEqualTo(buffer.length);
    }
  }
}
