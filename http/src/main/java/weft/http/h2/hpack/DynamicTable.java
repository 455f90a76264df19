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

  private static final int BYTES_MIN = 256;
  private static final int FIELDS_MIN = 16;
  private static final int STRIDE = 4;
  private static final int ID = 0;
  private static final int START = 1;
  private static final int NAME_LENGTH = 2;
  private static final int VALUE_LENGTH = 3;

  private int sizeMax;
  private int size;

  /// Fields in a ring, the oldest at `first`; four numbers each.
  private int[] fields = {};

  private int first;
  private int count;

  /// Their text in a ring, in the same order: stored name, value.
  private byte[] bytes = {};

  private int firstByte;
  private int byteCount;

  DynamicTable(int sizeMax) {
    this.sizeMax = sizeMax;
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
  void resize(int sizeMax) {
    this.sizeMax = sizeMax;
    evict(sizeMax);
  }

  /// Where a field is found until the next one is added.
  ///
  /// @param index 0 for the newest
  @HotPath
  int slot(int index) {
    return (first + count - 1 - index) * STRIDE & (fields.length - 1);
  }

  /// Number of a field's name.
  @HotPath
  int id(int slot) {
    return fields[slot + ID];
  }

  /// Bytes of a field's name, as it is stored: 0 when the number says it.
  @HotPath
  int nameLength(int slot) {
    return fields[slot + NAME_LENGTH];
  }

  /// Bytes of a field's value.
  @HotPath
  int valueLength(int slot) {
    return fields[slot + VALUE_LENGTH];
  }

  /// Copies a stored name; needs seven more bytes of room.
  @HotPath
  void copyName(int slot, long target) {
    copyOut(fields[slot + START], target, fields[slot + NAME_LENGTH]);
  }

  /// Copies a stored name and the value behind it; needs seven more bytes of room.
  @HotPath
  void copyText(int slot, long target) {
    copyOut(fields[slot + START], target, fields[slot + NAME_LENGTH] + fields[slot + VALUE_LENGTH]);
  }

  /// Adds a field, dropping old ones to make room; one that is too large for the table empties it.
  ///
  /// @param id from [HeaderIds]
  /// @param name where the name lies; not looked at when the number says it
  @HotPath
  void add(int id, long name, int nameLength, long value, int valueLength) {
    boolean known = HeaderIds.isKnown(id);
    int textLength = (known ? HeaderIds.nameLength(id) : nameLength) + valueLength;
    if (textLength + OVERHEAD > sizeMax) {
      clear();
      return;
    }
    evict(sizeMax - textLength - OVERHEAD);
    int stored = known ? 0 : nameLength;
    if (byteCount + stored + valueLength > bytes.length || (count + 1) * STRIDE > fields.length) {
      growSlow(byteCount + stored + valueLength);
    }
    int start = wrapped(firstByte + byteCount);
    copyIn(name, start, stored);
    copyIn(value, start + stored, valueLength);
    byteCount += stored + valueLength;
    int slot = (first + count) * STRIDE & (fields.length - 1);
    fields[slot + ID] = id;
    fields[slot + START] = start;
    fields[slot + NAME_LENGTH] = stored;
    fields[slot + VALUE_LENGTH] = valueLength;
    count++;
    size += textLength + OVERHEAD;
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
      int slot = first * STRIDE;
      int id = fields[slot + ID];
      int stored = fields[slot + NAME_LENGTH];
      int nameLength = HeaderIds.isKnown(id) ? HeaderIds.nameLength(id) : stored;
      int valueLength = fields[slot + VALUE_LENGTH];
      size -= nameLength + valueLength + OVERHEAD;
      firstByte = wrapped(firstByte + stored + valueLength);
      byteCount -= stored + valueLength;
      first = first + 1 & (fields.length / STRIDE - 1);
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
    int fieldsWanted = Math.max(FIELDS_MIN, Integer.highestOneBit(count) * 2) * STRIDE;
    int[] moved = new int[Math.max(fieldsWanted, fields.length)];
    byte[] text = new byte[Math.max(BYTES_MIN, Math.max(bytes.length, bytesWanted * 2))];
    int at = 0;
    for (int index = 0; index < count; index++) {
      int slot = slot(count - 1 - index);
      System.arraycopy(fields, slot, moved, index * STRIDE, STRIDE);
      int length = fields[slot + NAME_LENGTH] + fields[slot + VALUE_LENGTH];
      int start = fields[slot + START];
      int head = Math.min(length, bytes.length - start);
      System.arraycopy(bytes, start, text, at, head);
      System.arraycopy(bytes, 0, text, at + head, length - head);
      moved[index * STRIDE + START] = at;
      at += length;
    }
    fields = moved;
    bytes = text;
    first = 0;
    firstByte = 0;
    byteCount = at;
  }
}
