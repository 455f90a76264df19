package weft.http.h2.hpack;

import java.util.Arrays;
import weft.http.FieldNames;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Encodes the header blocks of one connection, in their order (RFC 7541).
///
/// What goes into the table: everything but what is a secret, which is marked so that no proxy puts
/// it into one either (RFC 7541 §7.1.3), and what changes with each message.
public final class HpackEncoder {
  /// Most bytes a field needs beside its name and value.
  public static final int OVERHEAD_MAX = 16;

  /// What the peer's table may hold before its first SETTINGS (RFC 9113 §6.5.2), bytes.
  private static final int TABLE_SIZE_INITIAL = 4096;

  private static final int INDEXED = 0x80;
  private static final int INCREMENTAL = 0x40;
  private static final int SIZE_UPDATE = 0x20;
  private static final int NEVER_INDEXED = 0x10;
  private static final int NOT_INDEXED = 0;
  private static final int HUFFMAN = 0x80;

  /// For each number of a name, how its fields are sent.
  private static final byte[] PATTERNS = new byte[FieldNames.count()];

  static {
    Arrays.fill(PATTERNS, (byte) INCREMENTAL);
    for (String secret :
        new String[] {"authorization", "proxy-authorization", "cookie", "set-cookie"}) {
      PATTERNS[FieldNames.id(secret)] = NEVER_INDEXED;
    }
    for (String changing :
        new String[] {
          "content-length",
          "content-range",
          "etag",
          "if-none-match",
          "if-match",
          "last-modified",
          "location",
          "age",
          "x-request-id",
          "traceparent"
        }) {
      PATTERNS[FieldNames.id(changing)] = NOT_INDEXED;
    }
  }

  private final EncoderTable table;
  private final int tableSizeMax;

  /// Least and last table size since the last block, to be told at the next; -1 for none.
  private int leastSize = -1;

  private int lastSize = -1;
  private byte[] text = new byte[256];

  /// @param tableSizeMax the largest table we want, whatever the peer allows, bytes
  public HpackEncoder(int tableSizeMax) {
    this.tableSizeMax = tableSizeMax;
    this.table = new EncoderTable(Math.min(tableSizeMax, TABLE_SIZE_INITIAL));
    // A peer that later allows less than it did has to know whether its table is small enough.
    if (tableSizeMax < TABLE_SIZE_INITIAL) {
      leastSize = tableSizeMax;
      lastSize = tableSizeMax;
    }
  }

  /// The peer's decoder has another table (`SETTINGS_HEADER_TABLE_SIZE`).
  public void allowTableSize(int bytes) {
    int size = Math.min(bytes, tableSizeMax);
    if (size != table.sizeMax() || lastSize >= 0) {
      leastSize = leastSize < 0 ? size : Math.min(leastSize, size);
      lastSize = size;
      table.resize(size);
    }
  }

  /// Begins a block.
  ///
  /// @param target where to write; needs 12 bytes of room
  /// @return the address behind what was written
  @HotPath
  public long begin(long target) {
    return lastSize < 0 ? target : sizeUpdates(target);
  }

  private long sizeUpdates(long target) {
    long at = target;
    if (leastSize < lastSize) {
      at = Integers.write(at, SIZE_UPDATE, 0x1f, leastSize);
    }
    at = Integers.write(at, SIZE_UPDATE, 0x1f, lastSize);
    leastSize = -1;
    lastSize = -1;
    return at;
  }

  /// Writes `:status`.
  @HotPath
  public long status(long target, int status) {
    int index =
        switch (status) {
          case 200 -> 8;
          case 204 -> 9;
          case 206 -> 10;
          case 304 -> 11;
          case 400 -> 12;
          case 404 -> 13;
          case 500 -> 14;
          default -> 0;
        };
    if (index > 0) {
      Memory.putByte(target, (byte) (INDEXED | index));
      return target + 1;
    }
    Memory.putByte(target, (byte) (NOT_INDEXED | 8));
    Memory.putByte(target + 1, (byte) 3);
    Memory.putByte(target + 2, (byte) ('0' + status / 100));
    Memory.putByte(target + 3, (byte) ('0' + status / 10 % 10));
    Memory.putByte(target + 4, (byte) ('0' + status % 10));
    return target + 5;
  }

  /// Writes a field.
  ///
  /// @param target where to write; needs [#OVERHEAD_MAX] bytes more than name and value have
  /// @param id the name's number, from [HeaderIds]
  /// @param name lower case
  /// @param value Latin-1
  /// @return the address behind what was written
  @HotPath
  public long field(long target, int id, String name, String value) {
    int whole = StaticTable.find(id, value);
    if (whole > 0) {
      return Integers.write(target, INDEXED, 0x7f, whole);
    }
    int pattern = pattern(id);
    if (pattern == INCREMENTAL) {
      int index = table.find(id, name, value);
      if (index > 0) {
        return Integers.write(target, INDEXED, 0x7f, index);
      }
      // What would push most others out is not worth its place.
      if (EncoderTable.entrySize(name, value) > table.sizeMax() / 2) {
        pattern = NOT_INDEXED;
      }
    }
    int nameIndex = StaticTable.find(id);
    long at = Integers.write(target, pattern, pattern == INCREMENTAL ? 0x3f : 0x0f, nameIndex);
    if (nameIndex == 0) {
      at = string(at, name);
    }
    at = string(at, value);
    if (pattern == INCREMENTAL) {
      table.add(id, name, value);
    }
    return at;
  }

  /// Writes a field whose value is a number, which stays out of the table.
  ///
  /// @param target where to write; needs 24 bytes of room
  /// @param id of a name in the static table
  /// @param value 0 or more
  /// @return the address behind what was written
  @HotPath
  public long number(long target, int id, long value) {
    long at = Integers.write(target, NOT_INDEXED, 0x0f, StaticTable.find(id));
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    Memory.putByte(at, (byte) digits);
    long rest = value;
    for (int index = digits; index > 0; index--) {
      Memory.putByte(at + index, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    return at + 1 + digits;
  }

  @HotPath
  private static int pattern(int id) {
    if (id < 0) {
      return id == HeaderIds.PATH ? NOT_INDEXED : INCREMENTAL;
    }
    return PATTERNS[id];
  }

  /// Writes a string, in the Huffman code when that is shorter.
  // The deprecated method is the one that copies the low bytes without making an array.
  @SuppressWarnings("deprecation")
  @HotPath
  private long string(long target, String string) {
    int length = string.length();
    if (length > text.length) {
      growSlow(length);
    }
    string.getBytes(0, length, text, 0);
    int coded = Huffman.encodedLength(text, length);
    if (coded < length) {
      long at = Integers.write(target, HUFFMAN, 0x7f, coded);
      return at + Huffman.encode(text, length, at);
    }
    long at = Integers.write(target, 0, 0x7f, length);
    Memory.copyIn(text, 0, at, length);
    return at + length;
  }

  private void growSlow(int length) {
    text = new byte[length];
  }
}
