package weft.verify.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;

/// Whether the demo speaks HTTP/2 at all. For as long as the engine is being built; then this class
/// goes, so that its absence fails.
final class Http2Presence {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final int FRAME_HEADER_BYTES = 9;
  private static final int TYPE_AT = 3;
  private static final int SETTINGS = 4;

  private Http2Presence() {}

  /// Skips the test where the first thing sent is no SETTINGS frame.
  static void require(DemoProcess demo) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", demo.port())) {
      socket.getOutputStream().write(PREFACE.getBytes(US_ASCII));
      socket.getOutputStream().write(EMPTY_SETTINGS);
      byte[] header = socket.getInputStream().readNBytes(FRAME_HEADER_BYTES);
      assumeTrue(
          header.length == FRAME_HEADER_BYTES && header[TYPE_AT] == SETTINGS,
          "the demo does not speak HTTP/2");
    }
  }
}
