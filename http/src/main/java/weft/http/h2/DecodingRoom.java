package weft.http.h2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;

/// Room in which the connections of a hub decode, one after another. Nothing in it outlives a call,
/// so it never runs out: however short memory is, a frame can be read and a header block decoded,
/// and what comes of them be refused stream by stream.
final class DecodingRoom {
  private final MemorySegment frame = allocate(FrameReader.HEADER_BYTES + Http2Hub.FRAME_BYTES_MAX);
  private final MemorySegment block = allocate(BufferPool.SIZE_MAX);
  private final MemorySegment fields;
  private final int fieldsBytes;

  /// @param fieldsBytes most that a header block decodes to, with all that is thrown away of one
  ///   that is too large
  DecodingRoom(int fieldsBytes) {
    this.fieldsBytes = fieldsBytes;
    fields = allocate(fieldsBytes);
  }

  /// Scans may touch some bytes behind what they read.
  private static MemorySegment allocate(int bytes) {
    return Arena.ofAuto().allocate(bytes + Buffer.TAIL_PAD, 64);
  }

  /// Address of room for a frame that came in pieces, its header included.
  @HotPath
  long frame() {
    return frame.address();
  }

  /// Address of room for the payload of several frames: [BufferPool#SIZE_MAX] bytes.
  @HotPath
  long block() {
    return block.address();
  }

  /// Address of room for names and values.
  @HotPath
  long fields() {
    return fields.address();
  }

  /// Bytes of [#fields].
  @HotPath
  int fieldsBytes() {
    return fieldsBytes;
  }
}
