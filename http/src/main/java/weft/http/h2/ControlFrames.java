package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Writes frames that no window holds back, and no want of memory.
final class ControlFrames {
  private final FrameOutput output;

  ControlFrames(FrameOutput output) {
    this.output = output;
  }

  /// Writes the nine bytes before a payload.
  @HotPath
  static void header(long at, int length, int type, int flags, int streamId) {
    Memory.putInt(at, Integer.reverseBytes(length << 8 | type));
    Memory.putByte(at + 4, (byte) flags);
    Memory.putInt(at + 5, Integer.reverseBytes(streamId));
  }

  /// What a client begins with.
  void preface() {
    byte[] bytes = Preface.bytes();
    Memory.copyIn(bytes, 0, output.reserveControl(bytes.length), bytes.length);
    output.appendControl(bytes.length);
  }

  /// Our settings: pairs of identifier and value.
  void settings(int... pairs) {
    int length = pairs.length / 2 * PeerSettings.ENTRY_BYTES;
    long at = begin(FrameType.SETTINGS, 0, 0, length);
    for (int index = 0; index < pairs.length; index += 2) {
      Memory.putShort(at, Short.reverseBytes((short) pairs[index]));
      Memory.putInt(at + 2, Integer.reverseBytes(pairs[index + 1]));
      at += PeerSettings.ENTRY_BYTES;
    }
    end(length);
  }

  void settingsAck() {
    begin(FrameType.SETTINGS, FrameType.ACK, 0, 0);
    end(0);
  }

  /// @param data eight bytes as they lie in memory
  void ping(long data, boolean ack) {
    Memory.putLong(begin(FrameType.PING, ack ? FrameType.ACK : 0, 0, 8), data);
    end(8);
  }

  /// @param reason for people, in ASCII
  void goAway(int lastStreamId, int code, String reason) {
    byte[] text = reason.getBytes(ISO_8859_1);
    long at = begin(FrameType.GOAWAY, 0, 0, 8 + text.length);
    Memory.putInt(at, Integer.reverseBytes(lastStreamId));
    Memory.putInt(at + 4, Integer.reverseBytes(code));
    Memory.copyIn(text, 0, at + 8, text.length);
    end(8 + text.length);
  }

  void resetStream(int streamId, int code) {
    word(FrameType.RST_STREAM, streamId, code);
  }

  /// @param streamId 0 for the connection
  @HotPath
  void windowUpdate(int streamId, int bytes) {
    word(FrameType.WINDOW_UPDATE, streamId, bytes);
  }

  @HotPath
  private void word(int type, int streamId, int word) {
    Memory.putInt(begin(type, 0, streamId, 4), Integer.reverseBytes(word));
    end(4);
  }

  /// Writes the header of a frame.
  ///
  /// @return where its payload goes
  @HotPath
  private long begin(int type, int flags, int streamId, int length) {
    long at = output.reserveControl(FrameReader.HEADER_BYTES + length);
    header(at, length, type, flags, streamId);
    return at + FrameReader.HEADER_BYTES;
  }

  @HotPath
  private void end(int length) {
    output.appendControl(FrameReader.HEADER_BYTES + length);
  }
}
