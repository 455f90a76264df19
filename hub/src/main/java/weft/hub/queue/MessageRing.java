package weft.hub.queue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// A bounded ring of byte messages of any length, many producers and one consumer.
///
/// A record is a header of 8 bytes (length, type) and the message, padded to 8 bytes. A producer
/// claims its range by one compare-and-set on the position of the producers, copies, and publishes
/// by storing the length last. A message never wraps: when it does not fit before the end of the
/// ring, a padding record fills the rest. The consumer clears what it has read before it gives the
/// range back, so that an unpublished header always reads as zero. (The scheme of the many-to-one
/// ring buffers of messaging systems such as Aeron.)
///
/// Messages of one producer keep their order. A producer stopped between claim and publication
/// hides the messages behind its own; the consumer sees an empty ring until it goes on.
///
/// The memory is the heap's; there is nothing to close.
public final class MessageRing {
  /// Smallest ring, in bytes.
  public static final int CAPACITY_MIN = 64;

  /// Largest ring, in bytes.
  public static final int CAPACITY_MAX = 1 << 30;

  private static final int HEADER_BYTES = 8;
  private static final int TYPE_OFFSET = 4;

  /// Type of a padding record; messages have types from 1.
  private static final int PADDING = 0;

  private static final long NO_RANGE = -1;

  private static final VarHandle INTS = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle POSITIONS = MethodHandles.arrayElementVarHandle(long[].class);

  /// Longs between positions of different threads: two cache lines.
  private static final int STRIDE = 16;

  private static final int PRODUCED = STRIDE;

  /// What some producer last saw of [#CONSUMED]; saves the others from taking that cache line.
  private static final int CONSUMED_SEEN = 2 * STRIDE;

  private static final int CONSUMED = 3 * STRIDE;

  private final long[] positions = new long[4 * STRIDE];
  private final MemorySegment memory;
  private final int capacity;
  private final int mask;

  /// An empty ring.
  ///
  /// @param capacityBytes 1 to [#CAPACITY_MAX], rounded up to a power of two of at least
  ///   [#CAPACITY_MIN]
  public MessageRing(int capacityBytes) {
    capacity = Capacity.roundUp(capacityBytes, CAPACITY_MIN, CAPACITY_MAX);
    mask = capacity - 1;
    memory = MemorySegment.ofArray(new long[capacity / Long.BYTES]);
  }

  /// Takes one message out of the ring.
  @FunctionalInterface
  public interface Reader {
    /// Called by [#drain] for each message.
    ///
    /// @param type as given by the producer
    /// @param memory holds the message during the call only; not to be written
    /// @param offset of the first byte in `memory`
    /// @param length bytes, 0 is legal
    void message(int type, MemorySegment memory, long offset, int length);
  }

  /// Size of the ring, headers included, in bytes.
  public int capacity() {
    return capacity;
  }

  /// Longest message, in bytes: what fits an empty ring wherever its position stands.
  public int lengthMax() {
    return capacity / 2 - HEADER_BYTES;
  }

  /// Appends a message from an array, or answers `false` when there is no room now. Any thread.
  ///
  /// @param type 1 to [Integer#MAX_VALUE]; the meaning is the caller's
  /// @throws IllegalArgumentException when `type` is below 1 or `length` above [#lengthMax]
  @HotPath
  public boolean offer(int type, byte[] source, int offset, int length) {
    if ((offset | length | (source.length - offset - length)) < 0) {
      throw rangeOutside(source.length, offset, length);
    }
    long index = claim(type, length);
    if (index == NO_RANGE) {
      return false;
    }
    MemorySegment.copy(source, offset, memory, ValueLayout.JAVA_BYTE, index + HEADER_BYTES, length);
    publish(index, type, length);
    return true;
  }

  /// Appends a message from native memory, or answers `false` when there is no room now. Any
  /// thread.
  ///
  /// @param type 1 to [Integer#MAX_VALUE]; the meaning is the caller's
  /// @throws IllegalArgumentException when `type` is below 1 or `length` above [#lengthMax]
  @HotPath
  public boolean offer(int type, long address, int length) {
    long index = claim(type, length);
    if (index == NO_RANGE) {
      return false;
    }
    MemorySegment.copy(Memory.ALL, address, memory, index + HEADER_BYTES, length);
    publish(index, type, length);
    return true;
  }

