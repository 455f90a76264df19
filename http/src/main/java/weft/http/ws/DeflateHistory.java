package weft.http.ws;

import java.util.Arrays;

/// The last bytes of the messages one direction has carried compressed: all that context takeover
/// needs between two of them. It grows with what there is.
final class DeflateHistory {
  private final int bytesMax;
  private byte[] bytes = new byte[0];
  private int size;

  /// @param bytesMax the window, in bytes
  DeflateHistory(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// The bytes; [#size] of them.
  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  /// Forgets everything.
  void clear() {
    size = 0;
  }

  /// A message has been carried, or part of one.
  void add(byte[] message, int offset, int length) {
    if (length >= bytesMax) {
      ensure(bytesMax);
      System.arraycopy(message, offset + length - bytesMax, bytes, 0, bytesMax);
      size = bytesMax;
      return;
    }
    int kept = Math.min(size, bytesMax - length);
    ensure(kept + length);
    System.arraycopy(bytes, size - kept, bytes, 0, kept);
    System.arraycopy(message, offset, bytes, kept, length);
    size = kept + length;
  }

  private void ensure(int wanted) {
    if (bytes.length < wanted) {
      bytes = Arrays.copyOf(bytes, Math.min(bytesMax, Math.max(wanted, 2 * bytes.length)));
    }
  }
}
