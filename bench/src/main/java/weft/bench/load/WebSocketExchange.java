package weft.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A WebSocket whose server sends each message back (RFC 6455).
final class WebSocketExchange {
  /// What the load sends, too, so that a server with one fixed answer passes.
  private static final String TEXT = "abcdefghijklmnopqrstuvwxyz".repeat(3).substring(0, 64);

  /// Masked by zeros, which leave it as it is.
  private static final byte[] MESSAGE =
      ("\u0081\u00c0\0\0\0\0" + TEXT).getBytes(StandardCharsets.ISO_8859_1);

  /// The length, 64, is an `@`.
  private static final byte[] ECHO = ("\u0081@" + TEXT).getBytes(StandardCharsets.ISO_8859_1);

  private static final String UPGRADE =
      """
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      """;

  private WebSocketExchange() {}

  /// Makes a new connection a WebSocket.
  ///
  /// @throws IOException when the server does not take it
  static void open(Socket connection, InetSocketAddress server, String target) throws IOException {
    String request =
        "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n" + UPGRADE;
    // RFC 6455 §1.3 has this key and what is to come back for it.
    String head = HttpExchange.head(connection, request + "\r\n", new byte[4096]);
    if (!head.startsWith("HTTP/1.1 101 ") || !head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
      throw new IOException("answers " + target + " with " + head);
    }
  }

  /// Sends a message and reads it back.
  ///
  /// @throws IOException also when something else comes
  static void echo(Socket connection) throws IOException {
    connection.getOutputStream().write(MESSAGE);
    byte[] received = connection.getInputStream().readNBytes(ECHO.length);
    if (!Arrays.equals(received, ECHO)) {
      throw new IOException("another message came back: " + Arrays.toString(received));
    }
  }
}
