package weft.http.h1;

import weft.hub.memory.HotPath;

/// Whether a client takes what it is sent.
final class OutputWatch {
  private final Http1Hub shared;
  private final Http1Link link;
  private long pendingAtStart;

  OutputWatch(Http1Hub shared, Http1Link link) {
    this.shared = shared;
    this.link = link;
  }

  /// Whether so much is under way that nothing should be added.
  @HotPath
  boolean isFull() {
    return link.pendingOutput() >= Http1Hub.OUTPUT_BYTES_MAX;
  }

  /// Begins to watch.
  ///
  /// @return when to look again
  long start(long nowNanos) {
    pendingAtStart = link.pendingOutput();
    return nowNanos + shared.writeNanos;
  }

  /// Whether the client has taken nothing since [#start] although there is something to take.
  boolean isStalled() {
    long pending = link.pendingOutput();
    return pending > 0 && pending >= pendingAtStart;
  }
}
