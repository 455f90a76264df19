package weft.web.sse;

import java.util.concurrent.atomic.AtomicBoolean;
import weft.hub.Hub;
import weft.hub.queue.MpscQueue;

/// Sends the events that wait for the clients of one hub, as far as nobody has to wait for that:
/// one virtual thread visits all that have news, where waking the thread of each would cost more
/// than the sending itself.
final class EventPump implements Runnable {
  /// Clients between two looks of the hub at its other work.
  private static final int CLIENTS_PER_TURN = 64;

  private final Hub hub;
  private final MpscQueue<EventStream> due = new MpscQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();
  private final EventTally tally = new EventTally();

  EventPump(Hub hub) {
    this.hub = hub;
  }

  /// What the streams of the hub count.
  EventTally tally() {
    return tally;
  }

  /// Has what waits for a client sent soon. Any thread.
  void add(EventStream events) {
    due.offer(events);
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
      for (EventStream next = due.poll(); next != null; next = due.poll()) {
        next.deliver();
        if (++count % CLIENTS_PER_TURN == 0) {
          Thread.yield();
        }
      }
    } finally {
      // Also after a failure: whoever is left must not wait for ever.
      running.set(false);
      if (due.canPoll()) {
        start();
      }
    }
  }
}
