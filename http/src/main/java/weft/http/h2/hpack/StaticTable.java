package weft.http.h2.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.Arena;
import weft.http.FieldNames;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// The fields every connection knows (RFC 7541 appendix A). Indices count from 1.
final class StaticTable {
  /// Count of fields.
  static final int COUNT = 61;

  private static final String[] FIELDS = {
    ":authority", "",
    ":method", "GET",
    ":method", "POST",
    ":path", "/",
    ":path", "/index.html",
    ":scheme", "http",
    ":scheme", "https",
    ":status", "200",
    ":status", "204",
    ":status", "206",
    ":status", "304",
    ":status", "400",
    ":status", "404",
    ":status", "500",
    "accept-charset", "",
    "accept-encoding", "gzip, deflate",
    "accept-language", "",
    "accept-ranges", "",
    "accept", "",
    "access-control-allow-origin", "",
    "age", "",
    "allow", "",
    "authorization", "",
    "cache-control", "",
    "content-disposition", "",
    "content-encoding", "",
    "content-language", "",
    "content-length", "",
    "content-location", "",
    "content-range", "",
    "content-type", "",
    "cookie", "",
    "date", "",
    "etag", "",
    "expect", "",
    "expires", "",
    "from", "",
    "host", "",
    "if-match", "",
    "if-modified-since", "",
    "if-none-match", "",
    "if-range", "",
    "if-unmodified-since", "",
    "last-modified", "",
    "link", "",
    "location", "",
    "max-forwards", "",
    "proxy-authenticate", "",
    "proxy-authorization", "",
    "range", "",
    "referer", "",
    "refresh", "",
    "retry-after", "",
    "server", "",
    "set-cookie", "",
    "strict-transport-security", "",
    "transfer-encoding", "",
    "user-agent", "",
    "vary", "",
    "via", "",
    "www-authenticate", "",
  };

  /// Numbers of names below 0.
  private static final int PSEUDO_COUNT = 7;

  private static final int[] FIRST = new int[PSEUDO_COUNT + FieldNames.count()];
  private static final int[] IDS = new int[COUNT + 1];
  private static final int[] OFFSETS = new int[COUNT + 1];
  private static final int[] LENGTHS = new int[COUNT + 1];
  private static final long VALUES;

  static {
    StringBuilder text = new StringBuilder();
    for (int index = 1; index <= COUNT; index++) {
      String value = FIELDS[2 * index - 1];
      IDS[index] = HeaderIds.id(FIELDS[2 * index - 2]);
      OFFSETS[index] = text.length();
      LENGTHS[index] = value.length();
      text.append(value);
      if (IDS[index] != IDS[index - 1]) {
        FIRST[IDS[index] + PSEUDO_COUNT] = index;
      }
    }
    byte[] bytes = text.toString().getBytes(ISO_8859_1);
    VALUES = Arena.global().allocate(bytes.length + 8L).address();
    Memory.copyIn(bytes, 0, VALUES, bytes.length);
  }

  private StaticTable() {}

  /// Number of a field's name; every name is a known one.
  @HotPath
  static int id(int index) {
    return IDS[index];
  }

  /// Bytes of a field's value.
  @HotPath
  static int valueLength(int index) {
    return LENGTHS[index];
  }

  /// Copies a field's value; needs seven more bytes of room.
  @HotPath
  static void copyValue(int index, long target) {
    Eights.copy(VALUES + OFFSETS[index], target, LENGTHS[index]);
  }

  /// The first index of a name, or 0.
  @HotPath
  static int find(int id) {
    return FIRST[id + PSEUDO_COUNT];
  }

  /// The index of a field, or 0.
  @HotPath
  static int find(int id, String value) {
    for (int index = find(id); index > 0 && index <= COUNT && IDS[index] == id; index++) {
      if (FIELDS[2 * index - 1].equals(value)) {
        return index;
      }
    }
    return 0;
  }
}
