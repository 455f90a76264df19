package weft.web.sse;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;

/// Sends the events that wait for the clients of one hub, as far as nobody has to wait for that:
/// one virtual thread visits all that have news, where waking the thread of each would cost more
/// than the sending itself.
final class EventPump implements Runnable {
  /// Clients between two looks of the hub at its other work.
  private static final int CLIENTS_PER_TURN = 64;

  /// Clients that are looked at before the first of them is written to.
  private static final int CLIENTS_AHEAD = 8;

  /// Turns that pass at most while a thread publishes: more than it takes to come to all clients.
  private static final int TURNS_MAX = 2000;

  private final Hub hub;
  private final ReentrantLock lock = new ReentrantLock();

  /// Those that have news, each once; guarded by the lock.
  private final ArrayDeque<EventStream> due = new ArrayDeque<>();

  private final AtomicBoolean running = new AtomicBoolean();
  private final EventTally tally = new EventTally();

  // The running pump's own.

  private final @Nullable EventStream[] taken = new EventStream[CLIENTS_AHEAD];
  private int takenCount;
  private int visited;

  EventPump(Hub hub) {
    this.hub = hub;
  }

  /// Has the hub of this thread, if one carries it, send what was published before, as long as that
  /// is wanted: it sends nothing while the thread goes on, and before that no client is slow.
  ///
  /// @param wanted whether to let another turn of the hub pass
  // A yield is how a hub's thread lets a turn pass, and nothing relies on when it comes back.
  @SuppressWarnings("ThreadPriorityCheck")
  static void letClientsTake(Predicate<Hub> wanted) {
    Hub here = Hub.current();
    for (int turns = 0; here != null && turns < TURNS_MAX && wanted.test(here); turns++) {
      Thread.yield();
    }
  }

  /// Whether it sends for the clients of that hub.
  boolean isOf(Hub other) {
    return hub == other;
  }

  /// What the streams of the hub count.
  EventTally tally() {
    return tally;
  }

  /// Has what waits for a client sent soon. Any thread.
  void add(EventStream events) {
    lock.lock();
    try {
      due.add(events);
    } finally {
      lock.unlock();
    }
    start();
  }

  private void start() {
    if (!running.get() && running.compareAndSet(false, true)) {
      hub.start(this);
    }
  }

  // A yield is how a hub's thread lets a turn pass, and nothing relies on when it comes back.
  @SuppressWarnings("ThreadPriorityCheck")
  @Override
  public void run() {
    int count = 0;
    try {
      while (visited < takenCount || take()) {
        EventStream next = taken[visited];
        taken[visited++] = null;
        if (next != null) {
          next.deliver();
        }
        if (++count % CLIENTS_PER_TURN == 0) {
          Thread.yield();
        }
      }
    } finally {
      // Also after a failure: whoever is left must not wait for ever.
      running.set(false);
      if (visited < takenCount || isAnybodyDue()) {
        start();
      }
    }
  }

  /// Takes the next few, and looks at each: a client that was idle has left the processor's caches,
  /// and looks that do not depend on one another fetch several at a time.
  ///
  /// @return whether there is anybody
  private boolean take() {
    visited = 0;
    takenCount = 0;
    lock.lock();
    try {
      EventStream next;
      while (takenCount < taken.length && (next = due.poll()) != null) {
        taken[takenCount++] = next;
      }
    } finally {
      lock.unlock();
    }
    for (int index = 0; index < takenCount; index++) {
      EventStream next = taken[index];
      if (next != null) {
        next.lookAhead();
      }
    }
    return takenCount > 0;
  }

  private boolean isAnybodyDue() {
    lock.lock();
    try {
      return !due.isEmpty();
    } finally {
      lock.unlock();
    }
  }
}
