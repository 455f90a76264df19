package weft.http.h2.hpack;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// The dynamic table as the encoder knows it: what was sent, and where to find it again.
///
/// Fields are found by a hash of number and value. When two share a place the newer one has it: the
/// older is then sent as text once more, which costs bytes, not truth.
final class EncoderTable {
  private static final int PLACES = 256;

  private final int[] placeNumbers = new int[PLACES];
  private @Nullable String[] names = new String[16];
  private String[] values = new String[16];
  private int[] ids = new int[16];
  private int sizeMax;
  private int size;
  private int count;

  /// Number of the field that will be added next; numbers count from 1, and may run over.
  private int next = 1;

  EncoderTable(int sizeMax) {
    this.sizeMax = sizeMax;
  }

  int sizeMax() {
    return sizeMax;
  }

  /// Sets the bound, which may drop fields.
  void resize(int sizeMax) {
    this.sizeMax = sizeMax;
    evict(sizeMax);
  }

  /// The index of a field as it is sent, or 0.
  @HotPath
  int find(int id, String name, String value) {
    int number = placeNumbers[place(id, name, value)];
    if (number == 0 || next - number > count) {
      return 0;
    }
    int slot = slot(number);
    boolean same = ids[slot] == id && values[slot].equals(value) && isNamed(slot, name);
    return same ? StaticTable.COUNT + next - number : 0;
  }

  /// Adds a field that fits.
  @HotPath
  void add(int id, String name, String value) {
    int more = entrySize(name, value);
    evict(sizeMax - more);
    if (count == ids.length) {
      growSlow();
    }
    int slot = slot(next);
    ids[slot] = id;
    names[slot] = HeaderIds.isKnown(id) ? null : name;
    values[slot] = value;
    placeNumbers[place(id, name, value)] = next;
    next++;
    count++;
    size += more;
  }

  static int entrySize(String name, String value) {
    return name.length() + value.length() + DynamicTable.OVERHEAD;
  }

  @HotPath
  private boolean isNamed(int slot, String name) {
    String stored = names[slot];
    return stored == null || stored.equals(name);
  }

  @HotPath
  private void evict(int target) {
    while (size > target) {
      int slot = slot(next - count);
      String name = names[slot];
      size -= entrySize(name == null ? HeaderIds.name(ids[slot]) : name, values[slot]);
      count--;
    }
  }

  @HotPath
  private int slot(int number) {
    return number & (ids.length - 1);
  }

  @HotPath
  private static int place(int id, String name, String value) {
    int hash = value.hashCode() * 31 + (HeaderIds.isKnown(id) ? id : name.hashCode());
    return (hash ^ hash >>> 16) & (PLACES - 1);
  }

  private void growSlow() {
    int length = ids.length * 2;
    int[] movedIds = new int[length];
    @Nullable String[] movedNames = new String[length];
    String[] movedValues = new String[length];
    for (int back = count; back > 0; back--) {
      int number = next - back;
      movedIds[number & (length - 1)] = ids[slot(number)];
      movedNames[number & (length - 1)] = names[slot(number)];
      movedValues[number & (length - 1)] = values[slot(number)];
    }
    ids = movedIds;
    names = movedNames;
    values = movedValues;
  }
}
