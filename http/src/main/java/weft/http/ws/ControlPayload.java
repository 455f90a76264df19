package weft.http.ws;

import java.util.Arrays;

/// The payload of a control frame, in whatever pieces it comes: 125 bytes at most, which the
/// frame's head has promised.
final class ControlPayload {
  /// Most bytes. RFC 6455 §5.5.
  static final int BYTES_MAX = 125;

  private static final byte[] NOTHING = new byte[0];

  private byte[] bytes = NOTHING;
  private int size;

  /// Takes part of it.
  ///
  /// @param key as it stands for these bytes
  void take(long address, int count, int key) {
    if (bytes.length == 0) {
      bytes = new byte[BYTES_MAX];
    }
    Masking.copyOut(address, bytes, size, count, key);
    size += count;
  }

  /// What has come, whose memory is given up.
  byte[] end() {
    byte[] payload = Arrays.copyOf(bytes, size);
    clear();
    return payload;
  }

  /// Throws away what has come.
  void clear() {
    bytes = NOTHING;
    size = 0;
  }
}
