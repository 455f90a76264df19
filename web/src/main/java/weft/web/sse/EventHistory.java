package weft.web.sse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The last events, bounded by count and bytes. Not safe for several threads.
final class EventHistory {
  private record Kept(String id, byte[] text) {}

  private final ArrayDeque<Kept> events = new ArrayDeque<>();
  private final BroadcastOptions options;
  private long bytes;

  EventHistory(BroadcastOptions options) {
    this.options = options;
  }

  /// @param text not to be changed any more
  void add(String id, byte[] text) {
    events.add(new Kept(id, text));
    bytes += text.length;
    while (events.size() > options.historyCount() || bytes > options.historyBytes()) {
      bytes -= events.remove().text().length;
    }
  }

  /// What followed the event with that id.
  ///
  /// @param id empty for a client that comes for the first time, which is sent nothing; of an event
  ///   that is not kept any more, or never was, everything
  List<byte[]> after(String id) {
    if (id.isEmpty()) {
      return List.of();
    }
    List<byte[]> newestFirst = new ArrayList<>();
    for (Iterator<Kept> each = events.descendingIterator(); each.hasNext(); ) {
      Kept kept = each.next();
      if (kept.id().equals(id)) {
        break;
      }
      newestFirst.add(kept.text());
    }
    return newestFirst.reversed();
  }
}
