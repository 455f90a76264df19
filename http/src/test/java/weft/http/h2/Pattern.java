package weft.http.h2;

/// Bytes that are different at each place of each body, so that none can be lost, doubled or
/// swapped unnoticed.
final class Pattern {
  private Pattern() {}

  static byte at(int id, int index) {
    int mixed = (id * 0x9e37_79b9 + index) * 0x85eb_ca6b;
    return (byte) (mixed >>> 24);
  }

  static byte[] of(int id, int length) {
    return part(id, 0, length);
  }

  static byte[] part(int id, int from, int length) {
    byte[] bytes = new byte[length];
    for (int index = 0; index < length; index++) {
      bytes[index] = at(id, from + index);
    }
    return bytes;
  }

  /// Whether bytes are a part of the body.
  static boolean matches(int id, int from, byte[] bytes, int length) {
    for (int index = 0; index < length; index++) {
      if (bytes[index] != at(id, from + index)) {
        return false;
      }
    }
    return true;
  }
}
