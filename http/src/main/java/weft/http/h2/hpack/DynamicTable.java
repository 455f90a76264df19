package weft.http.h2.hpack;

import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The fields a connection has seen in one direction, newest first (RFC 7541 §2.3.2). Bounded by a
/// size, in which every field counts 32 bytes more than its text.
///
/// Nothing is allocated before the first field. Names that have a number are not stored.
final class DynamicTable {
  /// What a field counts beside its text (RFC 7541 §4.1).
  static final int OVERHEAD = 32;

  /// The largest bound, in bytes.
  static final int SIZE_MAX = 4096;

  /// Numbers of a field have so many bits: the ring of text is at most twice the bound.
  private static final int BITS = 13;

  private static final int MASK = (1 << BITS) - 1;

  private static final int BYTES_MIN = 256;
  private static final int FIELDS_MIN = 16;

  private int sizeMax;
  private int size;

  /// Fields in a ring whose length is a power of two, the oldest at `first`. Each is five numbers:
  /// that of its name, what it counts, bytes of its stored name and of its value, and where its
  /// text starts.
  private long[] fields = new long[1];

  private int first;
  private int count;

  /// Their text in a ring, in the same order: stored name, value.
  private byte[] bytes = {};

  private int firstByte;
  private int byteCount;

  /// @param sizeMax 0 to [#SIZE_MAX]
  DynamicTable(int sizeMax) {
    resize(sizeMax);
  }

  /// Count of fields.
  @HotPath
  int count() {
    return count;
  }

  /// Size of the fields.
  int size() {
    return size;
  }

  /// Bound of the size.
  @HotPath
  int sizeMax() {
    return sizeMax;
  }

  /// Sets the bound, which may drop fields.
  ///
  /// @param sizeMax 0 to [#SIZE_MAX]
  void resize(int sizeMax) {
    assert sizeMax >= 0 && sizeMax <= SIZE_MAX : sizeMax;
    this.sizeMax = sizeMax;
    evict(sizeMax);
  }

  /// A field, good until the next one is added.
  ///
  /// @param index 0 for the newest
  @HotPath
  long field(int index) {
    return fields[first + count - 1 - index & fields.length - 1];
  }

  /// Number of a field's name.
  @HotPath
  static int id(long field) {
    return (int) (field >> (4 * BITS));
  }

  /// What a field counts.
  @HotPath
  static int size(long field) {
    return (int) (field >> (3 * BITS)) & MASK;
  }

  /// Bytes of a field's name, as it is stored: 0 when the number says it.
  @HotPath
  static int nameLength(long field) {
    return (int) (field >> (2 * BITS)) & MASK;
  }

  /// Bytes of a field's value.
  @HotPath
  static int valueLength(long field) {
    return (int) field >>> BITS & MASK;
  }

  private static int start(long field) {
    return (int) field & MASK;
  }

  @HotPath
  private static long field(int id, int size, int nameLength, int valueLength, int start) {
    return (long) id << (4 * BITS)
        | (long) size << (3 * BITS)
        | (long) nameLength << (2 * BITS)
        | (long) valueLength << BITS
        | start;
  }

  /// Copies a stored name; needs 31 more bytes of room.
  @HotPath
  void copyName(long field, long target) {
    copyOut(start(field), target, nameLength(field));
  }

  /// Copies the text of fields that were added one after another: of each the stored name, then the
  /// value. Needs 31 more bytes of room.
  ///
  /// @param oldest index of the first
  /// @param newest index of the last, the smaller one
  @HotPath
  void copyText(int oldest, int newest, long target) {
    int length = 0;
    for (int index = oldest; index >= newest; index--) {
      long field = field(index);
      length += nameLength(field) + valueLength(field);
    }
    copyOut(start(field(oldest)), target, length);
  }

  /// Adds a field, dropping old ones to make room; one that is too large for the table empties it.
  ///
  /// @param id from [HeaderIds]
  /// @param name where the name lies; not looked at when the number says it
  @HotPath
  void add(int id, long name, int nameLength, long value, int valueLength) {
    boolean known = HeaderIds.isKnown(id);
    int more = (known ? HeaderIds.nameLength(id) : nameLength) + valueLength + OVERHEAD;
    if (more > sizeMax) {
      clear();
      return;
    }
    evict(sizeMax - more);
    int stored = known ? 0 : nameLength;
    if (byteCount + stored + valueLength > bytes.length || count == fields.length) {
      growSlow(byteCount + stored + valueLength);
    }
    int start = wrapped(firstByte + byteCount);
    copyIn(name, start, stored);
    copyIn(value, start + stored, valueLength);
    byteCount += stored + valueLength;
    fields[first + count & fields.length - 1] = field(id, more, stored, valueLength, start);
    count++;
    size += more;
  }

  /// Drops all fields.
  void clear() {
    first = 0;
    count = 0;
    size = 0;
    firstByte = 0;
    byteCount = 0;
  }

  @HotPath
  private void evict(int target) {
    while (size > target) {
      long oldest = fields[first];
      int length = nameLength(oldest) + valueLength(oldest);
      size -= size(oldest);
      firstByte = wrapped(firstByte + length);
      byteCount -= length;
      first = first + 1 & fields.length - 1;
      count--;
    }
  }

  @HotPath
  private int wrapped(int at) {
    return at >= bytes.length ? at - bytes.length : at;
  }

  @HotPath
  private void copyIn(long source, int at, int length) {
    int start = wrapped(at);
    int head = Math.min(length, bytes.length - start);
    Memory.copyOut(source, bytes, start, head);
    Memory.copyOut(source + head, bytes, 0, length - head);
  }

  @HotPath
  private void copyOut(int start, long target, int length) {
    int head = Math.min(length, bytes.length - start);
    Eights.copy(bytes, start, target, head);
    if (head < length) {
      Eights.copy(bytes, 0, target + head, length - head);
    }
  }

  /// Makes both rings larger and begins them at 0.
  private void growSlow(int bytesWanted) {
    int fieldsWanted = Math.max(FIELDS_MIN, Integer.highestOneBit(count) * 2);
    long[] moved = new long[Math.max(fieldsWanted, fields.length)];
    byte[] text = new byte[Math.max(BYTES_MIN, Math.max(bytes.length, bytesWanted * 2))];
    int at = 0;
    for (int index = 0; index < count; index++) {
      long field = field(count - 1 - index);
      int length = nameLength(field) + valueLength(field);
      int head = Math.min(length, bytes.length - start(field));
      System.arraycopy(bytes, start(field), text, at, head);
      System.arraycopy(bytes, 0, text, at + head, length - head);
      moved[index] = (field & ~MASK) | at;
      at += length;
    }
    fields = moved;
    bytes = text;
    first = 0;
    firstByte = 0;
    byteCount = at;
  }
}
