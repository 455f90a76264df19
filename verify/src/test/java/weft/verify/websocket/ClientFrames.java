package weft.verify.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// Frames as a client sends them, right ones and wrong ones.
final class ClientFrames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private ClientFrames() {}

  static byte[] frame(int opcode, byte[] payload) {
    return frame(true, 0, opcode, payload);
  }

  static byte[] frame(int opcode, String payload) {
    return frame(opcode, payload.getBytes(UTF_8));
  }

  /// A fragment that others follow.
  static byte[] part(int opcode, byte[] payload) {
    return frame(false, 0, opcode, payload);
  }

  static byte[] part(int opcode, String payload) {
    return part(opcode, payload.getBytes(UTF_8));
  }

  /// @param reserved the three bits, RSV1 highest
  static byte[] frame(boolean last, int reserved, int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write((last ? 0x80 : 0) | (reserved << 4) | opcode);
    int length = payload.length;
    if (length < 126) {
      frame.write(0x80 | length);
    } else if (length < 65_536) {
      frame.write(0x80 | 126);
      frame.write(length >> 8);
      frame.write(length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) length >> shift));
      }
    }
    frame.writeBytes(KEY);
    for (int index = 0; index < length; index++) {
      frame.write(payload[index] ^ KEY[index & 3]);
    }
    return frame.toByteArray();
  }

  static byte[] close(int code) {
    return close(code, new byte[0]);
  }

  static byte[] close(int code, byte[] reason) {
    byte[] payload = new byte[2 + reason.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(reason, 0, payload, 2, reason.length);
    return frame(CLOSE, payload);
  }
}
