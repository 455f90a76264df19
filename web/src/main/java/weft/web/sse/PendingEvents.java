package weft.web.sse;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Events that wait for a client, within a bound on their bytes. Not safe for several threads.
final class PendingEvents {
  private final ArrayDeque<EncodedEvent> queue = new ArrayDeque<>(0);

  /// Events of a history, which are shared with it and therefore not counted; they go first. None
  /// when it is `null`.
  private @Nullable ArrayDeque<byte[]> replay;

  private final int bytesMax;
  private long bytes;

  PendingEvents(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  boolean isEmpty() {
    return queue.isEmpty() && replay == null;
  }

  /// Whether an event of this size has room; one always has.
  boolean hasRoom(int size) {
    return queue.isEmpty() || bytes + size <= bytesMax;
  }

  /// Whether an event of this size and name has room when the one of the same name that waits goes.
  boolean hasRoomInstead(@Nullable String name, int size) {
    for (EncodedEvent waiting : queue) {
      if (Objects.equals(name, waiting.name())) {
        return queue.size() == 1 || bytes - waiting.text().length + size <= bytesMax;
      }
    }
    return false;
  }

  void add(EncodedEvent event) {
    queue.add(event);
    bytes += event.text().length;
  }

  void replay(List<byte[]> events) {
    if (replay != null) {
      replay.addAll(events);
    } else if (!events.isEmpty()) {
      replay = new ArrayDeque<>(events);
    }
  }

  /// Makes room for an event of this size.
  ///
  /// @return how many it drops
  int dropOldestFor(int size) {
    int dropped = 0;
    while (!hasRoom(size)) {
      bytes -= queue.remove().text().length;
      dropped++;
    }
    return dropped;
  }

  /// Drops the event of that name, if one waits.
  ///
  /// @return how many it drops
  int dropNamed(@Nullable String name) {
    for (Iterator<EncodedEvent> each = queue.iterator(); each.hasNext(); ) {
      EncodedEvent waiting = each.next();
      if (Objects.equals(name, waiting.name())) {
        bytes -= waiting.text().length;
        each.remove();
        return 1;
      }
    }
    return 0;
  }

  /// The next event, or null when there is none or it is longer than that.
  byte @Nullable [] poll(long bytesMax) {
    return replay == null ? pollQueue(bytesMax) : pollReplay(replay, bytesMax);
  }

  private byte @Nullable [] pollReplay(ArrayDeque<byte[]> events, long bytesMax) {
    if (events.element().length > bytesMax) {
      return null;
    }
    byte[] next = events.remove();
    if (events.isEmpty()) {
      replay = null;
    }
    return next;
  }

  private byte @Nullable [] pollQueue(long bytesMax) {
    EncodedEvent waiting = queue.peek();
    if (waiting == null || waiting.text().length > bytesMax) {
      return null;
    }
    queue.remove();
    bytes -= waiting.text().length;
    return waiting.text();
  }
}
