package weft.hub.memory;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lends native buffers of nine sizes, 256 B to 64 KiB.
///
/// Memory is taken from the system in slabs, never returned before [#close], and bounded: who asks
/// for a buffer gets `null` when the bound is reached, and turns it into back-pressure. At the
/// bound a slab that lies idle is cut anew to the size wanted, or a larger buffer that is free is
/// cut until it is free again: what was used for one size is not lost to the others.
///
/// Memory that runs out is kept for answers, since these give memory back in the end. When half of
/// it is lent it is tight: connections receive little at a time, and one whose bytes nobody reads
/// stops receiving ([#unreadMax]). Of its 32 parts the last six take nothing more in
/// ([#inputRoom]), the last four no heads, the last three no plain bytes that have yet to become
/// records of TLS, and the last two no output: they are for what is on its way in already
/// ([#underWayMax], half of them), which must be kept, in whatever pieces the memory lies.
///
/// Confined to one hub thread; no lock.
public final class BufferPool implements InputRoom, AutoCloseable {
  /// Smallest buffer, in bytes.
  public static final int SIZE_MIN = 256;

  /// Largest buffer, in bytes.
  public static final int SIZE_MAX = 64 * 1024;

  private static final int SIZE_MIN_SHIFT = 8;
  private static final int CLASS_COUNT = 9;

  /// Parts of the memory that each leaves to those below it.
  private static final int LEFT_BY_RECEIVING = 6;

  private static final int LEFT_BY_HEADS = 4;
  private static final int LEFT_BY_PLAIN_OUTPUT = 3;
  private static final int LEFT_BY_OUTPUT = 2;
  private static final int LEFT_BY_INPUT = 0;

  /// What is received at a time while memory is tight: most heads, and little of a body.
  private static final int TIGHT_RECEIVE_BYTES = 2 * 1024;

  private final Arena arena = Arena.ofShared();

  /// Slabs with free buffers, by size class.
  private final @Nullable Slab[] open = new Slab[CLASS_COUNT];

  private final List<Slab> slabs = new ArrayList<>();
  private final long bytesMax;
  private final long slabsMax;

  /// Memory that is not lent: in pieces of any size, but never smaller than the smallest buffer.
  private long bytesFree;

  private final long part;

  private int idleSlabs;
  private boolean tight;
  private long bytesInUse;
  private int buffersInUse;
  private long refusals;
  private long inputStops;

  /// Makes an empty pool.
  ///
  /// @param bytesMax bound on the memory taken from the system, in bytes
  public BufferPool(long bytesMax) {
    this.bytesMax = bytesMax;
    slabsMax = bytesMax / Slab.BYTES;
    bytesFree = slabsMax * Slab.BYTES;
    part = bytesMax / 32;
  }

  /// Lends an empty buffer of at least `size` bytes, or `null` when only the memory for input is
  /// left.
  ///
  /// @param size bytes, 1 to [#SIZE_MAX]
  @HotPath
  public @Nullable Buffer acquireForOutput(int size) {
    return acquire(size, LEFT_BY_OUTPUT);
  }

  /// Lends for plain bytes of which TLS makes records, unless only the memory for the records,
  /// other output and input is left.
  ///
  /// @param size bytes, 1 to [#SIZE_MAX]
  @HotPath
  public @Nullable Buffer acquireForPlainOutput(int size) {
    return acquire(size, LEFT_BY_PLAIN_OUTPUT);
  }

  /// Lends for a head, unless only the memory for output and input is left.
  ///
  /// @param size bytes, 1 to [#SIZE_MAX]
  @HotPath
  public @Nullable Buffer acquireForHead(int size) {
    return acquire(size, LEFT_BY_HEADS);
  }

  /// Lends whatever is left, for what was received and must be kept.
  ///
  /// @param size bytes, 1 to [#SIZE_MAX]
  @HotPath
  @Nullable Buffer acquireForInput(int size) {
    return acquire(size, LEFT_BY_INPUT);
  }

  @HotPath
  private @Nullable Buffer acquire(int size, int left) {
    int sizeClass = sizeClass(size);
    if (!mayTake(SIZE_MIN << sizeClass, left)) {
      refusals++;
      return null;
    }
    Slab slab = open[sizeClass];
    if (slab == null) {
      slab = openSlow(sizeClass);
      if (slab == null) {
        refusals++;
        return null;
      }
    }
    Buffer buffer = take(slab);
    buffersInUse++;
    bytesInUse += buffer.capacity();
    bytesFree -= slab.share();
    return buffer;
  }

  /// Whether somebody may have so many bytes now.
  ///
  /// @param left parts of the memory that must be free afterwards
  @HotPath
  private boolean mayTake(int bytes, int left) {
    return bytesFree - bytes >= left * part;
  }

  @HotPath
  private Buffer take(Slab slab) {
    if (slab.isIdle() && slab.whole() == null) {
      idleSlabs--;
    }
    Buffer buffer = slab.take();
    if (slab.isEmpty()) {
      slab.unlink(open);
    }
    return buffer;
  }

  @Override
  @HotPath
  public int inputRoom() {
    if (isFull()) {
      inputStops++;
      return 0;
    }
    return isTight() ? TIGHT_RECEIVE_BYTES : SIZE_MAX;
  }

  @Override
  public long underWayMax() {
    return LEFT_BY_OUTPUT * part / 2;
  }

  /// Bytes a connection may keep that nobody reads before it has to stop receiving: some, or next
  /// to nothing while memory is tight.
  ///
  /// @param roomy what it is when there is memory
  @HotPath
  public int unreadMax(int roomy) {
    return isTight() ? 1 : roomy;
  }

  /// How often somebody who wanted to receive found no room.
  @HotPath
  public long inputStops() {
    return inputStops;
  }

  /// Whether so little memory is left that nothing is received.
  @HotPath
  public boolean isFull() {
    return !mayTake(0, LEFT_BY_RECEIVING);
  }

  @HotPath
  private boolean isTight() {
    tight = bytesFree < (tight ? bytesMax / 8 * 5 : bytesMax / 2);
    return tight;
  }

  /// Takes a buffer back.
  ///
  /// @throws IllegalStateException when it is not lent: returning twice is a bug of ours
  @HotPath
  public void release(Buffer buffer) {
    give(buffer);
    buffersInUse--;
    bytesInUse -= buffer.capacity();
    bytesFree += buffer.slab.share();
  }

  @HotPath
  private void give(Buffer buffer) {
    Slab slab = buffer.slab;
    boolean opens = slab.isEmpty();
    slab.give(buffer);
    if (opens) {
      slab.link(open);
    }
    if (slab.isIdle()) {
      Buffer whole = slab.whole();
      if (whole == null) {
        idleSlabs++;
      } else {
        slab.unlink(open);
        give(whole);
      }
    }
  }

  /// Buffers lent and not yet returned.
  public int buffersInUse() {
    return buffersInUse;
  }

  /// Bytes lent and not yet returned.
  public long bytesInUse() {
    return bytesInUse;
  }

  /// How often somebody who asked for a buffer got `null`.
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
    if (slabs.size() < slabsMax) {
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
      Slab slab = open[larger];
      if (slab != null) {
        return cut(new Slab(take(slab)), sizeClass);
      }
    }
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
