package weft.hub;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// The deadlines of one hub: a hierarchical wheel of six levels with 64 slots each.
///
/// A slot of level *n* spans 64ⁿ ticks. A timer lies on the level of the highest six-bit digit in
/// which its tick differs from the present one, in the slot of that digit; when the time reaches a
/// slot above level 0, its timers move down. One bit per slot says whether it is occupied, so the
/// next deadline is found without walking empty slots.
///
/// Invariant: every timer's tick is greater than `elapsed`.
final class TimerWheel {
  /// A tick is 2¹⁴ ns, about 16 µs. Half of one is what a deadline is late on average.
  private static final int TICK_SHIFT = 14;

  private static final int LEVELS = 6;
  private static final int DIGIT_BITS = 6;
  private static final int SLOTS = 1 << DIGIT_BITS;

  /// Deadlines further away than this many ticks (about 13 days) are cut to it. One slot of the
  /// highest level less than it has: a whole round ahead would be the slot of the present.
  private static final long TICKS_MAX = (SLOTS - 1L) << ((LEVELS - 1) * DIGIT_BITS);

  private final @Nullable Timer[] slots = new Timer[LEVELS * SLOTS];
  private final long[] occupied = new long[LEVELS];
  private final long origin;
  private long elapsed;
  private int count;

  /// A wheel whose time begins at `nowNanos`.
  TimerWheel(long nowNanos) {
    this.origin = nowNanos;
  }

  @HotPath
  void set(Timer timer, long deadlineNanos) {
    cancel(timer);
    long sinceOrigin = deadlineNanos - origin;
    if (sinceOrigin < 0 && deadlineNanos > origin) {
      sinceOrigin = Long.MAX_VALUE;
    }
    // Rounded up, without an overflow.
    long tick = -(-sinceOrigin >> TICK_SHIFT);
    timer.tick = Math.min(Math.max(tick, elapsed + 1), elapsed + TICKS_MAX);
    insert(timer);
    count++;
  }

  @HotPath
  void cancel(Timer timer) {
    if (timer.place != Timer.UNSET) {
      remove(timer);
      count--;
    }
  }

  /// When [#advance] is to be called again at the latest, or `Long.MAX_VALUE`.
  @HotPath
  long nextNanos() {
    if (count == 0) {
      return Long.MAX_VALUE;
    }
    return origin + (nextTick() << TICK_SHIFT);
  }

  /// Runs the actions of all timers that are due.
  @HotPath
  void advance(long nowNanos) {
    long now = (nowNanos - origin) >> TICK_SHIFT;
    while (count > 0) {
      int level = lowestOccupiedLevel();
      long tick = slotTick(level);
      if (tick > now) {
        break;
      }
      elapsed = Math.max(elapsed, tick);
      empty(level, (int) (tick >> (level * DIGIT_BITS)) & (SLOTS - 1));
    }
    elapsed = Math.max(elapsed, now);
  }

  /// Runs the actions of all timers that wake a thread, before their time: the wheel stops here.
  void wakeThreads() {
    for (int place = 0; place < slots.length; place++) {
      Timer timer;
      while ((timer = slots[place]) != null) {
        cancel(timer);
        if (timer.wakesThread) {
          timer.fire();
        }
      }
    }
  }

  int count() {
    return count;
  }

  @HotPath
  private void empty(int level, int slot) {
    int place = level * SLOTS + slot;
    Timer timer;
    while ((timer = slots[place]) != null) {
      remove(timer);
      if (timer.tick <= elapsed) {
        count--;
        timer.fire();
      } else {
        insert(timer);
      }
    }
  }

  @HotPath
  private long nextTick() {
    return slotTick(lowestOccupiedLevel());
  }

  /// Lower levels come first in time: what lies on a level differs from the present only there and
  /// below.
  @HotPath
  private int lowestOccupiedLevel() {
    int level = 0;
    while (occupied[level] == 0) {
      level++;
    }
    return level;
  }

  /// The first tick of the next occupied slot of a level.
  @HotPath
  private long slotTick(int level) {
    int shift = level * DIGIT_BITS;
    int present = (int) (elapsed >> shift) & (SLOTS - 1);
    int ahead = Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], present));
    return ((elapsed >> shift) + ahead) << shift;
  }

  @HotPath
  private void insert(Timer timer) {
    long differing = (elapsed ^ timer.tick) | (SLOTS - 1);
    int level = Math.min(LEVELS - 1, (63 - Long.numberOfLeadingZeros(differing)) / DIGIT_BITS);
    int slot = (int) (timer.tick >> (level * DIGIT_BITS)) & (SLOTS - 1);
    int place = level * SLOTS + slot;
    Timer first = slots[place];
    timer.place = place;
    timer.previous = null;
    timer.next = first;
    if (first != null) {
      first.previous = timer;
    }
    slots[place] = timer;
    occupied[level] |= 1L << slot;
  }

  @HotPath
  private void remove(Timer timer) {
    int place = timer.place;
    Timer previous = timer.previous;
    Timer next = timer.next;
    if (next != null) {
      next.previous = previous;
    }
    if (previous != null) {
      previous.next = next;
    } else {
      slots[place] = next;
      if (next == null) {
        occupied[place / SLOTS] &= ~(1L << (place & (SLOTS - 1)));
      }
    }
    timer.place = Timer.UNSET;
    timer.previous = null;
    timer.next = null;
  }
}
