package weft.verify.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;

/// Whether the demo answers `Upgrade: h2c`. For as long as that is being built; then this class
/// goes, so that its absence fails.
final class Http2Upgrade {
  private static final String REQUEST =
      """
      GET /plaintext HTTP/1.1\r
      Host: 127.0.0.1\r
      Connection: Upgrade, HTTP2-Settings\r
      Upgrade: h2c\r
      HTTP2-Settings: AAMAAABk\r
      \r
      """;
  private static final String SWITCHING = "HTTP/1.1 101";

  private Http2Upgrade() {}

  /// Skips the test where it goes on in HTTP/1.1.
  static void require(DemoProcess demo) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", demo.port())) {
      socket.getOutputStream().write(REQUEST.getBytes(US_ASCII));
      byte[] start = socket.getInputStream().readNBytes(SWITCHING.length());
      assumeTrue(new String(start, US_ASCII).equals(SWITCHING), "the demo does not upgrade");
    }
  }
}
