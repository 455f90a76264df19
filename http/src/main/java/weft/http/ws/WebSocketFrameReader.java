package weft.http.ws;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Reads the heads of frames, in whatever pieces they come ([RFC 6455
/// §5.2](https://www.rfc-editor.org/rfc/rfc6455#section-5.2)):
///
/// ```
///  FIN RSV1-3 opcode(4) | MASK length(7) | 0, 2 or 8 bytes of length | 0 or 4 bytes of key
/// ```
final class WebSocketFrameReader {
  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int RSV2_AND_3 = 0x30;
  private static final int MASK = 0x80;

  /// Bytes of the key of a masked frame.
  private static final int KEY_BYTES = 4;

  /// Whether frames come from a client, so that they are masked.
  private final boolean fromClient;

  /// Bytes of the head that have come.
  private int count;

  private int first;
  private int lengthBytes;
  private long length;
  private int key;
  private boolean complete;
  private @Nullable WebSocketFault fault;

  WebSocketFrameReader(boolean fromClient) {
    this.fromClient = fromClient;
  }

  /// Begins a head.
  @HotPath
  void start() {
    count = 0;
    length = 0;
    lengthBytes = 0;
    key = 0;
    complete = false;
  }

  /// Reads on.
  ///
  /// @return bytes taken; fewer than there are when the head is complete or broken
  @HotPath
  int read(long address, int available) {
    int taken = count == 0 && available >= 2 + KEY_BYTES ? readAtOnce(address) : 0;
    while (taken < available && !complete && fault == null) {
      take(Memory.getByte(address + taken) & 0xff);
      taken++;
    }
    return taken;
  }

  /// Reads the two bytes all heads have and, if they announce no more bytes of the length, the key.
  ///
  /// @return bytes taken
  @HotPath
  private int readAtOnce(long address) {
    first = Memory.getByte(address) & 0xff;
    second(Memory.getByte(address + 1) & 0xff);
    count = 2;
    if (fault == null && lengthBytes == 0) {
      if (fromClient) {
        key = Memory.getInt(address + 2);
        count += KEY_BYTES;
      }
      complete = true;
    }
    return count;
  }

  @HotPath
  private void take(int value) {
    int at = count++;
    if (at == 0) {
      first = value;
      return;
    }
    if (at == 1) {
      second(value);
    } else if (at < 2 + lengthBytes) {
      length = (length << 8) | value;
    } else {
      key |= value << ((at - 2 - lengthBytes) * 8);
    }
    if (count == 2 + lengthBytes && lengthBytes > 0) {
      checkLength();
    }
    complete = fault == null && count == 2 + lengthBytes + (fromClient ? KEY_BYTES : 0);
  }

  @HotPath
  private void second(int value) {
    boolean masked = (value & MASK) != 0;
    int announced = value & 0x7f;
    if (masked != fromClient) {
      // "a server MUST close the connection upon receiving a frame that is not masked", and a
      // client
      // "upon receiving a frame that is masked".
      // https://www.rfc-editor.org/rfc/rfc6455#section-5.1
      fault = fromClient ? WebSocketFault.UNMASKED_FRAME : WebSocketFault.MASKED_FRAME;
    } else if (Opcode.isControl(opcode()) && announced > ControlPayload.BYTES_MAX) {
      fault = WebSocketFault.CONTROL_TOO_LONG;
    } else if (announced == 126) {
      lengthBytes = 2;
    } else if (announced == 127) {
      lengthBytes = 8;
    } else {
      length = announced;
    }
  }

  // "the minimal number of bytes MUST be used to encode the length", "the most significant bit MUST
  // be 0".
  // https://www.rfc-editor.org/rfc/rfc6455#section-5.2
  @HotPath
  private void checkLength() {
    if (lengthBytes == 2 ? length < 126 : length < 65_536) {
      fault = WebSocketFault.BAD_LENGTH;
    }
  }

  /// What is wrong with the head, or `null`.
  @HotPath
  @Nullable WebSocketFault fault() {
    return fault;
  }

  /// Whether all of the head has come.
  @HotPath
  boolean isComplete() {
    return complete;
  }

  @HotPath
  int opcode() {
    return first & 0x0f;
  }

  @HotPath
  boolean isFinal() {
    return (first & FIN) != 0;
  }

  /// Whether RSV1 is set, which permessage-deflate gives a meaning.
  @HotPath
  boolean isCompressed() {
    return (first & RSV1) != 0;
  }

  /// Whether RSV2 or RSV3 is set, which mean nothing.
  @HotPath
  boolean hasReservedBits() {
    return (first & RSV2_AND_3) != 0;
  }

  /// Bytes of the payload.
  @HotPath
  long length() {
    return length;
  }

  /// What the payload is masked with, 0 for nothing.
  @HotPath
  int key() {
    return key;
  }
}
