package weft.http.h2;

import weft.http.protocol.ConnectionLink;
import weft.http.protocol.OutputWatch;
import weft.hub.memory.HotPath;

/// Receives or stops receiving: a client that makes us answer and does not read the answers is not
/// read either; nor is one whose bodies nobody reads, while the hub's memory is tight, or to whom
/// answers are owed that found none.
///
/// Windows bound what a client sends ahead; this bounds what many clients do together.
final class InputValve {
  /// Output at which a connection receives no more: beyond what writers make, answers to frames of
  /// a client that does not read them.
  private static final int OUTPUT_BYTES_PAUSE = 2 * OutputWatch.BYTES_MAX;

  private static final long NEVER = Long.MAX_VALUE;

  private final Http2Hub shared;
  private final ConnectionLink link;
  private final FrameOutput output;
  private boolean byOutput;
  private boolean byMemory;
  private long deadlineNanos = NEVER;

  InputValve(Http2Hub shared, ConnectionLink link, FrameOutput output) {
    this.shared = shared;
    this.link = link;
    this.output = output;
  }

  /// When [#regulate] wants to be called, since memory that others give back is not told of.
  @HotPath
  long deadlineNanos() {
    return deadlineNanos;
  }

  @HotPath
  boolean isClosedByOutput() {
    return byOutput;
  }

  /// Whether a client cannot be heard for want of memory.
  boolean isDeaf() {
    return byMemory || shared.pool.isFull();
  }

  /// Looks at what there is.
  ///
  /// @param unread bytes of bodies that wait for their readers
  @HotPath
  void regulate(int unread, long nowNanos) {
    boolean was = byOutput || byMemory;
    long pending = link.pendingOutput();
    byOutput = pending >= (byOutput ? 1 : OUTPUT_BYTES_PAUSE);
    int most = shared.pool.unreadMax(Integer.MAX_VALUE);
    boolean tooMuch = unread > 0 && unread >= (byMemory ? most / 2 : most);
    byMemory = tooMuch || output.isWaiting();
    deadlineNanos = byMemory ? nowNanos + ConnectionLink.MEMORY_RETRY_NANOS : NEVER;
    boolean is = byOutput || byMemory;
    if (is && !was) {
      link.pauseReceiving();
    } else if (was && !is) {
      link.resumeReceiving();
    }
  }
}
