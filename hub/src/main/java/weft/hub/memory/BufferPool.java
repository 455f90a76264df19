package weft.hub.memory;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// Lends native buffers of nine sizes, 256 B to 64 KiB.
///
/// Memory is taken from the system in slabs, never returned before [#close], and bounded:
/// [#acquire] answers `null` when the bound is reached, which its callers turn into back-pressure.
///
/// Confined to one hub thread; no lock.
public final class BufferPool implements AutoCloseable {
  /// Smallest buffer, in bytes.
  public static final int SIZE_MIN = 256;

  /// Largest buffer, in bytes.
  public static final int SIZE_MAX = 64 * 1024;

  private static final int SIZE_MIN_SHIFT = 8;
  private static final int CLASS_COUNT = 9;

  /// Bytes taken from the system at once for small classes.
  private static final int SLAB_BYTES = 64 * 1024;

  private final Arena arena = Arena.ofShared();
  private final @Nullable Buffer[] free = new Buffer[CLASS_COUNT];
  private final long bytesMax;
  private long bytesReserved;
  private long bytesInUse;
  private int buffersInUse;
  private long refusals;

  /// Makes an empty pool.
  ///
  /// @param bytesMax bound on the memory taken from the system, in bytes
  public BufferPool(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Lends an empty buffer of at least `size` bytes, or `null` when the pool is exhausted.
  ///
  /// @param size bytes, 1 to [#SIZE_MAX]
  @HotPath
  public @Nullable Buffer acquire(int size) {
    int sizeClass = sizeClass(size);
    Buffer buffer = free[sizeClass];
    if (buffer == null) {
      buffer = acquireSlow(sizeClass);
      if (buffer == null) {
        return null;
      }
    }
    free[sizeClass] = buffer.next;
    buffer.next = null;
    buffer.lent = true;
    buffersInUse++;
    bytesInUse += buffer.capacity();
    return buffer;
  }

  /// Takes a buffer back.
  ///
  /// @throws IllegalStateException when it is not lent: returning twice is a bug of ours
  @HotPath
  public void release(Buffer buffer) {
    if (!buffer.lent) {
      throw new IllegalStateException("buffer returned twice");
    }
    buffer.lent = false;
    buffer.clear();
    buffer.next = free[buffer.sizeClass];
    free[buffer.sizeClass] = buffer;
    buffersInUse--;
    bytesInUse -= buffer.capacity();
  }

  /// Buffers lent and not yet returned.
  public int buffersInUse() {
    return buffersInUse;
  }

  /// Bytes lent and not yet returned.
  public long bytesInUse() {
    return bytesInUse;
  }

  /// Bytes taken from the system.
  public long bytesReserved() {
    return bytesReserved;
  }

  /// How often [#acquire] answered `null`.
  public long refusals() {
    return refusals;
  }

  /// Gives all memory back to the system. No buffer may be used afterwards.
  @Override
  public void close() {
    arena.close();
  }

  @HotPath
  private static int sizeClass(int size) {
    assert size >= 1 && size <= SIZE_MAX : size;
    return size <= SIZE_MIN ? 0 : 32 - Integer.numberOfLeadingZeros(size - 1) - SIZE_MIN_SHIFT;
  }

  private @Nullable Buffer acquireSlow(int sizeClass) {
    int capacity = SIZE_MIN << sizeClass;
    int stride = capacity + Buffer.TAIL_PAD;
    int count = Math.max(1, SLAB_BYTES / stride);
    long bytes = (long) stride * count;
    if (bytesReserved + bytes > bytesMax) {
      refusals++;
      return null;
    }
    long slab = arena.allocate(bytes, 64).address();
    bytesReserved += bytes;
    Buffer head = null;
    for (int index = count - 1; index >= 0; index--) {
      Buffer buffer = new Buffer(slab + (long) index * stride, capacity, sizeClass);
      buffer.next = head;
      head = buffer;
    }
    return head;
  }
}
