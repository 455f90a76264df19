package weft.hub;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;

/// Bytes of one connection on their way out: a list of pooled buffers, written at the tail, sent
/// from the head. TLS also has bytes wait in one on their way in.
///
/// The part of the head that is being sent belongs to the system; what is appended behind it, even
/// in the same buffer, does not disturb it. A fresh buffer is as large as what waits before it, so
/// that much output lies in few buffers, whose ends stay unused where a whole frame does not fit.
/// Confined to the hub.
public final class OutputQueue {
  /// Least size of a fresh buffer, in bytes.
  private static final int BUFFER_SIZE = 4 * 1024;

  private final BufferPool pool;
  private final int bufferMax;
  private final boolean isPlain;
  private @Nullable Buffer head;
  private @Nullable Buffer tail;

  /// Bytes in the queue but for those written into the tail since the last look.
  private long counted;

  /// Bytes of the tail that `counted` knows of.
  private int countedOfTail;

  /// Capacity of the buffers together, in bytes.
  private long memory;

  /// An empty queue that takes its buffers from `pool`.
  public OutputQueue(BufferPool pool) {
    this(pool, BufferPool.SIZE_MAX, false);
  }

  private OutputQueue(BufferPool pool, int bufferMax, boolean isPlain) {
    this.pool = pool;
    this.bufferMax = bufferMax;
    this.isPlain = isPlain;
  }

  /// An empty queue for plain bytes of which TLS makes records; its buffers grow to `bufferMax`
  /// bytes only, unless more is reserved.
  public static OutputQueue ofPlain(BufferPool pool, int bufferMax) {
    return new OutputQueue(pool, bufferMax, true);
  }

  /// The tail, with room for at least `size` bytes, or `null` when the pool is exhausted.
  @HotPath
  public @Nullable Buffer reserve(int size) {
    count();
    Buffer last = tail;
    if (last != null && last.writable() >= size) {
      return last;
    }
    int freshSize = Math.max(BUFFER_SIZE, (int) Math.min(counted, bufferMax));
    Buffer fresh = acquire(Math.max(size, freshSize));
    if (fresh == null) {
      fresh = size < freshSize ? acquire(size) : null;
      if (fresh == null) {
        return null;
      }
    }
    if (last == null) {
      head = fresh;
    } else {
      last.next = fresh;
    }
    tail = fresh;
    countedOfTail = 0;
    memory += fresh.capacity();
    return fresh;
  }

  @HotPath
  private @Nullable Buffer acquire(int size) {
    return isPlain ? pool.acquireForPlainOutput(size) : pool.acquireForOutput(size);
  }

  /// Bytes appended and not yet taken.
  @HotPath
  public long size() {
    count();
    return counted;
  }

  /// Memory of the buffers, in bytes.
  @HotPath
  public long memory() {
    return memory;
  }

  /// The oldest buffer with bytes to send, or `null`; drops empty ones before it.
  @HotPath
  public @Nullable Buffer peek() {
    count();
    Buffer first = head;
    while (first != null && first.readable() == 0) {
      drop(first);
      first = head;
    }
    return first;
  }

  /// The system took `length` bytes of the oldest buffer.
  @HotPath
  public void taken(int length) {
    Buffer first = head;
    if (first == null) {
      throw new IllegalStateException("bytes were taken from an empty queue");
    }
    count();
    first.read(length);
    counted -= length;
    if (first.readable() == 0) {
      drop(first);
    }
  }

  /// Gives every buffer back.
  public void clear() {
    Buffer first;
    while ((first = head) != null) {
      drop(first);
    }
    counted = 0;
  }

  @HotPath
  private void count() {
    Buffer last = tail;
    if (last != null) {
      int written = last.capacity() - last.writable();
      counted += written - countedOfTail;
      countedOfTail = written;
    }
  }

  @HotPath
  private void drop(Buffer first) {
    head = first.next;
    if (head == null) {
      tail = null;
      countedOfTail = 0;
    }
    memory -= first.capacity();
    pool.release(first);
  }
}
