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
  private static final int HEADER_BYTES = 9;
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
      boolean failed = read(machine.sent());
      check(!failed || machine.ended(), "open behind a GOAWAY with an error");
      if (machine.leaks() != 0) {
        throw new AssertionError("leaks after " + Arrays.toString(data));
      }
    }
  }

  /// Checks that output is frames.
  ///
  /// @return whether the last is a GOAWAY with an error
  private static boolean read(byte[] sent) {
    int at = 0;
    int open = 0;
    boolean failed = false;
    while (at < sent.length) {
      check(!failed, "a frame behind a GOAWAY with an error");
      check(sent.length - at >= HEADER_BYTES, "half a frame header");
      int length = number(sent, at, 3);
      int type = sent[at + 3];
      int flags = sent[at + 4];
      int stream = number(sent, at + 5, 4);
      check(length <= 16_384 && at + HEADER_BYTES + length <= sent.length, "a frame cut short");
      check(type >= 0 && type <= 9 && type != 2 && type != 5, "a frame of type " + type);
      check(open == 0 || (type == 9 && stream == open), "an interrupted header block");
      check((type <= 3 || type == 9) == (stream != 0) || type == 8, "a frame on a wrong stream");
      if (type == 1 || type == 9) {
        open = (flags & 4) != 0 ? 0 : stream;
      }
      if (type == 7) {
        failed = number(sent, at + HEADER_BYTES + 4, 4) != 0;
      }
      at += HEADER_BYTES + length;
    }
    check(open == 0, "a header block without an end");
    return failed;
  }

  private static int number(byte[] bytes, int offset, int count) {
    int value = 0;
    for (int index = 0; index < count; index++) {
      value = value << 8 | (bytes[offset + index] & 0xff);
    }
    return value;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
