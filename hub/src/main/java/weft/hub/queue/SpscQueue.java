package weft.hub.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// A bounded first-in-first-out queue of one producer and one consumer.
///
/// The ring of Lamport (1977) with two positions that only grow; each side remembers what it last
/// saw of the other's and looks again only when that is not enough. Both ends are wait-free.
public final class SpscQueue<T> {
  /// Largest capacity, in elements.
  public static final int CAPACITY_MAX = 1 << 30;

  private static final VarHandle ELEMENTS = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle POSITIONS = MethodHandles.arrayElementVarHandle(long[].class);

  /// Longs between positions of different threads: two cache lines.
  private static final int STRIDE = 16;

  private static final int PRODUCED = STRIDE;
  private static final int CONSUMED_SEEN = STRIDE + 1;
  private static final int CONSUMED = 2 * STRIDE;
  private static final int PRODUCED_SEEN = 2 * STRIDE + 1;

  private final long[] positions = new long[3 * STRIDE];
  private final @Nullable Object[] elements;
  private final int mask;

  /// An empty queue.
  ///
  /// @param capacity elements, 1 to [#CAPACITY_MAX], rounded up to a power of two
  public SpscQueue(int capacity) {
    int rounded = Capacity.roundUp(capacity, 1, CAPACITY_MAX);
    elements = new Object[rounded];
    mask = rounded - 1;
  }

  /// Elements it can hold.
  public int capacity() {
    return mask + 1;
  }

  /// Appends an element, or answers `false` when the queue is full. Producer only.
  @HotPath
  public boolean offer(T element) {
    if (element == null) {
      throw new NullPointerException("element");
    }
    long produced = positions[PRODUCED];
    if (produced - positions[CONSUMED_SEEN] > mask) {
      long consumed = (long) POSITIONS.getAcquire(positions, CONSUMED);
      positions[CONSUMED_SEEN] = consumed;
      if (produced - consumed > mask) {
        return false;
      }
    }
    ELEMENTS.set(elements, (int) produced & mask, (Object) element);
    POSITIONS.setRelease(positions, PRODUCED, produced + 1);
    return true;
  }

  /// Takes the oldest element, or answers `null` when the queue is empty. Consumer only.
  // Only offer(T) stores elements.
  @SuppressWarnings("unchecked")
  @HotPath
  public @Nullable T poll() {
    long consumed = positions[CONSUMED];
    if (consumed == positions[PRODUCED_SEEN]) {
      long produced = (long) POSITIONS.getAcquire(positions, PRODUCED);
      positions[PRODUCED_SEEN] = produced;
      if (consumed == produced) {
        return null;
      }
    }
    int index = (int) consumed & mask;
    var element = (T) elements[index];
    elements[index] = null;
    POSITIONS.setRelease(positions, CONSUMED, consumed + 1);
    return element;
  }

  /// Elements waiting, as of some moment during the call. Any thread.
  public int size() {
    // The consumer's position first: it can only fall behind the producer's, never overtake it.
    long consumed = (long) POSITIONS.getVolatile(positions, CONSUMED);
    long produced = (long) POSITIONS.getVolatile(positions, PRODUCED);
    return (int) Math.min(produced - consumed, mask + 1L);
  }

  /// Whether nothing is waiting, as of some moment during the call. Any thread.
  public boolean isEmpty() {
    return size() == 0;
  }
}
