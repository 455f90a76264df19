package weft.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// Fields to be sent, in order, duplicates kept. Names and values are checked when they are added,
/// so that nothing in a list can end its line (no response splitting).
///
/// Belongs to one thread at a time.
public final class FieldList {
  /// Bytes one list may take on the wire.
  public static final int BYTES_MAX = 48 * 1024;

  /// An empty list; it must stay empty.
  static final FieldList NONE = new FieldList();

  private int[] ids = new int[8];
  private String[] names = new String[8];
  private String[] values = new String[8];
  private int size;
  private int bytes;

  /// Makes an empty list.
  public FieldList() {}

  /// Adds a field.
  ///
  /// @param name a token (RFC 9110 §5.1)
  /// @param value visible Latin-1, spaces and tabs inside
  /// @throws IllegalArgumentException when name or value has characters no field may have, or the
  ///   list would pass [#BYTES_MAX]
  @HotPath
  public void add(String name, String value) {
    add(FieldNames.id(name), name, value);
  }

  @HotPath
  void add(int id, String name, String value) {
    if (id == FieldNames.UNKNOWN && !Ascii.isToken(name)) {
      throw new IllegalArgumentException("the field name '" + name + "' is not a token");
    }
    check(name, value);
    if (size == names.length) {
      growSlow();
    }
    count(name, value, 0);
    ids[size] = id;
    names[size] = name;
    values[size] = value;
    size++;
  }

  /// Replaces every field of that name by one.
  ///
  /// @throws IllegalArgumentException as [#add]
  public void set(String name, String value) {
    int id = FieldNames.id(name);
    if (id == FieldNames.UNKNOWN && !Ascii.isToken(name)) {
      throw new IllegalArgumentException("the field name '" + name + "' is not a token");
    }
    set(id, name, value);
  }

  @HotPath
  void set(int id, String name, String value) {
    int at = find(id, name, 0);
    if (at < 0) {
      add(id, name, value);
      return;
    }
    check(name, value);
    count(name, value, names[at].length() + values[at].length() + 4);
    names[at] = name;
    values[at] = value;
    for (int next = find(id, name, at + 1); next >= 0; next = find(id, name, at + 1)) {
      remove(next);
    }
  }

  @HotPath
  private static void check(String name, String value) {
    if (!FieldValues.isFit(value)) {
      throw new IllegalArgumentException(
          "the value of field " + name + " has a control, a non-Latin-1 character or outer blanks");
    }
  }

  /// Counts a field, or changes nothing: protocols take memory by this count.
  ///
  /// @param freed bytes of the field it replaces
  @HotPath
  private void count(String name, String value, int freed) {
    long now = (long) bytes - freed + name.length() + value.length() + 4;
    if (now > BYTES_MAX) {
      throw new IllegalArgumentException("fields pass " + BYTES_MAX + " bytes");
    }
    bytes = (int) now;
  }

  /// The value of the first field of that name, or `null`.
  public @Nullable String first(String name) {
    int at = find(FieldNames.id(name), name, 0);
    return at < 0 ? null : values[at];
  }

  /// The index of the first field of that name at or behind `from`, or -1.
  @HotPath
  int find(int id, String name, int from) {
    for (int index = from; index < size; index++) {
      if (ids[index] == id && (id != FieldNames.UNKNOWN || names[index].equalsIgnoreCase(name))) {
        return index;
      }
    }
    return -1;
  }

  void remove(int index) {
    bytes -= names[index].length() + values[index].length() + 4;
    int tail = size - index - 1;
    System.arraycopy(ids, index + 1, ids, index, tail);
    System.arraycopy(names, index + 1, names, index, tail);
    System.arraycopy(values, index + 1, values, index, tail);
    size--;
  }

  /// Forgets all fields.
  @HotPath
  public void clear() {
    size = 0;
    bytes = 0;
  }

  /// Count of fields.
  @HotPath
  public int size() {
    return size;
  }

  /// Bytes the fields take on an HTTP/1.1 wire.
  @HotPath
  public int bytes() {
    return bytes;
  }

  /// Number of a field's name, from [FieldNames].
  @HotPath
  public int id(int index) {
    return ids[index];
  }

  /// A field's name as it was given.
  @HotPath
  public String name(int index) {
    return names[index];
  }

  /// A field's value.
  @HotPath
  public String value(int index) {
    return values[index];
  }

  private void growSlow() {
    int count = size * 2;
    ids = Arrays.copyOf(ids, count);
    names = Arrays.copyOf(names, count);
    values = Arrays.copyOf(values, count);
  }
}
