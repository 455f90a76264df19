package weft.hub.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// A bounded first-in-first-out queue of many producers and many consumers.
///
/// Every slot carries a turn number that says whose turn it is: equal to the position of the
/// producer that may fill it, one more when it is filled, and a whole lap more when it is free
/// again (D. Vyukov, bounded MPMC queue, 2011). Threads of one side compete for a position by one
/// compare-and-set and then work on their slot alone.
///
/// Lock-free, not wait-free. A thread stopped between taking its position and finishing its slot
/// makes that slot look full or empty to those who come to it: [#offer] may answer `false` and
/// [#poll] `null` although other slots are free or filled. Nobody waits for that thread.
public final class MpmcQueue<T> {
  /// Largest capacity, in elements.
  public static final int CAPACITY_MAX = 1 << 28;

  private static final VarHandle TURNS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle POSITIONS = TURNS;

  /// Longs between the two positions: two cache lines.
  private static final int STRIDE = 16;

  private static final int PRODUCED = STRIDE;
  private static final int CONSUMED = 2 * STRIDE;

  private final long[] positions = new long[3 * STRIDE];
  private final long[] turns;
  private final @Nullable Object[] elements;
  private final int mask;

  /// An empty queue.
  ///
  /// @param capacity elements, 1 to [#CAPACITY_MAX], rounded up to a power of two of at least 2:
  ///   with one slot, "filled" and "free again" would be the same turn
  public MpmcQueue(int capacity) {
    int rounded = Capacity.roundUp(capacity, 2, CAPACITY_MAX);
    mask = rounded - 1;
    elements = new Object[rounded];
    turns = new long[rounded];
    for (int slot = 0; slot < rounded; slot++) {
      turns[slot] = slot;
    }
    VarHandle.releaseFence();
  }

  /// Elements it can hold.
  public int capacity() {
    return mask + 1;
  }

  /// Appends an element, or answers `false` when the queue is full (see above). Any thread.
  @HotPath
  public boolean offer(T element) {
    if (element == null) {
      throw new NullPointerException("element");
    }
    long position = (long) POSITIONS.getOpaque(positions, PRODUCED);
    while (true) {
      int slot = (int) position & mask;
      long turn = (long) TURNS.getAcquire(turns, slot);
      if (turn == position) {
        if (POSITIONS.compareAndSet(positions, PRODUCED, position, position + 1)) {
          elements[slot] = element;
          TURNS.setRelease(turns, slot, position + 1);
          return true;
        }
      } else if (turn < position) {
        return false;
      }
      position = (long) POSITIONS.getOpaque(positions, PRODUCED);
    }
  }

  /// Takes the oldest element, or answers `null` when the queue is empty (see above). Any thread.
  // Only offer(T) stores elements.
  @SuppressWarnings("unchecked")
  @HotPath
  public @Nullable T poll() {
    long position = (long) POSITIONS.getOpaque(positions, CONSUMED);
    while (true) {
      int slot = (int) position & mask;
      long turn = (long) TURNS.getAcquire(turns, slot);
      if (turn == position + 1) {
        if (POSITIONS.compareAndSet(positions, CONSUMED, position, position + 1)) {
          var element = (T) elements[slot];
          elements[slot] = null;
          TURNS.setRelease(turns, slot, position + mask + 1);
          return element;
        }
      } else if (turn <= position) {
        return null;
      }
      position = (long) POSITIONS.getOpaque(positions, CONSUMED);
    }
  }

  /// Elements waiting or being put in or taken out, as of some moment during the call. Any thread.
  public int size() {
    long consumed = (long) POSITIONS.getVolatile(positions, CONSUMED);
    long produced = (long) POSITIONS.getVolatile(positions, PRODUCED);
    return Math.clamp(produced - consumed, 0, mask + 1);
  }

  /// Whether nothing is waiting, as of some moment during the call. Any thread.
  public boolean isEmpty() {
    return size() == 0;
  }
}
