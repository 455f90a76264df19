package weft.http.h2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// The streams of a connection that are open or half-closed, by id; and how the last ones that are
/// not any more came to their end.
///
/// Open addressing with linear probing; grows with what the peer opens, up to the bound on streams.
final class StreamTable {
  /// Bound on the ends that are remembered.
  private static final int ENDED_BOUND = 1024;

  private @Nullable MessageStream[] slots = new MessageStream[8];
  private int count;

  /// Ids of ended streams: as they are when we reset them, else their complements; 0 for none.
  private int[] ended = new int[8];

  /// Ends that are remembered: twice as many as there are streams, which may all be reset together
  /// while frames for them are under way. A power of two.
  private final int endedMax;

  private int endedNext;

  /// @param streamsMax streams there may be
  StreamTable(int streamsMax) {
    endedMax = 2 * Integer.highestOneBit(Math.clamp(streamsMax, 32, ENDED_BOUND / 2));
  }

  /// Count of streams.
  @HotPath
  int count() {
    return count;
  }

  @HotPath
  @Nullable MessageStream find(int id) {
    int mask = slots.length - 1;
    for (int slot = slot(id, mask); ; slot = (slot + 1) & mask) {
      MessageStream stream = slots[slot];
      if (stream == null || stream.id == id) {
        return stream;
      }
    }
  }

  @HotPath
  void add(MessageStream stream) {
    if (count * 2 >= slots.length) {
      growSlow();
    }
    place(stream);
    count++;
  }

  @HotPath
  private void place(MessageStream stream) {
    int mask = slots.length - 1;
    int slot = slot(stream.id, mask);
    while (slots[slot] != null) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = stream;
  }

  private void growSlow() {
    @Nullable MessageStream[] old = slots;
    slots = new MessageStream[old.length * 2];
    for (MessageStream stream : old) {
      if (stream != null) {
        place(stream);
      }
    }
  }

  /// Forgets a stream but for how it ended.
  @HotPath
  void remove(MessageStream stream, boolean resetByUs) {
    int mask = slots.length - 1;
    int slot = slot(stream.id, mask);
    while (slots[slot] != stream) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = null;
    count--;
    closeGap(slot, mask);
    remember(stream.id, resetByUs);
  }

  /// Moves streams behind a freed slot to where they are found again.
  @HotPath
  private void closeGap(int freed, int mask) {
    int gap = freed;
    int slot = (freed + 1) & mask;
    MessageStream stream = slots[slot];
    while (stream != null) {
      int home = slot(stream.id, mask);
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        slots[gap] = stream;
        slots[slot] = null;
        gap = slot;
      }
      slot = (slot + 1) & mask;
      stream = slots[slot];
    }
  }

  /// Remembers how a stream ended that may never have been in the table. Of a promised one it does
  /// not matter: its client had nothing to say on it anyway.
  @HotPath
  void remember(int id, boolean resetByUs) {
    if ((id & 1) == 0) {
      return;
    }
    if (endedNext == ended.length && endedNext < endedMax) {
      growEndedSlow();
    }
    ended[endedNext++] = resetByUs ? id : ~id;
    if (endedNext == endedMax) {
      endedNext = 0;
    }
  }

  private void growEndedSlow() {
    ended = Arrays.copyOf(ended, ended.length * 2);
  }

  /// Whether we reset this stream not long ago.
  boolean wasResetByUs(int id) {
    return isRemembered(id);
  }

  /// Whether this stream came to its end not long ago, in whatever way.
  boolean hasEnded(int id) {
    return isRemembered(id) || isRemembered(~id);
  }

  private boolean isRemembered(int mark) {
    for (int each : ended) {
      if (each == mark) {
        return true;
      }
    }
    return false;
  }

  /// For walking over all streams: the number of slots.
  int slotCount() {
    return slots.length;
  }

  /// The stream in a slot, or `null`.
  @Nullable MessageStream slot(int index) {
    return slots[index];
  }

  @HotPath
  private static int slot(int id, int mask) {
    return (((id >>> 1) * 0x9e37_79b9) >>> 16) & mask;
  }
}
