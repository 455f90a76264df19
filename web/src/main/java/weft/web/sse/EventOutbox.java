package weft.web.sse;

import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;

/// What waits to be sent to one client, whether its stream has ended, and who is to send it: the
/// pump of the hub, the handler where it waits for that, or a thread for the purpose.
///
/// Any thread. Its lock is held for moments.
final class EventOutbox {
  /// Turns of the hub in which the client may take some of what waits before it counts as slow, not
  /// counted those until the pump has come.
  private static final int TURNS_MAX = 8;

  private final EventStream stream;
  private final SseOptions options;
  private final @Nullable EventPump pump;
  private final EventTally tally;

  /// Guards all below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition news = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final StreamThreads threads = new StreamThreads(Thread.currentThread());
  private final PendingEvents pending;
  private long dropped;

  /// Why no more events are sent, or `null`.
  private @Nullable StreamEnd end;

  /// Whether the pump will come.
  private boolean pumped;

  /// Turns that have passed for the client, for want of room, since it made some.
  private int turns;

  /// Whether it was sent anything since then.
  private boolean takes;

  private boolean drains;
  private boolean keepAliveDue;
  private boolean spoken;

  /// The outbox of a stream. On its handler's thread.
  EventOutbox(EventStream stream, EventOutput output, SseOptions options) {
    this.stream = stream;
    this.options = options;
    pump = output.pump();
    tally = output.tally();
    pending = new PendingEvents(options.pendingBytesMax());
  }

  // Asking.

  /// Why the stream has ended; null when it has not.
  @Nullable StreamEnd end() {
    lock.lock();
    try {
      return end;
    } finally {
      lock.unlock();
    }
  }

  /// Published events that were dropped or replaced.
  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /// Whether this is its handler's thread.
  boolean onHandler() {
    return threads.onHandler();
  }

  /// Whether somebody is at it at the moment.
  boolean isLocked() {
    return lock.isLocked();
  }

  // Putting in.

