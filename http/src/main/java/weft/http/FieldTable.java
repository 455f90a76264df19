package weft.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The fields of one received message as slices of native memory; strings are made when asked for.
///
/// A protocol fills it, [Headers] shows it to users. The memory belongs to the exchange and lives
/// as long as the handler runs. Filled on the hub, then read by the handler's thread.
///
/// A thread that a request was lent to may still read while the handler returns. It finds all that
/// was there, since the table of such a request is never cleared or filled again, and
/// `IllegalStateException` where it would need the memory that is gone.
public final class FieldTable {
  private static final int STRIDE = 5;
  private static final int ID = 0;
  private static final int NAME_OFFSET = 1;
  private static final int NAME_LENGTH = 2;
  private static final int VALUE_OFFSET = 3;
  private static final int VALUE_LENGTH = 4;

  private static final int[] PRECONDITIONS = {
    FieldNames.id("if-match"),
    FieldNames.id("if-none-match"),
    FieldNames.id("if-modified-since"),
    FieldNames.id("if-unmodified-since"),
    FieldNames.id("if-range")
  };

  private static final long PRECONDITION_BITS =
      Arrays.stream(PRECONDITIONS).mapToLong(id -> 1L << id).reduce(0, (some, bit) -> some | bit);

  private int[] slices = new int[16 * STRIDE];
  private @Nullable String[] names = new String[16];
  private @Nullable String[] values = new String[16];
  private byte[] scratch = new byte[128];
  private int size;

  // Numbers of names as bits, those from 64 on in the places of others.
  private long seen;
  private long repeated;

  private boolean stringsMade;
  private long base;

  /// Makes an empty table.
  public FieldTable() {}

  /// Lets go of the memory, before somebody else gets it. The fields stay, for whoever is late.
  @HotPath
  public void release() {
    base = 0;
    VarHandle.storeStoreFence();
  }

  /// Forgets all fields, and lets go of the memory. Not for the table of a request that was lent.
  @HotPath
  public void clear() {
    if (stringsMade) {
      Arrays.fill(names, 0, size, null);
      Arrays.fill(values, 0, size, null);
      stringsMade = false;
    }
    size = 0;
    seen = 0;
    repeated = 0;
    release();
  }

  /// Says where offset 0 lies. The bytes may be moved by calling this again.
  @HotPath
  public void setBase(long address) {
    base = address;
  }

  /// Adds a field by its place behind the base.
  ///
  /// @param id from [FieldNames]
  @HotPath
  public void add(int id, int nameOffset, int nameLength, int valueOffset, int valueLength) {
    int at = size * STRIDE;
    if (at == slices.length) {
      growSlow();
    }
    int[] target = slices;
    long bit = 1L << id;
    repeated |= seen & bit;
    seen |= bit;
    target[at] = id;
    target[at + NAME_OFFSET] = nameOffset;
    target[at + NAME_LENGTH] = nameLength;
    target[at + VALUE_OFFSET] = valueOffset;
    target[at + VALUE_LENGTH] = valueLength;
    size++;
  }

  /// Adds a field that has strings instead of bytes.
  public void add(String name, String value) {
    int id = FieldNames.id(name);
    add(id, 0, name.length(), 0, value.length());
    names[size - 1] =
        id == FieldNames.UNKNOWN ? name.toLowerCase(java.util.Locale.ROOT) : FieldNames.name(id);
    values[size - 1] = value;
    stringsMade = true;
  }

  /// The same fields as strings, which need no memory of their own and are all made.
  public FieldTable copy() {
    FieldTable copy = new FieldTable();
    for (int index = 0; index < size; index++) {
      copy.add(name(index), value(index));
    }
    return copy;
  }

  /// Count of fields.
  @HotPath
  public int size() {
    return size;
  }

  /// The names that may be there more than once: bit `id % 64` for each of [FieldNames], so that
  /// one bit stands for several names. A bit that is not set is certain.
  @HotPath
  public long repeated() {
    return repeated;
  }

  /// Whether a precondition is among them (RFC 9110 §13.1).
  @HotPath
  boolean hasPrecondition() {
    return (seen & PRECONDITION_BITS) != 0 && hasPreconditionSlow();
  }

