package weft.http.h1;

import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// What a connection has received and not consumed: bounded by not receiving while there is much.
final class InputGate {
  private final Http1Hub shared;
  private final Http1Link link;
  private final BufferQueue queue = new BufferQueue();
  private boolean paused;

  InputGate(Http1Hub shared, Http1Link link) {
    this.shared = shared;
    this.link = link;
  }

  /// The bytes.
  @HotPath
  BufferQueue queue() {
    return queue;
  }

  @HotPath
  boolean isEmpty() {
    return queue.isEmpty();
  }

  /// Keeps a copy of received bytes; stops receiving when there are enough.
  ///
  /// @return false when there is no memory for them
  @HotPath
  boolean keep(long address, int length) {
    if (!queue.append(shared.pool, address, length)) {
      return false;
    }
    if (!paused && queue.size() >= Http1Hub.INPUT_BYTES_MAX) {
      paused = true;
      link.pauseReceiving();
    }
    return true;
  }

  /// Receives again once most has been consumed.
  @HotPath
  void resume() {
    if (paused && queue.size() < Http1Hub.INPUT_BYTES_MAX / 2) {
      paused = false;
      link.resumeReceiving();
    }
  }

  /// Throws everything away; nothing is received any more.
  void close() {
    queue.clear(shared.pool);
    paused = false;
  }
}
