package weft.http.h2;

import weft.hub.memory.HotPath;

/// Finds the window that keeps a client sending: what comes between a PING and its answer is what
/// the way holds. When that is most of the window, the window is what holds the client back, and it
/// is doubled.
///
/// A measurement that changes nothing is made again only when twice as much has come as before it:
/// peers count PINGs and take many for a flood.
final class WindowTuner {
  /// Longest pause, so that a way that grows is noticed.
  private static final long PAUSE_BYTES_MAX = 64L << 20;

  private final int bytesMax;
  private int bytes;
  private boolean probing;
  private long arrived;
  private long pauseBytes;

  /// @param bytes the window of a stream at first
  /// @param bytesMax bound to which it may grow
  WindowTuner(int bytes, int bytesMax) {
    this.bytes = bytes;
    this.bytesMax = bytesMax;
  }

  /// The window of a new stream.
  @HotPath
  int bytes() {
    return bytes;
  }

  /// Data came.
  @HotPath
  void arrived(int count) {
    arrived += count;
  }

  /// Begins a measurement, if one is of use.
  ///
  /// @return whether a PING is to be sent
  @HotPath
  boolean probe() {
    if (probing || bytes >= bytesMax || arrived < pauseBytes) {
      return false;
    }
    probing = true;
    arrived = 0;
    return true;
  }

  /// The PING was answered.
  ///
  /// @return by how much windows of streams grow, 0 for not at all
  int answered() {
    if (!probing) {
      return 0;
    }
    probing = false;
    if (arrived < bytes - bytes / 3) {
      pauseBytes = Math.max(bytes, Math.min(2 * pauseBytes, PAUSE_BYTES_MAX));
      return 0;
    }
    pauseBytes = 0;
    int more = Math.min(bytes, bytesMax - bytes);
    bytes += more;
    return more;
  }
}
