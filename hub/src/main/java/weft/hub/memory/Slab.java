package weft.hub.memory;

import org.jspecify.annotations.Nullable;

/// Memory cut to buffers of one size, and those of them that are free: what a pool took from the
/// system at once, or a free buffer of a larger slab.
///
/// A slab with free buffers is in the pool's list for their size.
final class Slab {
  /// Eight buffers of 8 KiB with their pads, or one of 64 KiB.
  static final int BYTES = BufferPool.SIZE_MAX + 8 * Buffer.TAIL_PAD;

  private final long address;
  private final int bytes;

  /// What counts as its size, with its part of the waste of the slab it is part of.
  private final int bytesCounted;

  private final @Nullable Buffer whole;
  private int sizeClass;
  private int share;
  private int lent;
  private @Nullable Buffer free;
  private @Nullable Slab previous;
  private @Nullable Slab next;

  /// A slab of its own.
  ///
  /// @param address of [#BYTES] bytes
  Slab(long address) {
    this.address = address;
    bytes = BYTES;
    bytesCounted = BYTES;
    whole = null;
  }

  /// Part of another slab.
  ///
  /// @param whole the buffer that it is made of, taken from there
  Slab(Buffer whole) {
    address = whole.writeAddress();
    bytes = whole.capacity() + Buffer.TAIL_PAD;
    bytesCounted = whole.slab.share;
    this.whole = whole;
  }

  /// The buffer that it is made of, `null` for a slab of its own.
  @HotPath
  @Nullable Buffer whole() {
    return whole;
  }

  /// Makes all its memory buffers of one size. For an idle one.
  void cut(int capacity, int sizeClass) {
    this.sizeClass = sizeClass;
    free = null;
    int stride = capacity + Buffer.TAIL_PAD;
    int count = bytes / stride;
    share = bytesCounted / count;
    for (int index = count - 1; index >= 0; index--) {
      Buffer buffer = new Buffer(this, address + (long) index * stride, capacity);
      buffer.next = free;
      free = buffer;
    }
  }

  /// Bytes of the slab that one of its buffers takes up, with its part of the waste.
  @HotPath
  int share() {
    return share;
  }

  /// Whether none of its buffers is lent.
  @HotPath
  boolean isIdle() {
    return lent == 0;
  }

  /// Whether all of its buffers are lent.
  @HotPath
  boolean isEmpty() {
    return free == null;
  }

  @HotPath
  Buffer take() {
    Buffer buffer = free;
    if (buffer == null) {
      throw new IllegalStateException("slab is empty");
    }
    free = buffer.next;
    buffer.next = null;
    buffer.lent = true;
    lent++;
    return buffer;
  }

  @HotPath
  void give(Buffer buffer) {
    if (!buffer.lent) {
      throw new IllegalStateException("buffer returned twice");
    }
    buffer.lent = false;
    buffer.clear();
    buffer.next = free;
    free = buffer;
    lent--;
  }

  @HotPath
  void link(@Nullable Slab[] open) {
    Slab following = open[sizeClass];
    next = following;
    if (following != null) {
      following.previous = this;
    }
    open[sizeClass] = this;
  }

  @HotPath
  void unlink(@Nullable Slab[] open) {
    Slab following = next;
    Slab preceding = previous;
    if (following != null) {
      following.previous = preceding;
    }
    if (preceding != null) {
      preceding.next = following;
    } else {
      open[sizeClass] = following;
    }
    previous = null;
    next = null;
  }
}