  private boolean hasPreconditionSlow() {
    for (int id : PRECONDITIONS) {
      if (find(id, FieldNames.name(id), 0) >= 0) {
        return true;
      }
    }
    return false;
  }

  /// Number of a field's name, from [FieldNames].
  @HotPath
  public int id(int index) {
    return slices[checked(index) * STRIDE + ID];
  }

  /// Address of a field's value; meaningless for fields made of strings.
  @HotPath
  public long valueAddress(int index) {
    return base + slices[checked(index) * STRIDE + VALUE_OFFSET];
  }

  /// Bytes of a field's value.
  @HotPath
  public int valueLength(int index) {
    return slices[checked(index) * STRIDE + VALUE_LENGTH];
  }

  /// A field's name, lower case.
  public String name(int index) {
    String name = names[checked(index)];
    return name != null ? name : nameSlow(index);
  }

  /// A field's value, each byte a Latin-1 character.
  public String value(int index) {
    String value = values[checked(index)];
    return value != null ? value : valueSlow(index);
  }

  /// The index of the first field of that name at or behind `from`, or -1.
  @HotPath
  public int find(int id, String name, int from) {
    if (id != FieldNames.UNKNOWN && (seen & 1L << id) == 0) {
      return -1;
    }
    int[] source = slices;
    int end = size * STRIDE;
    for (int at = from * STRIDE; at < end; at += STRIDE) {
      if (source[at] == id && (id != FieldNames.UNKNOWN || hasName(at / STRIDE, name))) {
        return at / STRIDE;
      }
    }
    return -1;
  }

  private boolean hasName(int index, String name) {
    int length = slices[index * STRIDE + NAME_LENGTH];
    if (length != name.length()) {
      return false;
    }
    String known = names[index];
    if (known != null) {
      return known.equalsIgnoreCase(name);
    }
    long address = address(slices[index * STRIDE + NAME_OFFSET]);
    int same = 0;
    while (same < length
        && Ascii.lower(Memory.getByte(address + same)) == Ascii.lower(name.charAt(same))) {
      same++;
    }
    checkKept();
    return same == length;
  }

  private int checked(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("field " + index + " of " + size);
    }
    return index;
  }

  private String nameSlow(int index) {
    int at = index * STRIDE;
    int id = slices[at];
    String name;
    if (id != FieldNames.UNKNOWN) {
      name = FieldNames.name(id);
    } else {
      int length = slices[at + NAME_LENGTH];
      byte[] bytes = copyOut(slices[at + NAME_OFFSET], length);
      for (int step = 0; step < length; step++) {
        bytes[step] = (byte) Ascii.lower(bytes[step]);
      }
      name = new String(bytes, 0, length, ISO_8859_1);
    }
    names[index] = name;
    stringsMade = true;
    return name;
  }

  private String valueSlow(int index) {
    int at = index * STRIDE;
    int length = slices[at + VALUE_LENGTH];
    byte[] bytes = copyOut(slices[at + VALUE_OFFSET], length);
    String value = length == 0 ? "" : new String(bytes, 0, length, ISO_8859_1);
    values[index] = value;
    stringsMade = true;
    return value;
  }

  /// Copies bytes to the beginning of an array.
  private byte[] copyOut(int offset, int length) {
    byte[] bytes = scratch;
    if (length > bytes.length) {
      bytes = new byte[Math.max(length, bytes.length * 2)];
      scratch = bytes;
    }
    Memory.copyOut(address(offset), bytes, 0, length);
    checkKept();
    return bytes;
  }

  /// Where bytes lie. Whoever still reads while the handler returns, against the rules, finds the
  /// table without memory, and must not read at address 0.
  private long address(int offset) {
    long start = base;
    if (start == 0) {
      throw ClosedExchange.over();
    }
    return start + offset;
  }

  /// Whether the bytes just read were still the table's: it lets go of them before somebody else
  /// gets them, and a table that was lent is not used again.
  private void checkKept() {
    VarHandle.loadLoadFence();
    if (base == 0) {
      throw ClosedExchange.over();
    }
  }

  private void growSlow() {
    int count = size * 2;
    slices = Arrays.copyOf(slices, count * STRIDE);
    names = Arrays.copyOf(names, count);
    values = Arrays.copyOf(values, count);
  }
}
