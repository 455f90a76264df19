package weft.verify.machine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import weft.http.FieldList;

/// Any bytes of a server behind its SETTINGS into the whole client's machine, with calls under way.
///
/// Here's how it works: 1. begin a GET, a HEAD, a POST that is sent whole and one that is not; 2.
/// give the bytes at once, in two pieces, and byte by byte: the calls are told the same; 3. all
/// that was sent is frames, and nothing stands behind a GOAWAY with an error, which ends the
/// connection; 4. every call is whole or has failed, once, and every buffer is given back.
final class Http2ClientMachineFuzzTest {
  private static final int LENGTH_MAX = 4000;
  private static final int PREFACE_BYTES = 24;
  private static final byte[] SETTINGS =
      "\0\0\0\4\0\0\0\0\0\0\0\0\4\1\0\0\0\0".getBytes(ISO_8859_1);
  private static final byte[] BODY = "0123456789".getBytes(ISO_8859_1);

  @FuzzTest
  void anyFramesOfAServerEndInOrder(byte[] data) {
    if (data.length == 0 || data.length > LENGTH_MAX) {
      return;
    }
    String told = play(data, data.length + SETTINGS.length);
    same(told, play(data, 1), data);
    same(told, play(data, SETTINGS.length + data.length / 2), data);
  }

  private static void same(String told, String other, byte[] data) {
    if (!told.equals(other)) {
      throw new AssertionError(told + " but " + other + " for " + Arrays.toString(data));
    }
  }

  private static String play(byte[] data, int pieceLength) {
    byte[] bytes = Arrays.copyOf(SETTINGS, SETTINGS.length + data.length);
    System.arraycopy(data, 0, bytes, SETTINGS.length, data.length);
    try (CallMachine machine = new CallMachine()) {
      machine.begin("GET", 0);
      machine.begin("HEAD", 0);
      MachineCall post = machine.begin("POST", -1);
      post.stream().write(BODY, 0, BODY.length, MachineWire.NOW);
      post.stream().end(new FieldList(), MachineWire.NOW);
      machine.begin("POST", -1);
      for (int at = 0; at < bytes.length; at += pieceLength) {
        machine.receive(bytes, at, Math.min(pieceLength, bytes.length - at));
      }
      boolean failed = FrameCheck.read(machine.sent(), PREFACE_BYTES);
      FrameCheck.check(!failed || machine.ended(), "open behind a GOAWAY with an error");
      String told = machine.told();
      if (machine.leaks() != 0) {
        throw new AssertionError("leaks after " + Arrays.toString(data));
      }
      return told;
    }
  }
}
