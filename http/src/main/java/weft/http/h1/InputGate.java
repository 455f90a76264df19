package weft.http.h1;

import weft.http.protocol.ConnectionLink;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// What a connection has received and not consumed: bounded by not receiving while there is much,
/// or anything at all while the hub's memory is tight.
final class InputGate {
  /// What a connection may hold before it stops receiving, in bytes.
  private static final int INPUT_BYTES_MAX = 64 * 1024;

  private final BufferPool pool;
  private final ConnectionLink link;
  private final BufferQueue queue = new BufferQueue();
  private boolean paused;

  InputGate(BufferPool pool, ConnectionLink link) {
    this.pool = pool;
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

  /// Keeps a copy of received bytes; [#regulate] follows.
  @HotPath
  void keep(long address, int length) {
    queue.append(pool, address, length);
  }

  /// Whether nothing is there and it receives, so that there is nothing to regulate.
  @HotPath
  boolean isAtRest() {
    return !paused && queue.isEmpty();
  }

  /// Receives, or stops receiving, by what is there.
  ///
  /// @param awaitsHead whether a head is to be completed, which nothing else may hold up
  @HotPath
  void regulate(boolean awaitsHead) {
    int max = awaitsHead ? INPUT_BYTES_MAX : pool.unreadMax(INPUT_BYTES_MAX);
    if (!paused && queue.size() >= max) {
      paused = true;
      link.pauseReceiving();
    } else if (paused && queue.size() <= (awaitsHead ? max - 1 : max / 2)) {
      paused = false;
      link.resumeReceiving();
    }
  }

  /// Leaves what is there, and receiving, to somebody else.
  BufferQueue handOver() {
    if (paused) {
      paused = false;
      link.resumeReceiving();
    }
    return queue;
  }

  /// Throws everything away; nothing is received any more.
  void close() {
    queue.clear(pool);
    paused = false;
  }
}
