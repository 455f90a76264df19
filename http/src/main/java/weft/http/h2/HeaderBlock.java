package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;

/// A header block that comes in several frames ([RFC 9113
/// §4.3](https://www.rfc-editor.org/rfc/rfc9113#section-4.3)), put together.
final class HeaderBlock {
  private final BufferPool pool;
  private @Nullable Buffer buffer;
  private int streamId;
  private boolean endStream;
  private int continuations;

  HeaderBlock(BufferPool pool) {
    this.pool = pool;
  }

  /// Whether a block has begun and not ended.
  boolean isOpen() {
    return streamId != 0;
  }

  int streamId() {
    return streamId;
  }

  boolean endsStream() {
    return endStream;
  }

  /// CONTINUATION frames so far.
  int continuations() {
    return continuations;
  }

  /// Begins a block with the fragment of a HEADERS frame.
  ///
  /// @return what stands against it, or `null`
  @Nullable Http2Fault begin(int streamId, boolean endStream, long address, int length) {
    this.streamId = streamId;
    this.endStream = endStream;
    continuations = 0;
    return add(address, length);
  }

  /// Adds the fragment of a CONTINUATION frame.
  ///
  /// @return what stands against it, or `null`
  @Nullable Http2Fault more(long address, int length) {
    continuations++;
    return add(address, length);
  }

  private @Nullable Http2Fault add(long address, int length) {
    Buffer old = buffer;
    int before = old == null ? 0 : old.readable();
    if (before + length > BufferPool.SIZE_MAX) {
      return Http2Fault.CONTINUATION_FLOOD;
    }
    if (old == null || old.writable() < length) {
      Buffer larger = pool.acquireForHead(Math.max(1, before + length));
      if (larger == null) {
        return Http2Fault.NO_MEMORY;
      }
      if (old != null) {
        larger.put(old.readAddress(), before);
        pool.release(old);
      }
      buffer = larger;
      old = larger;
    }
    old.put(address, length);
    return null;
  }

  long address() {
    return buffer == null ? 0 : buffer.readAddress();
  }

  int length() {
    return buffer == null ? 0 : buffer.readable();
  }

  /// Forgets the block.
  void close() {
    streamId = 0;
    Buffer old = buffer;
    if (old != null) {
      buffer = null;
      pool.release(old);
    }
  }
}
