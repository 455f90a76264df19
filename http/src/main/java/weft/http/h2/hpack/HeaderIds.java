package weft.http.h2.hpack;

import weft.http.FieldNames;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Numbers of header names: those of [FieldNames], and negative ones for pseudo-header fields (RFC
/// 9113 §8.3, RFC 8441 §4).
public final class HeaderIds {
  /// `:method`.
  public static final int METHOD = -1;

  /// `:scheme`.
  public static final int SCHEME = -2;

  /// `:authority`.
  public static final int AUTHORITY = -3;

  /// `:path`.
  public static final int PATH = -4;

  /// `:status`.
  public static final int STATUS = -5;

  /// `:protocol`.
  public static final int PROTOCOL = -6;

  /// A pseudo-header field that is none of these.
  public static final int UNKNOWN_PSEUDO = -7;

  private static final String[] PSEUDO = {
    "", ":method", ":scheme", ":authority", ":path", ":status", ":protocol",
  };

  /// Bytes of each name, those of pseudo-header fields first, backwards.
  private static final byte[] LENGTHS = new byte[PSEUDO.length + FieldNames.count()];

  static {
    for (int id = 1 - PSEUDO.length; id < FieldNames.count(); id++) {
      LENGTHS[id + PSEUDO.length] = (byte) (isKnown(id) ? name(id).length() : 0);
    }
  }

  private HeaderIds() {}

  /// The name of a number that is not unknown.
  @HotPath
  public static String name(int id) {
    return id < 0 ? PSEUDO[-id] : FieldNames.name(id);
  }

  /// Bytes of the name of a number that is not unknown.
  @HotPath
  static int nameLength(int id) {
    return LENGTHS[id + PSEUDO.length];
  }

  /// Whether the number says the name.
  @HotPath
  public static boolean isKnown(int id) {
    return id != FieldNames.UNKNOWN && id != UNKNOWN_PSEUDO;
  }

  /// The number of a name in native memory, which is unknown unless it is all lower case: HTTP/2
  /// has no other names, and who checks that must see what came. May read eight bytes behind it.
  @HotPath
  static int id(long address, int length) {
    if (length == 0) {
      return FieldNames.UNKNOWN;
    }
    if (Memory.getByte(address) == ':') {
      return pseudoSlow(address, length);
    }
    int id = FieldNames.id(address, length);
    return id != FieldNames.UNKNOWN && is(address, length, FieldNames.name(id))
        ? id
        : FieldNames.UNKNOWN;
  }

  /// The number of a name.
  public static int id(String name) {
    if (!name.startsWith(":")) {
      return FieldNames.id(name);
    }
    for (int index = 1; index < PSEUDO.length; index++) {
      if (PSEUDO[index].equals(name)) {
        return -index;
      }
    }
    return UNKNOWN_PSEUDO;
  }

  private static int pseudoSlow(long address, int length) {
    for (int index = 1; index < PSEUDO.length; index++) {
      if (is(address, length, PSEUDO[index])) {
        return -index;
      }
    }
    return UNKNOWN_PSEUDO;
  }

  @HotPath
  private static boolean is(long address, int length, String name) {
    if (length != name.length()) {
      return false;
    }
    for (int index = 0; index < length; index++) {
      if (Memory.getByte(address + index) != name.charAt(index)) {
        return false;
      }
    }
    return true;
  }
}