  /// Whether the hub should let a turn pass before an event is offered: there is no room for it,
  /// and that may only be so since nothing was given to the connection yet. For a client that takes
  /// nothing this is so a few times, until it does.
  ///
  /// @param here the hub that carries this thread
  /// @param more bytes that may be added to the event
  boolean wantsTurn(Hub here, EncodedEvent event, int more) {
    lock.lock();
    try {
      if (end != null || pump == null || !pump.isOf(here) || turns == TURNS_MAX) {
        return false;
      }
      int size = event.text().length + more;
      if (pending.hasRoom(size) || (isReplaced() && pending.hasRoomInstead(event.name(), size))) {
        return false;
      }
      if (!pumped) {
        turns++;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Has events of a history sent before all others.
  void replay(List<byte[]> events) {
    lock.lock();
    try {
      pending.replay(events);
      wake();
    } finally {
      lock.unlock();
    }
  }

  /// Takes an event, as far as the policy lets it.
  ///
  /// @param mayWait whether to wait for room if that is the policy
  /// @return false when the stream has ended, or the wait was interrupted
  boolean offer(EncodedEvent event, boolean mayWait) {
    lock.lock();
    try {
      if (end == null && isReplaced()) {
        countDropped(pending.dropNamed(event.name()));
      }
      int size = event.text().length;
      if (takes && pending.hasRoom(size)) {
        turns = 0;
        takes = false;
      }
      while (end == null && !pending.hasRoom(size)) {
        switch (options.overflow()) {
          case DROP_OLDEST, COALESCE -> countDropped(pending.dropOldestFor(size));
          case DISCONNECT -> endLocked(StreamEnd.OVERFLOW);
          case BLOCK -> {
            if (mayWait) {
              room.await();
            } else {
              endLocked(StreamEnd.OVERFLOW);
            }
          }
        }
      }
      if (end != null) {
        return false;
      }
      pending.add(event);
      wake();
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the newest event of a name replaces those before it.
  private boolean isReplaced() {
    return options.overflow() == Overflow.COALESCE;
  }

  private void countDropped(int count) {
    if (count > 0) {
      dropped += count;
      tally.eventsDropped.add(count);
    }
  }

  /// Half the time between keep-alives has passed: has one sent if there was silence.
  void tick() {
    lock.lock();
    try {
      if (end == null && !spoken) {
        keepAliveDue = true;
        wake();
      }
      spoken = false;
    } finally {
      lock.unlock();
    }
  }

  // Taking out.

  /// The next event, unless it is too long.
  byte @Nullable [] poll(long bytesMax) {
    lock.lock();
    try {
      if (options.overflow() == Overflow.BLOCK) {
        room.signal();
      }
      byte[] next = pending.poll(bytesMax);
      takes |= next != null;
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// Whether a sign of life is due, which is then the caller's to send.
  boolean takeKeepAlive() {
    lock.lock();
    try {
      boolean due = keepAliveDue;
      keepAliveDue = false;
      return due;
    } finally {
      lock.unlock();
    }
  }

  /// This thread sends what others publish from now on, or no more.
  void serves(boolean serves) {
    lock.lock();
    try {
      threads.serves(serves);
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is something to send.
  ///
  /// @return false when the stream has ended
  boolean awaitNews() throws InterruptedException {
    lock.lock();
    try {
      while (end == null && isQuiet()) {
        news.await();
      }
      return end == null;
    } catch (InterruptedException interrupted) {
      interrupted();
      throw interrupted;
    } finally {
      lock.unlock();
    }
  }

  /// This thread writes from now on.
  void beginWriting() throws StreamEnded {
    lock.lock();
    try {
      if (end != null) {
        throw new StreamEnded("the event stream has ended: " + end);
      }
      threads.beginWriting();
    } finally {
      lock.unlock();
    }
  }

  /// This thread, which wrote, is done with that.
  void endWriting() {
    lock.lock();
    try {
      threads.endWriting(end);
      spoken = true;
    } finally {
      lock.unlock();
    }
  }

  /// The pump has come; what it left needs somebody who can wait.
  ///
  /// @param any whether it sent anything
  void delivered(boolean any) {
    lock.lock();
    try {
      pumped = false;
      spoken |= any;
      if (end == null && !isQuiet()) {
        wakeWriter();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether the thread for the purpose goes on.
  boolean hasToDrain() {
    lock.lock();
    try {
      drains = end == null && !isQuiet();
      return drains;
    } finally {
      lock.unlock();
    }
  }

  private boolean isQuiet() {
    return pending.isEmpty() && !keepAliveDue;
  }

  /// Has somebody send what there is.
  private void wake() {
    if (pump == null) {
      wakeWriter();
    } else if (!pumped) {
      pumped = true;
      pump.add(stream);
    }
  }

  /// Has the handler send what there is, if it waits for that, else a thread for the purpose, which
  /// ends when it is done.
  private void wakeWriter() {
    if (threads.handlerServes()) {
      news.signal();
    } else if (!drains) {
      drains = true;
      Thread.ofVirtual().start(stream::drain);
    }
  }

  // Ending.

  /// Ends the stream, unless it has ended.
  void end(StreamEnd reason) {
    lock.lock();
    try {
      endLocked(reason);
    } finally {
      lock.unlock();
    }
  }

  /// This thread was interrupted: a handler's is when its client has gone.
  void interrupted() {
    if (threads.onHandler()) {
      end(StreamEnd.GONE);
    }
  }

  /// The handler is done: on its thread.
  ///
  /// @return why it had ended before; null when it had not
  @Nullable StreamEnd handlerDone(StreamEnd how) {
    lock.lock();
    try {
      threads.handlerDone();
      StreamEnd reason = end;
      endLocked(how);
      return reason;
    } finally {
      lock.unlock();
    }
  }

  private void endLocked(StreamEnd reason) {
    if (end != null) {
      return;
    }
    end = reason;
    tally.count(reason);
    news.signalAll();
    room.signalAll();
    threads.end(reason);
  }
}
