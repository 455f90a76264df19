package weft.http.ws;

import org.jspecify.annotations.Nullable;
import weft.http.protocol.ConnectionLink;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;

/// Appends frames to a socket's output, each whole or not at all for want of memory.
final class FrameWriter {
  /// Most bytes of a frame's head.
  private static final int HEAD_BYTES_MAX = 14;

  /// Most payload of one frame, in bytes.
  static final int PAYLOAD_BYTES_MAX = BufferPool.SIZE_MAX - HEAD_BYTES_MAX;

  /// Output a socket may hold before nothing but control frames is added, in bytes.
  private static final int OUTPUT_BYTES_MAX = 64 * 1024;

  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  private static final int MASK = 0x80;

  private final ConnectionLink link;
  private final WebSocketTally tally;
  private final @Nullable MaskKeys masks;

  /// @param masks `null` for a server, which does not mask
  FrameWriter(ConnectionLink link, WebSocketTally tally, @Nullable MaskKeys masks) {
    this.link = link;
    this.tally = tally;
    this.masks = masks;
  }

  /// Whether so much is under way that no data should be added.
  @HotPath
  boolean isFull() {
    return link.pendingOutput() >= OUTPUT_BYTES_MAX;
  }

  /// Appends a frame.
  ///
  /// @param first its first byte
  /// @param length at most [#PAYLOAD_BYTES_MAX]
  /// @return false when there is no memory
  @HotPath
  boolean append(int first, byte[] source, int offset, int length) {
    int lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
    int size = 2 + lengthBytes + (masks == null ? 0 : 4) + length;
    Buffer room = link.reserve(size);
    if (room == null) {
      return false;
    }
    room.put((byte) first);
    int masked = masks == null ? 0 : MASK;
    if (lengthBytes == 0) {
      room.put((byte) (masked | length));
    } else {
      room.put((byte) (masked | (lengthBytes == 2 ? 126 : 127)));
      for (int shift = (lengthBytes - 1) * 8; shift >= 0; shift -= 8) {
        room.put((byte) ((long) length >>> shift));
      }
    }
    putPayload(room, source, offset, length);
    tally.bytesSent += size;
    link.flushLater();
    return true;
  }

  @HotPath
  private void putPayload(Buffer room, byte[] source, int offset, int length) {
    if (masks == null) {
      room.put(source, offset, length);
      return;
    }
    int key = masks.next();
    for (int shift = 0; shift < 32; shift += 8) {
      room.put((byte) (key >>> shift));
    }
    long at = room.writeAddress();
    room.put(source, offset, length);
    Masking.apply(at, length, key);
  }
}
