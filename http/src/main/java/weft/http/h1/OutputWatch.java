package weft.http.h1;

import weft.http.protocol.ConnectionLink;
import weft.hub.memory.HotPath;

/// Whether a peer takes what it is sent.
final class OutputWatch {
  private final ConnectionLink link;
  private final long writeNanos;
  private long pendingAtStart;

  /// @param writeNanos how long the peer may take nothing
  OutputWatch(ConnectionLink link, long writeNanos) {
    this.link = link;
    this.writeNanos = writeNanos;
  }

  /// Whether so much is under way that nothing should be added.
  @HotPath
  boolean isFull() {
    return link.pendingOutput() >= ConnectionBounds.OUTPUT_BYTES_MAX
        || link.outputMemory() >= ConnectionBounds.OUTPUT_MEMORY_MAX;
  }

  /// Bytes of body until so much is under way, with what frames them, if buffers get half full.
  int room() {
    long under = link.pendingOutput() + ConnectionBounds.FRAMES_BYTES_MAX;
    long memory = ConnectionBounds.OUTPUT_MEMORY_MAX - link.outputMemory();
    return (int) Math.max(0, Math.min(ConnectionBounds.OUTPUT_BYTES_MAX - under, memory / 2));
  }

  /// Begins to watch.
  ///
  /// @return when to look again
  long start(long nowNanos) {
    pendingAtStart = link.pendingOutput();
    return nowNanos + writeNanos;
  }

  /// When to try again what found no room: once the peer has had time to take something, or soon
  /// when it is memory that lacks.
  long retryNanos(long nowNanos) {
    return isFull() ? start(nowNanos) : nowNanos + ConnectionBounds.MEMORY_RETRY_NANOS;
  }

  /// Whether the peer has taken nothing since [#start] although there is something to take.
  boolean isStalled() {
    long pending = link.pendingOutput();
    return pending > 0 && pending >= pendingAtStart;
  }
}
