package weft.http.protocol;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Objects made of short byte strings that come again and again, such as paths and hosts, so that
/// they need not be made and checked each time.
///
/// Each key has one place; a newcomer takes it when it is seen twice in a row there, so a flood of
/// different keys makes nothing. Confined to a hub; one per hub.
public final class InternTable<T> {
  /// Longest key kept, in bytes.
  static final int KEY_BYTES_MAX = 96;

  private static final int SIZE_SHIFT = 10;
  private static final long MULTIPLIER = 0x9e37_79b9_7f4a_7c15L;

  private final @Nullable Entry<T>[] entries = entries();
  private final long[] seen = new long[1 << SIZE_SHIFT];

  InternTable() {}

  /// The object kept for these bytes, or `null`. May read eight bytes behind them.
  ///
  /// @param length bytes, at least 1
  @HotPath
  @Nullable T get(long address, int length) {
    if (length > KEY_BYTES_MAX) {
      return null;
    }
    long first = first(address, length);
    long last = last(address, length);
    Entry<T> entry = entries[slot(hash(first, last, address, length))];
    return entry != null
            && entry.first == first
            && entry.last == last
            && entry.length == length
            && entry.hasBetween(address)
        ? entry.value
        : null;
  }

  /// Whether an object for these bytes should be offered now.
  boolean wants(long address, int length) {
    if (length > KEY_BYTES_MAX) {
      return false;
    }
    long hash = hash(address, length);
    int slot = slot(hash);
    boolean again = seen[slot] == hash;
    seen[slot] = hash;
    return again;
  }

  /// Keeps an object for these bytes.
  void put(long address, int length, T value) {
    long first = first(address, length);
    long last = last(address, length);
    long[] between = new long[wordsBetween(length)];
    for (int index = 0; index < between.length; index++) {
      between[index] = Memory.getLong(address + 8L * (index + 1));
    }
    entries[slot(hash(first, last, address, length))] =
        new Entry<>(first, last, between, length, value);
  }

  /// A hash of bytes, for tables of one place per key. May read eight bytes behind them.
  ///
  /// @param length bytes, at least 1
  @HotPath
  public static long hash(long address, int length) {
    return hash(first(address, length), last(address, length), address, length);
  }

  /// The first eight bytes; of less, all, and zeros.
  @HotPath
  private static long first(long address, int length) {
    long word = Memory.getLong(address);
    return length >= 8 ? word : word & (-1L >>> (64 - 8 * length));
  }

  /// The last eight bytes, which may be some of the first; 0 where those are all.
  @HotPath
  private static long last(long address, int length) {
    return length > 8 ? Memory.getLong(address + length - 8) : 0;
  }

  /// How many words it takes to come from the first one to the last.
  @HotPath
  private static int wordsBetween(int length) {
    return length > 16 ? (length - 9) >>> 3 : 0;
  }

  @HotPath
  private static long hash(long first, long last, long address, int length) {
    long hash = (first ^ length) * MULTIPLIER;
    hash = (hash ^ (hash >>> 29) ^ last) * MULTIPLIER;
    for (int left = wordsBetween(length); left > 0; left--) {
      hash = (hash ^ (hash >>> 29) ^ Memory.getLong(address + 8L * left)) * MULTIPLIER;
    }
    return hash;
  }

  @HotPath
  private static int slot(long hash) {
    return (int) (hash >>> (64 - SIZE_SHIFT));
  }

  // An array of a generic type cannot be made in any other way.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> @Nullable Entry<T>[] entries() {
    return (@Nullable Entry<T>[]) new Entry[1 << SIZE_SHIFT];
  }

  /// A key, by its first and last eight bytes and those between them, and what it stands for.
  private static final class Entry<T> {
    final long first;
    final long last;
    final long[] between;
    final int length;
    final T value;

    Entry(long first, long last, long[] between, int length, T value) {
      this.first = first;
      this.last = last;
      this.between = between;
      this.length = length;
      this.value = value;
    }

    @HotPath
    boolean hasBetween(long address) {
      for (int index = 0; index < between.length; index++) {
        if (between[index] != Memory.getLong(address + 8L * (index + 1))) {
          return false;
        }
      }
      return true;
    }
  }
}
