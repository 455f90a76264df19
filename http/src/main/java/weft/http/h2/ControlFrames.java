package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;
import weft.http.protocol.ConnectionLink;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Appends frames that no window holds back. A connection for which there is no memory even for
/// these is reset: it could not keep what it owes its peer.
final class ControlFrames {
  private final Http2Hub shared;
  private final ConnectionLink link;

  ControlFrames(Http2Hub shared, ConnectionLink link) {
    this.shared = shared;
    this.link = link;
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
    // Room for a frame, less its header, is room for the preface.
    Buffer room = room(bytes.length - FrameReader.HEADER_BYTES);
    if (room != null) {
      Memory.copyIn(bytes, 0, room.writeAddress(), bytes.length);
      appended(room, bytes.length - FrameReader.HEADER_BYTES);
    }
  }

  /// Our settings: pairs of identifier and value.
  void settings(int... pairs) {
    int length = pairs.length / 2 * 6;
    Buffer room = room(length);
    if (room != null) {
      long at = room.writeAddress();
      header(at, length, FrameType.SETTINGS, 0, 0);
      at += FrameReader.HEADER_BYTES;
      for (int index = 0; index < pairs.length; index += 2) {
        Memory.putShort(at, Short.reverseBytes((short) pairs[index]));
        Memory.putInt(at + 2, Integer.reverseBytes(pairs[index + 1]));
        at += 6;
      }
      appended(room, length);
    }
  }

  void settingsAck() {
    Buffer room = room(0);
    if (room != null) {
      header(room.writeAddress(), 0, FrameType.SETTINGS, FrameType.ACK, 0);
      appended(room, 0);
    }
  }

  /// @param data eight bytes as they lie in memory
  void ping(long data, boolean ack) {
    Buffer room = room(8);
    if (room != null) {
      long at = room.writeAddress();
      header(at, 8, FrameType.PING, ack ? FrameType.ACK : 0, 0);
      Memory.putLong(at + FrameReader.HEADER_BYTES, data);
      appended(room, 8);
    }
  }

  /// @param reason for people, in ASCII
  void goAway(int lastStreamId, int code, String reason) {
    byte[] text = reason.getBytes(ISO_8859_1);
    int length = 8 + text.length;
    Buffer room = room(length);
    if (room != null) {
      long at = room.writeAddress();
      header(at, length, FrameType.GOAWAY, 0, 0);
      at += FrameReader.HEADER_BYTES;
      Memory.putInt(at, Integer.reverseBytes(lastStreamId));
      Memory.putInt(at + 4, Integer.reverseBytes(code));
      Memory.copyIn(text, 0, at + 8, text.length);
      appended(room, length);
    }
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
    Buffer room = room(4);
    if (room != null) {
      long at = room.writeAddress();
      header(at, 4, type, 0, streamId);
      Memory.putInt(at + FrameReader.HEADER_BYTES, Integer.reverseBytes(word));
      appended(room, 4);
    }
  }

  @HotPath
  private @Nullable Buffer room(int payload) {
    Buffer room = link.reserve(FrameReader.HEADER_BYTES + payload);
    if (room == null) {
      shared.tally.failed(Http2Fault.NO_MEMORY);
      link.reset();
    }
    return room;
  }

  @HotPath
  private void appended(Buffer room, int payload) {
    room.wrote(FrameReader.HEADER_BYTES + payload);
    shared.tally.bytesSent += FrameReader.HEADER_BYTES + payload;
    link.flushLater();
  }
}
