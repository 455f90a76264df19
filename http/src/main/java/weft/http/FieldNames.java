package weft.http;

import java.util.Arrays;
import java.util.Locale;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The field names we know, each with a small number.
///
/// Names are found by a perfect hash over their first and last eight bytes and then compared
/// exactly, letters without regard to case. The strings are lower case.
public final class FieldNames {
  /// Not one of ours.
  public static final int UNKNOWN = 0;

  /// `host`.
  public static final int HOST = 1;

  /// `connection`.
  public static final int CONNECTION = 2;

  /// `content-length`.
  public static final int CONTENT_LENGTH = 3;

  /// `transfer-encoding`.
  public static final int TRANSFER_ENCODING = 4;

  /// `expect`.
  public static final int EXPECT = 5;

  /// `upgrade`.
  public static final int UPGRADE = 6;

  /// `te`.
  public static final int TE = 7;

  /// `trailer`.
  public static final int TRAILER = 8;

  /// `keep-alive`.
  public static final int KEEP_ALIVE = 9;

  /// `date`.
  public static final int DATE = 10;

  /// `server`.
  public static final int SERVER = 11;

  /// `proxy-connection`.
  public static final int PROXY_CONNECTION = 12;

  private static final String[] NAMES = FieldNameList.NAMES;

  /// Longest name we know, in bytes.
  private static final int LENGTH_MAX = 32;

  private static final int WORDS = 4;
  private static final int HASH_SHIFT = 54;
  private static final long SPACES = 0x2020_2020_2020_2020L;

  private static final int[] LENGTHS = new int[NAMES.length];
  private static final long[] LOWER = new long[NAMES.length * WORDS];
  private static final long[] CASES = new long[NAMES.length * WORDS];
  private static final byte[] TABLE = new byte[1 << (64 - HASH_SHIFT)];
  private static final long MULTIPLIER;

  private static final int STRING_MASK = 1023;
  private static final String[] STRINGS = new String[STRING_MASK + 1];
  private static final int[] STRING_IDS = new int[STRING_MASK + 1];

  static {
    for (int id = 1; id < NAMES.length; id++) {
      fillWords(id, NAMES[id]);
      fillString(id, NAMES[id]);
      fillString(id, titleCase(NAMES[id]));
    }
    long multiplier = 0x9e37_79b9_7f4a_7c15L;
    while (!fillTable(multiplier)) {
      multiplier = (multiplier * 0x5851_f42d_4c95_7f2dL + 0x1405_7b7e_f767_814fL) | 1;
    }
    MULTIPLIER = multiplier;
  }

  private FieldNames() {}

  /// How many numbers there are; numbers are below it.
  public static int count() {
    return NAMES.length;
  }

  /// The lower-case name.
  ///
  /// @param id 1 to [#count] - 1
  @HotPath
  public static String name(int id) {
    return NAMES[id];
  }

  /// The number of a name in native memory, or [#UNKNOWN]. May read eight bytes behind it.
  ///
  /// @param length bytes, at least 1
  @HotPath
  public static int id(long address, int length) {
    if (length > LENGTH_MAX) {
      return UNKNOWN;
    }
    long first = Memory.getLong(address);
    if (length < 8) {
      first &= -1L >>> (64 - 8 * length);
    }
    long last = length <= 8 ? first : Memory.getLong(address + length - 8);
    int id = TABLE[hash(first, last, length, MULTIPLIER)];
    return LENGTHS[id] == length && matches(id, address, first, last, length) ? id : UNKNOWN;
  }

  /// The number of a name, or [#UNKNOWN].
  @HotPath
  public static int id(String name) {
    int slot = name.hashCode() & STRING_MASK;
    while (true) {
      String candidate = STRINGS[slot];
      if (candidate == null) {
        return hasUpper(name) ? idSlow(name) : UNKNOWN;
      }
      if (candidate.equals(name)) {
        return STRING_IDS[slot];
      }
      slot = (slot + 1) & STRING_MASK;
    }
  }

  @HotPath
  private static boolean matches(int id, long address, long first, long last, int length) {
    int word = id * WORDS;
    if (((first ^ LOWER[word]) & ~CASES[word]) != 0) {
      return false;
    }
    int offset = 8;
    for (int index = word + 1; offset + 8 < length; index++, offset += 8) {
      if (((Memory.getLong(address + offset) ^ LOWER[index]) & ~CASES[index]) != 0) {
        return false;
      }
    }
    return ((last ^ LOWER[word + 3]) & ~CASES[word + 3]) == 0;
  }

  @HotPath
  private static int hash(long first, long last, int length, long multiplier) {
    return (int) ((((first | SPACES) * 31 + (last | SPACES) + length) * multiplier) >>> HASH_SHIFT);
  }

  private static void fillWords(int id, String name) {
    int length = name.length();
    LENGTHS[id] = length;
    int index = 0;
    for (int offset = 0; offset == 0 || offset + 8 < length; offset += 8) {
      fillWord(id * WORDS + index, name, offset);
      index++;
    }
    fillWord(id * WORDS + 3, name, Math.max(0, length - 8));
  }

  private static void fillWord(int index, String name, int offset) {
    for (int step = 0; step < 8 && offset + step < name.length(); step++) {
      char value = name.charAt(offset + step);
      LOWER[index] |= (long) value << (8 * step);
      if (value >= 'a' && value <= 'z') {
        CASES[index] |= 0x20L << (8 * step);
      }
    }
  }

  private static boolean fillTable(long multiplier) {
    Arrays.fill(TABLE, (byte) 0);
    for (int id = 1; id < NAMES.length; id++) {
      int slot = hash(LOWER[id * WORDS], LOWER[id * WORDS + 3], LENGTHS[id], multiplier);
      if (TABLE[slot] != 0) {
        return false;
      }
      TABLE[slot] = (byte) id;
    }
    return true;
  }

  private static void fillString(int id, String name) {
    int slot = name.hashCode() & STRING_MASK;
    while (STRINGS[slot] != null && !STRINGS[slot].equals(name)) {
      slot = (slot + 1) & STRING_MASK;
    }
    STRINGS[slot] = name;
    STRING_IDS[slot] = id;
  }

  private static String titleCase(String name) {
    char[] text = name.toCharArray();
    boolean start = true;
    for (int index = 0; index < text.length; index++) {
      if (start) {
        text[index] = Character.toUpperCase(text[index]);
      }
      start = text[index] == '-';
    }
    // Handlers name fields by constants: those are found without a comparison.
    return new String(text).intern();
  }

  @HotPath
  private static boolean hasUpper(String name) {
    for (int index = 0; index < name.length(); index++) {
      char value = name.charAt(index);
      if (value >= 'A' && value <= 'Z') {
        return true;
      }
    }
    return false;
  }

  private static int idSlow(String name) {
    return id(name.toLowerCase(Locale.ROOT));
  }
}
