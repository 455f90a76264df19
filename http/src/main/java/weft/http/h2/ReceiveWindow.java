package weft.http.h2;

import weft.hub.memory.HotPath;

/// How much data the peer may still send, and what we owe it: bytes that were consumed are given
/// back in updates of half a window, so that one costs as little as can be; of less when most of
/// the window lies unread, so that what was read of it can be used.
final class ReceiveWindow {
  private int size;
  private int available;
  private int owed;

  ReceiveWindow() {}

  @HotPath
  void start(int bytes) {
    size = bytes;
    available = bytes;
    owed = 0;
  }

  /// Data came.
  ///
  /// @return false when it is more than was allowed
  @HotPath
  boolean take(int bytes) {
    available -= bytes;
    return available >= 0;
  }

  /// Data was consumed.
  ///
  /// @return bytes to tell the peer of now, 0 for none
  @HotPath
  int give(int bytes) {
    owed += bytes;
    boolean isHalf = owed >= size - (size >>> 1);
    boolean isMostOfTheRest = owed >= available && owed >= size >>> 3;
    if (!isHalf && !isMostOfTheRest) {
      return 0;
    }
    int update = owed;
    owed = 0;
    available += update;
    return update;
  }

  /// Makes the window larger; the peer learns it in another way.
  void grow(int bytes) {
    size += bytes;
    available += bytes;
  }
}
