package weft.http.h2.hpack;

import weft.http.Ascii;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Decodes header blocks of one connection, in their order (RFC 7541 §3).
///
/// What a block decodes to may be larger than its receiver wants. Then the block is decoded to its
/// end all the same, because later blocks count on what it puts into the table, but nothing more is
/// told of it.
public final class HpackDecoder {
  /// The block was decoded.
  public static final int DONE = 0;

  /// The block was decoded, but its fields are too many or too large: its stream is to be refused.
  public static final int TOO_LARGE = 1;

  /// The block is malformed. The connection cannot go on: `COMPRESSION_ERROR`.
  public static final int MALFORMED = 2;

  private static final int INDEXED = 0x80;

  /// The bits of a first byte that are an index; all of them mean that more bytes follow.
  private static final int INDEX_MASK = 0x7f;

  private static final int INCREMENTAL = 0x40;
  private static final int SIZE_UPDATE = 0x20;
  private static final int HUFFMAN = 0x80;

  /// Size updates in one block that have a reason: down to the least, and up again (RFC 7541 §4.2).
  private static final int SIZE_UPDATES_MAX = 2;

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private final DynamicTable table;
  private int tableSizeMax;

  /// The peer has to shrink its table before it goes on.
  private boolean updateDue;

  private long at;
  private long end;
  private long out;
  private int room;
  private int written;
  private int listSize;
  private int listSizeMax;
  private boolean tooLarge;
  private int resizes;

  /// @param tableSizeMax the table size we announce (`SETTINGS_HEADER_TABLE_SIZE`), 0 to 4096 bytes
  public HpackDecoder(int tableSizeMax) {
    this.tableSizeMax = tableSizeMax;
    this.table = new DynamicTable(tableSizeMax);
  }

  /// The peer has acknowledged another table size.
  public void allowTableSize(int bytes) {
    tableSizeMax = bytes;
    updateDue = table.sizeMax() > bytes;
  }

  /// Decodes one whole block.
  ///
  /// @param block its bytes, with eight more behind them that may be read
  /// @param out where names and values go, with 31 more bytes behind `room`
  /// @param room bytes there are, at least `listSizeMax` and the size of the table together
  /// @param listSizeMax bound of the fields' size, counted as `SETTINGS_MAX_HEADER_LIST_SIZE` is
  /// @return [#DONE], [#TOO_LARGE] or [#MALFORMED]
  @HotPath
  public int decode(long block, int length, long out, int room, int listSizeMax, HeaderSink sink) {
    at = block;
    end = block + length;
    assert room >= listSizeMax + table.sizeMax() : room;
    this.out = out;
    this.room = room;
    this.listSizeMax = listSizeMax;
    written = 0;
    listSize = 0;
    tooLarge = false;
    if (!sizeUpdates()) {
      return MALFORMED;
    }
    while (at < end) {
      int first = Memory.getByte(at);
      boolean wellFormed = first < 0 ? known(sink) : field(first, sink);
      if (!wellFormed) {
        return MALFORMED;
      }
      if (tooLarge) {
        skipKnown();
      }
    }
    return tooLarge ? TOO_LARGE : DONE;
  }

  /// How often the last block changed the size of the table.
  @HotPath
  public int resizes() {
    return resizes;
  }

  /// "This dynamic table size update MUST occur at the beginning of the first header block
  /// following the change to the dynamic table size."
  /// https://www.rfc-editor.org/rfc/rfc7541#section-4.2
  @HotPath
  private boolean sizeUpdates() {
    resizes = 0;
    while (at < end && (Memory.getByte(at) & 0xe0) == SIZE_UPDATE) {
      int size = integer(0x1f);
      if (size < 0 || size > tableSizeMax || resizes == SIZE_UPDATES_MAX) {
        return false;
      }
      table.resize(size);
      resizes++;
      updateDue = false;
    }
    return !updateDue;
  }

  @HotPath
  private boolean field(int first, HeaderSink sink) {
    if ((first & INCREMENTAL) != 0) {
      return literal(0x3f, true, sink);
    }
    // A size update, which has no place here, or a literal that stays out of the table.
    return (first & SIZE_UPDATE) == 0 && literal(0x0f, false, sink);
  }

  /// Passes over fields of the tables: nobody is told of them, and they change no table, so that a
  /// block of ten thousand costs what its bytes cost.
  @HotPath
  private void skipKnown() {
    int most = INDEXED + Math.min(StaticTable.COUNT + table.count(), INDEX_MASK - 1);
    // Added to an index, sets its highest bit if there is no such field.
    long beyond = (INDEXED + INDEX_MASK - most) * Ascii.ONES;
    long next = at;
    while (end - next >= Long.BYTES) {
      long firsts = Memory.getLong(next);
      long indexes = firsts & ~HIGH_BITS;
      long known = firsts & (indexes + ~HIGH_BITS) & ~(indexes + beyond);
      if ((known & HIGH_BITS) != HIGH_BITS) {
        break;
      }
      next += Long.BYTES;
    }
    while (next < end) {
      int first = Memory.getByte(next) & 0xff;
      if (first <= INDEXED || first > most) {
        break;
      }
      next++;
    }
    at = next;
  }

