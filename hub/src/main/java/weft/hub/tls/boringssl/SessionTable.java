package weft.hub.tls.boringssl;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A client's sessions by server, as many as there are places.
///
/// A table of fixed size: a key falls on a few places next to each other, so a server may have that
/// many tickets, and servers that fall on the same places push one another out. No lock, since hubs
/// put tickets in. Whoever takes a session out owns it.
final class SessionTable {
  /// Places a key falls on.
  static final int WAYS = 4;

  /// A session and whose it is.
  ///
  /// @param pointer of the native session, owned by whoever has the entry
  /// @param isSingleUse whether it should be used once, as RFC 8446 §C.4 has it for tickets
  record Entry(String key, long pointer, boolean isSingleUse) {}

  private final AtomicReferenceArray<@Nullable Entry> places;
  private final LongConsumer free;

  /// @param size places, a multiple of [#WAYS]
  /// @param free gives a session back
  SessionTable(int size, LongConsumer free) {
    this.places = new AtomicReferenceArray<>(size);
    this.free = free;
  }

  /// Takes a session of a server out, or `null`.
  @Nullable Entry take(String key) {
    int first = first(key);
    for (int way = 0; way < WAYS; way++) {
      Entry present = places.get(first + way);
      if (present != null
          && present.key().equals(key)
          && places.compareAndSet(first + way, present, null)) {
        return present;
      }
    }
    return null;
  }

  /// Puts a session in, and gives back the one it pushes out.
  void put(Entry entry) {
    int place = placeFor(entry);
    Entry old = places.getAndSet(place, entry);
    if (old != null) {
      free.accept(old.pointer());
    }
  }

  /// One that may be used again replaces what there was of its server; else the first free place,
  /// else whichever the pointer chooses.
  private int placeFor(Entry entry) {
    int first = first(entry.key());
    int empty = -1;
    for (int way = WAYS - 1; way >= 0; way--) {
      Entry present = places.get(first + way);
      if (present == null) {
        empty = first + way;
      } else if (!entry.isSingleUse() && present.key().equals(entry.key())) {
        return first + way;
      }
    }
    return empty >= 0 ? empty : first + (Long.hashCode(entry.pointer() >>> 4) & (WAYS - 1));
  }

  private int first(String key) {
    int hash = key.hashCode() * 0x9e3779b9;
    return Math.floorMod(hash ^ (hash >>> 16), places.length() / WAYS) * WAYS;
  }

  /// Gives all back.
  void clear() {
    for (int place = 0; place < places.length(); place++) {
      Entry old = places.getAndSet(place, null);
      if (old != null) {
        free.accept(old.pointer());
      }
    }
  }
}
