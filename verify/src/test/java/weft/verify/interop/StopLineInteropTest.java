package weft.verify.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The last line of the demo: what became of who was there when it was told to end.
@Tag("interop")
@Timeout(60)
final class StopLineInteropTest {
  private static final DemoMode MODE = new DemoMode("auto", true);

  @Test
  void whatIsCutAfterTheGraceIsCounted() throws Exception {
    try (DemoProcess demo = DemoProcess.start(MODE, "--stop-grace", "100ms");
        Socket unfinished = beginUpload(demo);
        Socket first = openWebSocket(demo);
        Socket second = openWebSocket(demo)) {
      demo.terminate();

      assertThat(demo.awaitExit()).as(demo.output()).isZero();
      assertThat(lastLine(demo))
          .matches("Stopped in \\d+ ms: 1 of 1 requests in flight and 3 of 3 connections were cut");
      assertThat(unfinished.isClosed() || first.isClosed() || second.isClosed())
          .as("a client left by itself")
          .isFalse();
    }
  }

  @Test
  void whoEndsWithinTheGraceIsNotCut() throws Exception {
    try (DemoProcess demo = DemoProcess.start(MODE, "--stop-grace", "30s");
        Socket unfinished = beginUpload(demo);
        Socket webSocket = openWebSocket(demo);
        Socket idle = ask(demo, "GET /plaintext HTTP/1.1", "HTTP/1.1 200 ")) {
      assertThat(idle.getInputStream().readNBytes(13)).asString().isEqualTo("Hello, World!");

      demo.terminate();

      answerClose(webSocket);
      webSocket.close();
      assertThat(idle.getInputStream().read()).as("the end").isEqualTo(-1);
      idle.close();
      unfinished.getOutputStream().write("0123456789".getBytes(ISO_8859_1));
      assertThat(new String(unfinished.getInputStream().readAllBytes(), ISO_8859_1))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("\r\n\r\n0123456789");
      unfinished.close();
      assertThat(demo.awaitExit()).as(demo.output()).isZero();
      assertThat(lastLine(demo))
          .matches("Stopped in \\d+ ms: 0 of 1 requests in flight and 0 of 3 connections were cut");
    }
  }

  private static String lastLine(DemoProcess demo) {
    return demo.output().lines().toList().getLast();
  }

  /// A request whose handler waits for the body.
  private static Socket beginUpload(DemoProcess demo) throws IOException {
    return ask(
        demo, "POST /echo HTTP/1.1\r\nContent-Length: 10\r\nExpect: 100-continue", "HTTP/1.1 100 ");
  }

  private static Socket openWebSocket(DemoProcess demo) throws IOException {
    return ask(
        demo,
        "GET /ws/echo HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "HTTP/1.1 101 ");
  }

  /// A connection on which a request was sent and a head of that beginning was read.
  private static Socket ask(DemoProcess demo, String request, String answer) throws IOException {
    Socket socket = new Socket(demo.address().getAddress(), demo.port());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write((request + "\r\nHost: a\r\n\r\n").getBytes(ISO_8859_1));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the head goes on behind " + head).isNotNegative();
      head.append((char) next);
    }
    assertThat(head.toString()).startsWith(answer);
    return socket;
  }

  /// Reads a Close and answers it by another, with a mask of zeros: RFC 6455 §5.5.1.
  private static void answerClose(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    assertThat(in.read()).as("a Close").isEqualTo(0x88);
    byte[] payload = in.readNBytes(in.read());
    assertThat(payload).as("going away").startsWith(0x03, 0xe9);
    socket
        .getOutputStream()
        .write(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, payload[0], payload[1]});
    assertThat(in.read()).as("the end").isEqualTo(-1);
  }
}
