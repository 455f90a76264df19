package weft.hub.tls;

import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.hub.TcpConnection;
import weft.hub.Timer;
import weft.hub.memory.HotPath;

/// What becomes of output for which there is no buffer: while the socket sends, the end of that
/// brings one; else it is tried again soon, and given up at last.
///
/// On the hub's thread.
final class BufferRetry {
  /// How long to wait, in nanoseconds.
  private static final long RETRY_NANOS = 5_000_000;

  /// How often. When bytes that wait here hold all buffers, nothing but giving them up helps.
  private static final int RETRIES_MAX = 400;

  private final Hub hub;
  private final TcpConnection tcp;
  private final Runnable again;

  /// Made when it is first needed: most connections never lack a buffer.
  private @Nullable Timer timer;

  private int retries;

  /// @param again tries again
  BufferRetry(TcpConnection tcp, Runnable again) {
    this.hub = tcp.hub();
    this.tcp = tcp;
    this.again = again;
  }

  /// Some output has found a buffer.
  @HotPath
  void progressed() {
    retries = 0;
  }

  /// Has it tried again in time.
  ///
  /// @return `false` when it was tried often enough
  boolean later() {
    Timer present = timer;
    if (tcp.pendingOutput() > 0 || (present != null && present.isSet())) {
      return true;
    }
    if (retries++ >= RETRIES_MAX) {
      return false;
    }
    if (present == null) {
      present = new Timer(hub, again);
      timer = present;
    }
    present.set(hub.nowNanos() + RETRY_NANOS);
    return true;
  }

  /// Nothing is to be tried any more.
  void cancel() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
