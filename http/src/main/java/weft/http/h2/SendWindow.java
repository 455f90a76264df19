package weft.http.h2;

import weft.hub.memory.HotPath;

/// How much data the peer is ready to take ([RFC 9113
/// §5.2](https://www.rfc-editor.org/rfc/rfc9113#section-5.2)). May be negative, when the peer
/// shrinks what it had allowed.
final class SendWindow {
  /// Largest window, in bytes.
  static final int MAX = Integer.MAX_VALUE;

  private long available;

  SendWindow() {}

  @HotPath
  void start(int bytes) {
    available = bytes;
  }

  /// Bytes that may be sent now; 0 or less for none.
  @HotPath
  long available() {
    return available;
  }

  /// Data was sent.
  @HotPath
  void take(int bytes) {
    available -= bytes;
  }

  /// The peer allows more, or less.
  ///
  /// @return false when the window leaves its range: the peer's fault
  @HotPath
  boolean add(int bytes) {
    available += bytes;
    return available <= MAX;
  }
}
