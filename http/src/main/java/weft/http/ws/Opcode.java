package weft.http.ws;

import weft.hub.memory.HotPath;

/// What a frame is, RFC 6455 §5.2.
final class Opcode {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private Opcode() {}

  /// "Control frames are identified by opcodes where the most significant bit of the opcode is 1."
  @HotPath
  static boolean isControl(int opcode) {
    return opcode >= 8;
  }

  @HotPath
  static boolean isReserved(int opcode) {
    return (opcode & 7) > 2;
  }
}
