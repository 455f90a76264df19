package weft.http.h2;

import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;

/// A header block that comes in several frames ([RFC 9113
/// §4.3](https://www.rfc-editor.org/rfc/rfc9113#section-4.3)), put together.
final class HeaderBlock {
  private final BufferPool pool;
  private final BufferQueue fragments = new BufferQueue();
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
  void begin(int streamId, boolean endStream, long address, int length) {
    this.streamId = streamId;
    this.endStream = endStream;
    continuations = 0;
    fragments.append(pool, address, length);
  }

  /// Adds the fragment of a CONTINUATION frame.
  void more(long address, int length) {
    continuations++;
    fragments.append(pool, address, length);
  }

  /// Bytes so far.
  int length() {
    return fragments.size();
  }

  /// Puts the fragments together.
  ///
  /// @param target room for [#length] bytes
  void moveTo(long target) {
    fragments.moveTo(pool, target);
  }

  /// Forgets the block.
  void close() {
    streamId = 0;
    fragments.clear(pool);
  }
}
