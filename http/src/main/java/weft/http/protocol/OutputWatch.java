package weft.http.protocol;

import weft.hub.memory.HotPath;

/// How much of a connection's output may wait for its peer, and whether the peer takes any.
///
/// Writers wait while [#isFull], and go on when it no longer is. Belongs to its connection.
public final class OutputWatch {
  /// Output a connection may hold before its writers have to wait, in bytes.
  public static final int BYTES_MAX = 128 * 1024;

  /// Memory at which they have to wait too, in bytes: pieces may leave the ends of buffers unused.
  private static final int MEMORY_MAX = 160 * 1024;

  /// What frames or chunks, and records, add to so much, in bytes.
  private static final int FRAMES_BYTES_MAX = 512;

  private final ConnectionLink link;
  private final long stallNanos;
  private long pendingAtStart;

  /// @param stallNanos how long the peer may take nothing
  public OutputWatch(ConnectionLink link, long stallNanos) {
    this.link = link;
    this.stallNanos = stallNanos;
  }

  /// Whether so much is under way that nothing should be added.
  @HotPath
  public boolean isFull() {
    return isFull(0);
  }

  /// The same, where writers have been given leave.
  ///
  /// @param granted bytes that may be added for it
  @HotPath
  public boolean isFull(long granted) {
    return link.pendingOutput() + granted >= BYTES_MAX || link.outputMemory() >= MEMORY_MAX;
  }

  /// Bytes of body until so much is under way, with what frames them, if buffers get half full.
  ///
  /// @param granted as for [#isFull(long)]
  public int room(long granted) {
    long under = link.pendingOutput() + granted + FRAMES_BYTES_MAX;
    long memory = MEMORY_MAX - link.outputMemory();
    return (int) Math.max(0, Math.min(BYTES_MAX - under, memory / 2));
  }

  /// Begins to watch.
  ///
  /// @return when to look again
  public long start(long nowNanos) {
    pendingAtStart = link.pendingOutput();
    return nowNanos + stallNanos;
  }

  /// Whether the peer has taken nothing since [#start] although there is something to take.
  public boolean isStalled() {
    long pending = link.pendingOutput();
    return pending > 0 && pending >= pendingAtStart;
  }

  /// Watches on where there is something to take.
  ///
  /// @return when to look again, or `Long.MAX_VALUE`
  public long goOn(long nowNanos) {
    return link.pendingOutput() > 0 ? start(nowNanos) : Long.MAX_VALUE;
  }

  /// When to try again what found no room: once the peer has had time to take something, or soon
  /// when it is memory that lacks.
  public long retryNanos(long nowNanos) {
    return isFull() ? start(nowNanos) : nowNanos + ConnectionLink.MEMORY_RETRY_NANOS;
  }

  /// The connection was finished, and the peer has had its time to take the last output: ends the
  /// connection at once where it has taken none.
  ///
  /// @return when to look again, or `Long.MAX_VALUE`
  public long finishExpired(long nowNanos) {
    if (isStalled()) {
      link.reset();
      return Long.MAX_VALUE;
    }
    return goOn(nowNanos);
  }
}
