package weft.http.ws;

import weft.http.protocol.ConnectionLink;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// What a socket has received and not taken apart, because too much waits to be read, and whether
/// it receives. What was under way when it stopped still comes; it waits here as bytes, since few
/// of them may be many messages.
///
/// Confined to a hub.
final class HeldInput {
  private final BufferPool pool;
  private final ConnectionLink link;
  private final BufferQueue queue = new BufferQueue();
  private boolean paused;

  HeldInput(BufferPool pool, ConnectionLink link) {
    this.pool = pool;
    this.link = link;
  }

  @HotPath
  boolean isEmpty() {
    return queue.isEmpty();
  }

  /// Keeps a copy behind what is there.
  void keep(long address, int length) {
    queue.append(pool, address, length);
  }

  /// Address of the first run of bytes; not when empty.
  long address() {
    return queue.address();
  }

  /// Bytes of the first run.
  int runLength() {
    return queue.runLength();
  }

  /// The first bytes were taken apart.
  void consume(int count) {
    queue.consume(pool, count);
  }

  /// Throws everything away.
  void clear() {
    queue.clear(pool);
  }

  /// Receives, or stops.
  @HotPath
  void receive(boolean wanted) {
    if (wanted == paused) {
      paused = !wanted;
      if (wanted) {
        link.resumeReceiving();
      } else {
        link.pauseReceiving();
      }
    }
  }
}
