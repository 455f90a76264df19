package weft.http.protocol;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Objects made of short byte strings that come again and again, such as paths and hosts, so that
/// they need not be made and checked each time.
///
/// Each key has one place; a newcomer takes it when it is seen twice in a row there, so a flood of
/// different keys makes nothing. Confined to a hub; one per hub.
final class InternTable<T> {
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
    Entry<T> entry = entries[slot(hash(address, length))];
    return entry != null && entry.length == length && matches(entry.words, address, length)
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
    long[] words = new long[(length + 7) >>> 3];
    for (int index = 0; index < words.length; index++) {
      words[index] = word(address, length, index);
    }
    entries[slot(hash(address, length))] = new Entry<>(words, length, value);
  }

  @HotPath
  private static boolean matches(long[] words, long address, int length) {
    for (int index = 0; index < words.length; index++) {
      if (words[index] != word(address, length, index)) {
        return false;
      }
    }
    return true;
  }

  @HotPath
  private static long hash(long address, int length) {
    long hash = length;
    int words = (length + 7) >>> 3;
    for (int index = 0; index < words; index++) {
      hash = (hash ^ word(address, length, index)) * MULTIPLIER;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  @HotPath
  private static long word(long address, int length, int index) {
    long word = Memory.getLong(address + 8L * index);
    int left = length - 8 * index;
    return left >= 8 ? word : word & (-1L >>> (64 - 8 * left));
  }

  @HotPath
  private static int slot(long hash) {
    return (int) ((hash * MULTIPLIER) >>> (64 - SIZE_SHIFT));
  }

  // An array of a generic type cannot be made in any other way.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> @Nullable Entry<T>[] entries() {
    return (@Nullable Entry<T>[]) new Entry[1 << SIZE_SHIFT];
  }

  /// A key, its last word filled up with zeros, and what it stands for.
  private static final class Entry<T> {
    final long[] words;
    final int length;
    final T value;

    Entry(long[] words, int length, T value) {
      this.words = words;
      this.length = length;
      this.value = value;
    }
  }
}
