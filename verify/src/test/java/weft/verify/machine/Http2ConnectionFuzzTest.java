package weft.verify.machine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/// Any bytes behind the preface into the whole HTTP/2 machine, with handlers that echo.
///
/// Here's how it works: 1. give the bytes at once, in two pieces, and byte by byte; 2. all that was
/// sent is whole frames of lengths and streams that fit, and nothing stands behind a GOAWAY with an
/// error, which ends the connection; 3. every buffer and stream is given back.
///
/// The three may answer differently: handlers run between the pieces, and a stream whose response
/// has ended is another one than one whose response is to come.
final class Http2ConnectionFuzzTest {
  private static final int LENGTH_MAX = 4000;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(ISO_8859_1);

  @FuzzTest
  void anyFramesEndInOrder(byte[] data) {
    if (data.length == 0 || data.length > LENGTH_MAX) {
      return;
    }
    play(data, data.length + PREFACE.length);
    play(data, 1);
    play(data, PREFACE.length + data.length / 2);
  }

  private static void play(byte[] data, int pieceLength) {
    byte[] bytes = Arrays.copyOf(PREFACE, PREFACE.length + data.length);
    System.arraycopy(data, 0, bytes, PREFACE.length, data.length);
    try (StreamMachine machine = new StreamMachine()) {
      for (int at = 0; at < bytes.length; at += pieceLength) {
        machine.receive(bytes, at, Math.min(pieceLength, bytes.length - at));
      }
      boolean failed = FrameCheck.read(machine.sent(), 0);
      FrameCheck.check(!failed || machine.ended(), "open behind a GOAWAY with an error");
      if (machine.leaks() != 0) {
        throw new AssertionError("leaks after " + Arrays.toString(data));
      }
    }
  }
}
