package weft.hub.tls.boringssl;

import weft.hub.memory.Memory;

/// Follows the records in a stream of bytes, to tell whether some of them complete one: only then
/// can BoringSSL have much to compute.
final class RecordBoundary {
  private static final int HEADER = 5;

  private int headerBytes;
  private int bodyLeft;

  /// Goes over further bytes; answers whether a record ended within them.
  boolean passes(long address, int length) {
    boolean ended = false;
    int position = 0;
    while (position < length) {
      if (headerBytes < HEADER) {
        int value = Memory.getByte(address + position) & 0xff;
        if (headerBytes == 3) {
          bodyLeft = value << 8;
        } else if (headerBytes == 4) {
          bodyLeft |= value;
        }
        headerBytes++;
        position++;
      } else {
        int step = Math.min(bodyLeft, length - position);
        bodyLeft -= step;
        position += step;
      }
      if (headerBytes == HEADER && bodyLeft == 0) {
        ended = true;
        headerBytes = 0;
      }
    }
    return ended;
  }
}
