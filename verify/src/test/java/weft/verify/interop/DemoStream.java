package weft.verify.interop;

import java.util.List;

/// What the demo streams, as a second telling of it.
final class DemoStream {
  /// At and around the sizes of its blocks, of frames and of windows.
  static final List<Integer> SIZES = List.of(0, 1, 16_384, 65_535, 65_537, 1_000_000, 10_000_000);

  private static final int BLOCK_BYTES = 64 * 1024;

  private DemoStream() {}

  static String path(int bytes) {
    return "/stream?bytes=" + bytes;
  }

  static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    for (int index = 0; index < bytes; index++) {
      int at = index % BLOCK_BYTES;
      content[index] = (byte) (at % 64 == 63 ? '\n' : 'a' + at % 26);
    }
    return content;
  }
}
