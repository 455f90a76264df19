package weft.web.sse;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events that wait for a client, within a bound on their bytes. Not safe for several threads.
final class PendingEvents {
  private record Waiting(@Nullable String name, byte[] bytes) {}

  private final ArrayDeque<Waiting> queue = new ArrayDeque<>(0);

  /// Events of a history, which are shared with it and therefore not counted; they go first.
  private final ArrayDeque<byte[]> replay = new ArrayDeque<>(0);

  private final int bytesMax;
  private long bytes;
  private long dropped;

  PendingEvents(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  boolean isEmpty() {
    return queue.isEmpty() && replay.isEmpty();
  }

  /// Events dropped or replaced so far.
  long dropped() {
    return dropped;
  }

  /// Whether an event of this size has room; one always has.
  boolean hasRoom(int size) {
    return queue.isEmpty() || bytes + size <= bytesMax;
  }

  void add(@Nullable String name, byte[] event) {
    queue.add(new Waiting(name, event));
    bytes += event.length;
  }

  void replay(List<byte[]> events) {
    replay.addAll(events);
  }

  void dropOldestFor(int size) {
    while (!hasRoom(size)) {
      bytes -= queue.remove().bytes().length;
      dropped++;
    }
  }

  /// Drops the event of that name, if one waits.
  void dropNamed(@Nullable String name) {
    for (Iterator<Waiting> each = queue.iterator(); each.hasNext(); ) {
      Waiting waiting = each.next();
      if (java.util.Objects.equals(name, waiting.name())) {
        bytes -= waiting.bytes().length;
        dropped++;
        each.remove();
        return;
      }
    }
  }

  /// The next event, or null when there is none or it is longer than that.
  byte @Nullable [] poll(int bytesMax) {
    byte[] again = replay.peek();
    if (again != null) {
      return again.length > bytesMax ? null : replay.remove();
    }
    Waiting waiting = queue.peek();
    if (waiting == null || waiting.bytes().length > bytesMax) {
      return null;
    }
    queue.remove();
    bytes -= waiting.bytes().length;
    return waiting.bytes();
  }
}
