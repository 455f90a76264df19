package weft.web.sse;

import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.web.json.JacksonCodec;
import weft.web.json.JsonCodec;

/// Sends the same events to many clients.
///
/// ```java
/// app.sse("/feed", feed::serve);
/// feed.publish("tick", Map.of("at", now));
/// ```
///
/// An event is encoded once, and publishing never waits for a client: each takes what it can, and
/// [SseOptions#overflow] of its route settles what happens to one that is slow. A thread that a hub
/// carries lets the hub send what waits before an event would overflow. Events have ids, and a
/// client that comes back is sent those it missed, as far as they are kept.
///
/// Any thread.
public final class EventBroadcast {
  /// What an id of ours adds to an event at most: a field of two numbers.
  private static final int ID_BYTES_MAX = 48;

  private final JsonCodec codec;
  private final ReentrantLock lock = new ReentrantLock();
  private final @Nullable EventHistory history;
  private final Set<EventStream> subscribers = new HashSet<>();

  /// Begins all ids, so that those of another run of the program are not taken for ours.
  private final String run =
      Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), Character.MAX_RADIX);

  private long published;
  private long replayed;
  private long disconnected;
  private long dropped;

  private EventBroadcast(BroadcastOptions options, JsonCodec codec) {
    this.codec = codec;
    history = options.historyCount() == 0 ? null : new EventHistory(options);
  }

  /// A broadcast with the default history and Jackson's JSON.
  public static EventBroadcast create() {
    return create(BroadcastOptions.DEFAULTS, new JacksonCodec());
  }

  /// A broadcast with options and a codec.
  public static EventBroadcast create(BroadcastOptions options, JsonCodec codec) {
    return new EventBroadcast(options, codec);
  }

  /// Sends a client all events from now on, and those it missed, until its stream ends.
  ///
  /// @throws IOException when the client went away
  /// @throws InterruptedException when the thread is interrupted, as it is when the client goes
  ///   away
  public void serve(EventStream events) throws IOException, InterruptedException {
    subscribe(events);
    try {
      events.await();
    } finally {
      unsubscribe(events);
    }
  }

  private void subscribe(EventStream events) {
    lock.lock();
    try {
      if (history != null) {
        List<byte[]> missed = history.after(events.lastEventId());
        events.replay(missed);
        replayed += missed.size();
      }
      subscribers.add(events);
    } finally {
      lock.unlock();
    }
  }

  private void unsubscribe(EventStream events) {
    lock.lock();
    try {
      subscribers.remove(events);
      dropped += events.dropped();
      disconnected += events.overflowed() ? 1 : 0;
    } finally {
      lock.unlock();
    }
  }

  /// Publishes a named event: text as it is, anything else as JSON.
  ///
  /// @return its id; empty without a history
  /// @throws IllegalArgumentException when the data has no JSON form
  public String publish(String name, @Nullable Object data) {
    return publish(Event.of(name, data));
  }

  /// Publishes an event, with its own id if it has one that is not empty.
  ///
  /// @return its id; empty without a history
  /// @throws IllegalArgumentException when the data has no JSON form
  public String publish(Event event) {
    String id = event.id() == null ? "" : event.id();
    // An empty id would have clients forget the last, and come back for nothing.
    Event told = new Event(event.name(), id.isEmpty() ? null : id, event.retry(), event.data());
    byte[] text = EventText.of(told, codec);
    EncodedEvent withoutId = new EncodedEvent(event.name(), text);
    EventPump.letClientsTake(here -> wantsTurn(here, withoutId));
    lock.lock();
    try {
      published++;
      if (history != null) {
        if (id.isEmpty()) {
          id = run + "-" + published;
          text = EventText.withId(id, text);
        }
        history.add(id, text);
      }
      EncodedEvent encoded = new EncodedEvent(event.name(), text);
      for (Iterator<EventStream> each = subscribers.iterator(); each.hasNext(); ) {
        if (!each.next().offer(encoded)) {
          // It ends, and takes its leave by itself.
          each.remove();
        }
      }
      return id;
    } finally {
      lock.unlock();
    }
  }

  /// Whether some clients of that hub may only be slow since it had no turn to send.
  private boolean wantsTurn(Hub here, EncodedEvent event) {
    boolean wanted = false;
    lock.lock();
    try {
      // All are asked: the turns of one are those of the others.
      for (EventStream each : subscribers) {
        wanted |= each.wantsTurn(here, event, ID_BYTES_MAX);
      }
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  /// What it has counted.
  public BroadcastCounters counters() {
    lock.lock();
    try {
      return new BroadcastCounters(subscribers.size(), published, replayed, disconnected, dropped);
    } finally {
      lock.unlock();
    }
  }
}
