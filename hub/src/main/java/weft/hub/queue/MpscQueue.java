package weft.hub.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// An unbounded first-in-first-out queue of many producers and one consumer.
///
/// A producer swaps its node in as the newest and only then links the older one to it, so that
/// [#offer] is one atomic exchange and one store, whatever the other threads do. The price: between
/// these two steps the element, and all behind it, cannot be polled yet. [#poll] then answers
/// `null` although [#isEmpty] is `false`; it never waits for the producer.
///
/// A consumer that wants to sleep announces it, makes that announcement visible by a full fence and
/// asks [#canPoll] once more; a producer looks for the announcement after [#offer], behind a full
/// fence too. Nothing is lost and nobody spins, even when a producer is stopped half-way: it will
/// see the announcement when it goes on.
///
/// One node of 24 bytes is allocated per element. The bound, where one is needed, is the caller's.
public final class MpscQueue<T> {
  private static final VarHandle NODES = MethodHandles.arrayElementVarHandle(Node[].class);
  private static final VarHandle NEXT = next();

  /// References between two ends, so that producers and consumer do not share a cache line (two
  /// lines of 64 bytes, since processors prefetch pairs).
  private static final int STRIDE = 32;

  private static final int NEWEST = STRIDE;
  private static final int OLDEST = 2 * STRIDE;

  /// The newest node, exchanged by producers, and the node polled last, the consumer's own.
  private final Node[] ends = new Node[3 * STRIDE];

  /// An empty queue.
  public MpscQueue() {
    var stub = new Node(null);
    ends[NEWEST] = stub;
    ends[OLDEST] = stub;
    VarHandle.releaseFence();
  }

  private static VarHandle next() {
    try {
      return MethodHandles.lookup().findVarHandle(Node.class, "next", Node.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Appends an element. Any thread; wait-free.
  public void offer(T element) {
    if (element == null) {
      throw new NullPointerException("element");
    }
    var node = new Node(element);
    var previous = (Node) NODES.getAndSet(ends, NEWEST, node);
    NEXT.setRelease(previous, node);
  }

  /// Takes the oldest element, or answers `null` when there is none, or none yet (see above).
  /// Consumer only; wait-free.
  // Only offer(T) creates nodes with a value.
  @SuppressWarnings("unchecked")
  public @Nullable T poll() {
    Node last = ends[OLDEST];
    var node = (Node) NEXT.getAcquire(last);
    if (node == null) {
      return null;
    }
    // No producer holds `last` any more: it has been linked. Cutting it off keeps a long-lived node
    // from holding all younger ones for the collector.
    last.next = null;
    ends[OLDEST] = node;
    var element = (T) node.value;
    node.value = null;
    return element;
  }

  /// Whether [#poll] would answer an element. Consumer only.
  public boolean canPoll() {
    return NEXT.getAcquire(ends[OLDEST]) != null;
  }

  /// Whether no producer has begun to append an element that was not polled. Consumer only.
  public boolean isEmpty() {
    return NODES.getVolatile(ends, NEWEST) == ends[OLDEST];
  }

  private static final class Node {
    @Nullable Object value;

    // Read through NEXT only, which the check for unused fields does not see.
    @SuppressWarnings("UnusedVariable")
    @Nullable Node next;

    Node(@Nullable Object value) {
      this.value = value;
    }
  }
}
