package weft.hub.memory;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lends native buffers of nine sizes, 256 B to 64 KiB.
///
/// Memory is taken from the system in slabs, never returned before [#close], and bounded:
/// [#acquire] answers `null` when the bound is reached, which its callers turn into back-pressure.
/// At the bound a slab that lies idle is cut anew to the size wanted, or a larger buffer is lent:
/// what was used for one size is not lost to the others.
///
/// Confined to one hub thread; no lock.
public final class BufferPool implements AutoCloseable {
  /// Smallest buffer, in bytes.
  public static final int SIZE_MIN = 256;

  /// Largest buffer, in bytes.
  public static final int SIZE_MAX = 64 * 1024;

  private static final int SIZE_MIN_SHIFT = 8;
  private static final int CLASS_COUNT = 9;

  private final Arena arena = Arena.ofShared();

  /// Slabs with free buffers, by size class.
  private final @Nullable Slab[] open = new Slab[CLASS_COUNT];

  private final List<Slab> slabs = new ArrayList<>();
  private final long bytesMax;
  private int idleSlabs;
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
    Slab slab = open[sizeClass];
    if (slab == null) {
      slab = openSlow(sizeClass);
      if (slab == null) {
        return null;
      }
    }
    if (slab.isIdle()) {
      idleSlabs--;
    }
    Buffer buffer = slab.take();
    if (slab.isEmpty()) {
      slab.unlink(open);
    }
    buffersInUse++;
    bytesInUse += buffer.capacity();
    return buffer;
  }

  /// Lends for bodies that come in, leaving a quarter of the memory to heads and output: what can
  /// be refused must not starve what gives memory back in the end.
  ///
  /// @param size bytes, 1 to [#SIZE_MAX]
  @HotPath
  public @Nullable Buffer acquireForBody(int size) {
    return acquireWithin(bytesMax - bytesMax / 4, size);
  }

  /// Lends for heads that come in, leaving an eighth of the memory to output.
  ///
  /// @param size bytes, 1 to [#SIZE_MAX]
  @HotPath
  public @Nullable Buffer acquireForHead(int size) {
    return acquireWithin(bytesMax - bytesMax / 8, size);
  }

  @HotPath
  private @Nullable Buffer acquireWithin(long bytesInUseMax, int size) {
    if (bytesInUse + size > bytesInUseMax) {
      refusals++;
      return null;
    }
    return acquire(size);
  }

  /// Takes a buffer back.
  ///
  /// @throws IllegalStateException when it is not lent: returning twice is a bug of ours
  @HotPath
  public void release(Buffer buffer) {
    Slab slab = buffer.slab;
    boolean opens = slab.isEmpty();
    slab.give(buffer);
    if (opens) {
      slab.link(open);
    }
    if (slab.isIdle()) {
      idleSlabs++;
    }
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

  /// Makes, finds or cuts anew a slab with a free buffer of at least a size.
  private @Nullable Slab openSlow(int sizeClass) {
    if (bytesReserved + Slab.BYTES <= bytesMax) {
      bytesReserved += Slab.BYTES;
      idleSlabs++;
      Slab made = new Slab(arena.allocate(Slab.BYTES, 64).address());
      slabs.add(made);
      return cut(made, sizeClass);
    }
    if (idleSlabs > 0) {
      Slab idle = idleSlab();
      idle.unlink(open);
      return cut(idle, sizeClass);
    }
    for (int larger = sizeClass + 1; larger < CLASS_COUNT; larger++) {
      if (open[larger] != null) {
        return open[larger];
      }
    }
    refusals++;
    return null;
  }

  private Slab cut(Slab slab, int sizeClass) {
    slab.cut(SIZE_MIN << sizeClass, sizeClass);
    slab.link(open);
    return slab;
  }

  private Slab idleSlab() {
    for (Slab slab : slabs) {
      if (slab.isIdle()) {
        return slab;
      }
    }
    throw new IllegalStateException("idle slabs are miscounted");
  }
}
