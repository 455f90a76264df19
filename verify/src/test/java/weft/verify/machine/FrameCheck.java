package weft.verify.machine;

/// Checks that what a machine has sent is frames of lengths and streams that fit, and that nothing
/// stands behind a GOAWAY with an error.
final class FrameCheck {
  private static final int HEADER_BYTES = 9;

  private FrameCheck() {}

  /// Reads frames.
  ///
  /// @param from where the first begins
  /// @return whether the last is a GOAWAY with an error
  static boolean read(byte[] sent, int from) {
    int at = from;
    int open = 0;
    boolean failed = false;
    while (at < sent.length) {
      check(!failed, "a frame behind a GOAWAY with an error");
      check(sent.length - at >= HEADER_BYTES, "half a frame header");
      int length = number(sent, at, 3);
      int type = sent[at + 3];
      int flags = sent[at + 4];
      int stream = number(sent, at + 5, 4);
      check(length <= 16_384 && at + HEADER_BYTES + length <= sent.length, "a frame cut short");
      check(type >= 0 && type <= 9 && type != 2 && type != 5, "a frame of type " + type);
      check(open == 0 || (type == 9 && stream == open), "an interrupted header block");
      check((type <= 3 || type == 9) == (stream != 0) || type == 8, "a frame on a wrong stream");
      if (type == 1 || type == 9) {
        open = (flags & 4) != 0 ? 0 : stream;
      }
      if (type == 7) {
        failed = number(sent, at + HEADER_BYTES + 4, 4) != 0;
      }
      at += HEADER_BYTES + length;
    }
    check(open == 0, "a header block without an end");
    return failed;
  }

  private static int number(byte[] bytes, int offset, int count) {
    int value = 0;
    for (int index = 0; index < count; index++) {
      value = value << 8 | (bytes[offset + index] & 0xff);
    }
    return value;
  }

  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
