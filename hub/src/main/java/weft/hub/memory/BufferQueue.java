package weft.hub.memory;

import org.jspecify.annotations.Nullable;

/// Received bytes that could not be consumed at once, such as the rest of a body: a chain of pooled
/// buffers, none while it is empty. Nothing is received that the pool has no memory for
/// ([BufferPool#inputRoom]), so what came in can be kept.
///
/// Confined to a hub.
public final class BufferQueue {
  private static final int BUFFER_BYTES_MIN = 1024;

  private @Nullable Buffer head;
  private @Nullable Buffer tail;
  private int size;

  /// Makes an empty queue.
  public BufferQueue() {}

  /// Bytes waiting.
  @HotPath
  public int size() {
    return size;
  }

  /// Whether nothing waits.
  @HotPath
  public boolean isEmpty() {
    return size == 0;
  }

  /// Address of the first run of bytes; not when empty.
  @HotPath
  public long address() {
    assert head != null;
    return head == null ? 0 : head.readAddress();
  }

  /// Bytes of the first run.
  @HotPath
  public int runLength() {
    return head == null ? 0 : head.readable();
  }

  /// Appends a copy.
  @HotPath
  public void append(BufferPool pool, long address, int length) {
    long from = address;
    int left = length;
    while (left > 0) {
      Buffer target = tail;
      if (target == null || target.writable() == 0) {
        target = more(pool, left);
      }
      int count = Math.min(left, target.writable());
      target.put(from, count);
      from += count;
      left -= count;
      size += count;
    }
  }

  @HotPath
  private Buffer more(BufferPool pool, int length) {
    int wanted = Math.min(Math.max(length, BUFFER_BYTES_MIN), BufferPool.SIZE_MAX);
    Buffer buffer = pool.acquireForInput(wanted);
    if (buffer == null) {
      buffer = smallerSlow(pool, wanted);
    }
    if (tail == null) {
      head = buffer;
    } else {
      tail.next = buffer;
    }
    tail = buffer;
    return buffer;
  }

  /// What memory is left may lie in small pieces.
  private static Buffer smallerSlow(BufferPool pool, int wanted) {
    int size = wanted;
    while (size > BufferPool.SIZE_MIN) {
      size = Math.max(size / 2, BufferPool.SIZE_MIN);
      Buffer buffer = pool.acquireForInput(size);
      if (buffer != null) {
        return buffer;
      }
    }
    throw new IllegalStateException("more was received than there is memory for");
  }

  /// Takes bytes off the first run.
  ///
  /// @param count 0 to [#runLength]
  @HotPath
  public void consume(BufferPool pool, int count) {
    Buffer first = head;
    if (first == null) {
      return;
    }
    first.read(count);
    size -= count;
    if (first.readable() == 0) {
      head = first.next;
      if (head == null) {
        tail = null;
      }
      pool.release(first);
    }
  }

  /// Makes the first run hold at least `length` bytes, or all there are.
  ///
  /// @param length at most [BufferPool#SIZE_MAX]
  /// @return false when the pool is exhausted
  public boolean join(BufferPool pool, int length) {
    Buffer first = head;
    int wanted = Math.min(length, size);
    if (first == null || first.readable() >= wanted) {
      return true;
    }
    Buffer joined = pool.acquireForHead(Math.max(wanted, BUFFER_BYTES_MIN));
    if (joined == null) {
      return false;
    }
    while (joined.readable() < wanted) {
      Buffer source = head;
      if (source == null) {
        throw new IllegalStateException("the queue is shorter than its size");
      }
      int count = Math.min(source.readable(), joined.writable());
      joined.put(source.readAddress(), count);
      source.read(count);
      if (source.readable() == 0) {
        head = source.next;
        pool.release(source);
      } else {
        break;
      }
    }
    joined.next = head;
    if (head == null) {
      tail = joined;
    }
    head = joined;
    return true;
  }

  /// Copies all bytes out and consumes them.
  ///
  /// @param target room for [#size] bytes
  @HotPath
  public void moveTo(BufferPool pool, long target) {
    long to = target;
    while (size > 0) {
      int count = runLength();
      Memory.copy(address(), to, count);
      to += count;
      consume(pool, count);
    }
  }

  /// Copies bytes out and consumes them.
  @HotPath
  public void copyOut(BufferPool pool, byte[] target, int offset, int length) {
    assert length <= runLength();
    Memory.copyOut(address(), target, offset, length);
    consume(pool, length);
  }

  /// Throws everything away.
  public void clear(BufferPool pool) {
    while (head != null) {
      Buffer first = head;
      head = first.next;
      pool.release(first);
    }
    tail = null;
    size = 0;
  }
}