  /// A field of one of the tables, and those behind it that a run has.
  @HotPath
  private boolean known(HeaderSink sink) {
    int index = integer(INDEX_MASK);
    if (index <= 0 || index > StaticTable.COUNT + table.count()) {
      return false;
    }
    if (index <= StaticTable.COUNT) {
      knownStatic(index, sink);
    } else {
      knownDynamic(index, sink);
    }
    return true;
  }

  @HotPath
  private void knownStatic(int index, HeaderSink sink) {
    int id = StaticTable.id(index);
    int valueLength = StaticTable.valueLength(index);
    if (admits(HeaderIds.nameLength(id) + valueLength + DynamicTable.OVERHEAD)) {
      StaticTable.copyValue(index, out + written);
      sink.header(id, written, 0, written, valueLength);
      written += valueLength;
    }
  }

  /// Fields that came one after another come again so, and their text lies together: a run of them
  /// is copied at once.
  @HotPath
  private void knownDynamic(int index, HeaderSink sink) {
    if (tooLarge) {
      return;
    }
    int newest = index - run(index) + 1;
    table.copyText(index - StaticTable.COUNT - 1, newest - StaticTable.COUNT - 1, out + written);
    int place = written;
    int size = listSize;
    int told = index;
    for (; told >= newest; told--) {
      long field = table.field(told - StaticTable.COUNT - 1);
      size += DynamicTable.size(field);
      if (size > listSizeMax) {
        tooLarge = true;
        break;
      }
      int value = place + DynamicTable.nameLength(field);
      int valueLength = DynamicTable.valueLength(field);
      sink.header(DynamicTable.id(field), place, value - place, value, valueLength);
      place = value + valueLength;
    }
    at += Math.min(index - told, index - newest);
    written = place;
    listSize = size;
  }

  /// How many fields of the dynamic table follow each other from this one on, whose index has been
  /// read: each index is one less than that before it.
  @HotPath
  private int run(int index) {
    int count = 1;
    int most = (int) Math.min(index - StaticTable.COUNT, end - at + 1);
    if (index < INDEX_MASK) {
      while (count < most && Memory.getByte(at + count - 1) == (byte) (INDEXED | index - count)) {
        count++;
      }
    }
    return count;
  }

  /// A field with its value as text, and its name by index or as text.
  @HotPath
  private boolean literal(int prefixMask, boolean indexing, HeaderSink sink) {
    int index = integer(prefixMask);
    if (index < 0 || index > StaticTable.COUNT + table.count()) {
      return false;
    }
    int nameLength = index == 0 ? string(written) : copyNameOf(index);
    if (nameLength == Huffman.MALFORMED) {
      return false;
    }
    int valueLength = string(written + Math.max(0, nameLength));
    if (valueLength == Huffman.MALFORMED) {
      return false;
    }
    if (nameLength < 0 || valueLength < 0) {
      tooLarge = true;
      if (indexing) {
        table.clear();
      }
      return true;
    }
    int id = index == 0 ? HeaderIds.id(out + written, nameLength) : idOf(index);
    taken(id, nameLength, valueLength, indexing, sink);
    return true;
  }

  @HotPath
  private void taken(int id, int nameLength, int valueLength, boolean indexing, HeaderSink sink) {
    int value = written + nameLength;
    if (indexing) {
      table.add(id, out + written, nameLength, out + value, valueLength);
    }
    int textLength = (HeaderIds.isKnown(id) ? HeaderIds.nameLength(id) : nameLength) + valueLength;
    if (admits(textLength + DynamicTable.OVERHEAD)) {
      sink.header(id, written, nameLength, value, valueLength);
      written = value + valueLength;
    }
  }

  @HotPath
  private int idOf(int index) {
    return index <= StaticTable.COUNT
        ? StaticTable.id(index)
        : DynamicTable.id(table.field(index - StaticTable.COUNT - 1));
  }

  /// Copies a name that no number says; the table holds it, so there is room.
  ///
  /// @return its length, 0 for others
  @HotPath
  private int copyNameOf(int index) {
    if (index <= StaticTable.COUNT) {
      return 0;
    }
    long field = table.field(index - StaticTable.COUNT - 1);
    table.copyName(field, out + written);
    return DynamicTable.nameLength(field);
  }

  /// Whether a field is still told of.
  @HotPath
  private boolean admits(int size) {
    listSize += size;
    if (listSize > listSizeMax) {
      tooLarge = true;
    }
    return !tooLarge;
  }

  /// Reads a string to a place of the output.
  ///
  /// @return its length, [Huffman#MALFORMED], or [Huffman#TOO_LONG] when it does not fit: then it
  ///   is larger than the table, too
  @HotPath
  private int string(int offset) {
    if (at >= end) {
      return Huffman.MALFORMED;
    }
    boolean coded = (Memory.getByte(at) & HUFFMAN) != 0;
    int length = integer(0x7f);
    if (length < 0 || length > end - at) {
      return Huffman.MALFORMED;
    }
    long source = at;
    at += length;
    if (coded) {
      return Huffman.decode(source, length, out + offset, room - offset);
    }
    if (length > room - offset) {
      return Huffman.TOO_LONG;
    }
    Eights.copy(source, out + offset, length);
    return length;
  }

  /// Reads an integer; -1 when it is malformed.
  @HotPath
  private int integer(int prefixMask) {
    long read = Integers.read(at, end, prefixMask);
    if (read < 0) {
      return -1;
    }
    at += read >>> 32;
    return (int) read;
  }
}
