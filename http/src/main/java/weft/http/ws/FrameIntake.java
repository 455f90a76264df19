package weft.http.ws;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// Takes bytes apart into frames: what belongs to messages goes on to them, control frames are put
/// together for whoever asks. Confined to a hub.
final class FrameIntake {
  private final WebSocketFrameReader frame;
  private final MessageIntake messages;
  private final ControlPayload control = new ControlPayload();

  /// Payload of the present frame that has not come.
  private long payloadLeft;

  /// Opcode of the control frame that ended last, -1 once [#controlEnded] has told it.
  private int controlEnded = -1;

  private @Nullable WebSocketFault fault;

  /// @param fromClient whether frames are masked
  FrameIntake(boolean fromClient, MessageIntake messages) {
    frame = new WebSocketFrameReader(fromClient);
    this.messages = messages;
  }

  /// Takes bytes, at most to the end of a frame.
  ///
  /// @return bytes taken; [#fault] and [#controlEnded] tell what came of them
  @HotPath
  int take(long address, int available) {
    return frame.isComplete() ? payload(address, available) : head(address, available);
  }

  /// What is wrong with the bytes taken last, or `null`.
  @HotPath
  @Nullable WebSocketFault fault() {
    return fault;
  }

  /// The opcode of the control frame that has ended with the bytes taken last, and has its payload
  /// in [#controlPayload]; -1 without one. Tells it once.
  @HotPath
  int controlEnded() {
    int opcode = controlEnded;
    controlEnded = -1;
    return opcode;
  }

  byte[] controlPayload() {
    return control.end();
  }

  /// Throws away what has come.
  void clear() {
    control.clear();
  }

  @HotPath
  private int head(long address, int available) {
    int taken = frame.read(address, available);
    fault = frame.fault();
    if (fault == null && frame.isComplete()) {
      fault = judge();
      payloadLeft = frame.length();
      endIfWhole();
    }
    return taken;
  }

  @HotPath
  private @Nullable WebSocketFault judge() {
    int opcode = frame.opcode();
    if (frame.hasReservedBits()) {
      return WebSocketFault.RESERVED_BITS;
    }
    if (Opcode.isReserved(opcode)) {
      return WebSocketFault.RESERVED_OPCODE;
    }
    if (!Opcode.isControl(opcode)) {
      return messages.begin(frame);
    }
    if (frame.isCompressed()) {
      return WebSocketFault.RESERVED_BITS;
    }
    return frame.isFinal() ? null : WebSocketFault.FRAGMENTED_CONTROL;
  }

  @HotPath
  private int payload(long address, int available) {
    int count = (int) Math.min(available, payloadLeft);
    int key = Masking.from(frame.key(), frame.length() - payloadLeft);
    if (Opcode.isControl(frame.opcode())) {
      control.take(address, count, key);
    } else {
      fault = messages.take(address, count, payloadLeft, key);
    }
    payloadLeft -= count;
    if (fault == null && payloadLeft > 0) {
      fault = messages.partCame();
    }
    endIfWhole();
    return count;
  }

  @HotPath
  private void endIfWhole() {
    if (fault != null || payloadLeft > 0) {
      return;
    }
    int opcode = frame.opcode();
    boolean isLast = frame.isFinal();
    frame.start();
    if (Opcode.isControl(opcode)) {
      controlEnded = opcode;
    } else {
      fault = messages.ended(isLast);
    }
  }
}