  /// Hands waiting messages to `reader`, oldest first, and gives their room back. Consumer only.
  ///
  /// What `reader` throws comes out of this call; the message it threw at counts as taken.
  ///
  /// @param countMax most messages to take, at least 1
  /// @return messages taken
  @HotPath
  public int drain(Reader reader, int countMax) {
    long start = positions[CONSUMED];
    long position = start;
    int count = 0;
    try {
      // One lap at most: what was read is cleared at the end only, and would be read again.
      while (count < countMax && position - start < capacity) {
        int index = (int) position & mask;
        int record = (int) INTS.getAcquire(memory, (long) index);
        if (record == 0) {
          break;
        }
        int type = (int) INTS.get(memory, (long) index + TYPE_OFFSET);
        if (type == PADDING) {
          position += record;
          continue;
        }
        position += align(record);
        count++;
        reader.message(type, memory, index + HEADER_BYTES, record - HEADER_BYTES);
      }
    } finally {
      if (position != start) {
        giveBack(start, position);
      }
    }
    return count;
  }

  /// Whether [#drain] would find a message. Consumer only.
  public boolean canDrain() {
    return (int) INTS.getAcquire(memory, positions[CONSUMED] & mask) != 0;
  }

  /// Bytes claimed and not yet given back, headers and padding included, as of some moment during
  /// the call. Any thread.
  public int size() {
    long consumed = (long) POSITIONS.getVolatile(positions, CONSUMED);
    long produced = (long) POSITIONS.getVolatile(positions, PRODUCED);
    return (int) Math.min(produced - consumed, capacity);
  }

  @HotPath
  private long claim(int type, int length) {
    if (type < 1 || length < 0 || length > capacity / 2 - HEADER_BYTES) {
      throw unacceptable(type, length);
    }
    int needed = align(HEADER_BYTES + length);
    long consumed = (long) POSITIONS.getOpaque(positions, CONSUMED_SEEN);
    while (true) {
      long produced = (long) POSITIONS.getVolatile(positions, PRODUCED);
      int index = (int) produced & mask;
      int padding = needed > capacity - index ? capacity - index : 0;
      if (produced + padding + needed - consumed > capacity) {
        // Acquire: the consumer's clearing must be over before we write.
        consumed = (long) POSITIONS.getAcquire(positions, CONSUMED);
        if (produced + padding + needed - consumed > capacity) {
          return NO_RANGE;
        }
        POSITIONS.setRelease(positions, CONSUMED_SEEN, consumed);
      }
      if (POSITIONS.compareAndSet(positions, PRODUCED, produced, produced + padding + needed)) {
        if (padding == 0) {
          return index;
        }
        INTS.set(memory, (long) index + TYPE_OFFSET, PADDING);
        INTS.setRelease(memory, (long) index, padding);
        return 0;
      }
    }
  }

  @HotPath
  private void publish(long index, int type, int length) {
    INTS.set(memory, index + TYPE_OFFSET, type);
    INTS.setRelease(memory, index, HEADER_BYTES + length);
  }

  @HotPath
  private void giveBack(long from, long to) {
    int start = (int) from & mask;
    int end = (int) to & mask;
    if (end > start) {
      clear(start, end);
    } else {
      clear(start, capacity);
      clear(0, end);
    }
    POSITIONS.setRelease(positions, CONSUMED, to);
  }

  @HotPath
  private void clear(int from, int to) {
    for (int offset = from; offset < to; offset += Long.BYTES) {
      memory.set(ValueLayout.JAVA_LONG, offset, 0L);
    }
  }

  @HotPath
  private static int align(int bytes) {
    return (bytes + Long.BYTES - 1) & -Long.BYTES;
  }

  private IllegalArgumentException unacceptable(int type, int length) {
    return new IllegalArgumentException(
        type < 1
            ? "message type " + type + " is below 1"
            : "message of " + length + " bytes is not in 0 to " + lengthMax());
  }

  private static IndexOutOfBoundsException rangeOutside(int size, int offset, int length) {
    return new IndexOutOfBoundsException(
        "range of " + length + " from " + offset + " is outside an array of " + size);
  }
}
