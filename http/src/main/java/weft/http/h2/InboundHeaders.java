package weft.http.h2;

import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// HEADERS and CONTINUATION frames, put together to header blocks ([RFC 9113
/// §6.2](https://www.rfc-editor.org/rfc/rfc9113#section-6.2)).
final class InboundHeaders {
  private final Http2Endpoint endpoint;
  private final Http2Side side;
  private final HeaderBlock block;
  private final DecodingRoom room;
  private final int continuationsMax;

  InboundHeaders(Http2Hub shared, Http2Endpoint endpoint, Http2Side side) {
    this.endpoint = endpoint;
    this.side = side;
    block = new HeaderBlock(shared.pool);
    room = shared.room;
    continuationsMax = shared.options.floods().continuationsMax();
  }

  /// Whether a block has begun and not ended.
  @HotPath
  boolean isOpen() {
    return block.isOpen();
  }

  /// Whose block it is, 0 for none.
  @HotPath
  int streamId() {
    return block.streamId();
  }

  /// The connection is over.
  void close() {
    block.close();
  }

  /// A HEADERS frame.
  @HotPath
  void headers(int flags, int streamId, long payload, int length) {
    long at = payload;
    int count = length;
    int padding = 0;
    if ((flags & FrameType.PADDED) != 0) {
      if (count == 0) {
        endpoint.fail(Http2Fault.BAD_PADDING);
        return;
      }
      padding = Memory.getByte(at) & 0xff;
      at++;
      count--;
    }
    boolean dependsOnItself = false;
    if ((flags & FrameType.WITH_PRIORITY) != 0) {
      if (count < 5) {
        endpoint.fail(Http2Fault.BAD_FRAME_LENGTH);
        return;
      }
      dependsOnItself = (InboundFrames.word(at) & 0x7fff_ffff) == streamId;
      at += 5;
      count -= 5;
    }
    count -= padding;
    if (count < 0) {
      endpoint.fail(Http2Fault.BAD_PADDING);
      return;
    }
    boolean ends = (flags & FrameType.END_STREAM) != 0;
    if (dependsOnItself) {
      side.refuseNext(Http2Fault.SELF_DEPENDENCY);
    }
    if ((flags & FrameType.END_HEADERS) != 0) {
      side.block(streamId, ends, at, count);
    } else {
      block.begin(streamId, ends, at, count);
    }
  }

  /// A CONTINUATION frame of the block that is open.
  void continuation(int flags, long payload, int length) {
    if (block.continuations() >= continuationsMax
        || block.length() + length > BufferPool.SIZE_MAX) {
      endpoint.fail(Http2Fault.CONTINUATION_FLOOD);
      return;
    }
    block.more(payload, length);
    if ((flags & FrameType.END_HEADERS) == 0) {
      return;
    }
    int size = block.length();
    block.moveTo(room.block());
    side.block(block.streamId(), block.endsStream(), room.block(), size);
    block.close();
  }
}
