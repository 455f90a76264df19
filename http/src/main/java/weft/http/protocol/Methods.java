package weft.http.protocol;

import weft.hub.memory.HotPath;

/// The methods we have strings for; any other token is a method too.
public final class Methods {
  /// None of them.
  public static final int UNKNOWN = 0;

  /// GET.
  public static final int GET = 1;

  /// HEAD.
  public static final int HEAD = 2;

  /// OPTIONS.
  public static final int OPTIONS = 3;

  /// CONNECT.
  public static final int CONNECT = 4;

  private static final String[] NAMES = {
    "", "GET", "HEAD", "OPTIONS", "CONNECT", "POST", "PUT", "DELETE", "PATCH", "QUERY", "TRACE"
  };

  private static final long[] WORDS = new long[NAMES.length];

  static {
    for (int id = 1; id < NAMES.length; id++) {
      for (int index = 0; index < NAMES[id].length(); index++) {
        WORDS[id] |= (long) NAMES[id].charAt(index) << (8 * index);
      }
    }
  }

  private Methods() {}

  /// The number of a method.
  ///
  /// @param word its first eight bytes, little-endian
  /// @param length its bytes, at least 1
  @HotPath
  public static int id(long word, int length) {
    if (length < 8) {
      long masked = word & (-1L >>> (64 - 8 * length));
      for (int id = 1; id < WORDS.length; id++) {
        if (WORDS[id] == masked) {
          return id;
        }
      }
    }
    return UNKNOWN;
  }

  /// The name of a known method.
  @HotPath
  public static String name(int id) {
    return NAMES[id];
  }
}
