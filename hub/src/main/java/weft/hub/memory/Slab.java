package weft.hub.memory;

import org.jspecify.annotations.Nullable;

/// Memory a pool took from the system at once, cut to buffers of one size, and those of them that
/// are free.
///
/// A slab with free buffers is in the pool's list for their size.
final class Slab {
  /// Eight buffers of 8 KiB with their pads, or one of 64 KiB.
  static final int BYTES = BufferPool.SIZE_MAX + 8 * Buffer.TAIL_PAD;

  private final long address;
  private int sizeClass;
  private int share;
  private int lent;
  private @Nullable Buffer free;
  private @Nullable Slab previous;
  private @Nullable Slab next;

  Slab(long address) {
    this.address = address;
  }

  /// Makes all its memory buffers of one size. For an idle one.
  void cut(int capacity, int sizeClass) {
    this.sizeClass = sizeClass;
    free = null;
    int stride = capacity + Buffer.TAIL_PAD;
    int count = BYTES / stride;
    share = BYTES / count;
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
