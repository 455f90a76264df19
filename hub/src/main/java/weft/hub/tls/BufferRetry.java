package weft.hub.tls;

import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.hub.TcpConnection;
import weft.hub.Timer;
import weft.hub.memory.HotPath;

/// What becomes of output for which there is no buffer: while the socket sends, the end of that
/// brings one; else others hold all there is, and it is tried again, at first soon. How long that
/// may go on is settled by whoever limits the time in which a peer takes something.
///
/// On the hub's thread.
final class BufferRetry {
  /// How long to wait at first, in nanoseconds; each time twice as long as before.
  private static final long RETRY_NANOS = 5_000_000;

  /// How often the wait doubles: up to 160 ms.
  private static final int DOUBLINGS_MAX = 5;

  private final Hub hub;
  private final TcpConnection tcp;
  private final Runnable again;

  /// Made when it is first needed: most connections never lack a buffer.
  private @Nullable Timer timer;

  private int doublings;

  /// @param again tries again
  BufferRetry(TcpConnection tcp, Runnable again) {
    this.hub = tcp.hub();
    this.tcp = tcp;
    this.again = again;
  }

  /// Some output has found a buffer.
  @HotPath
  void progressed() {
    doublings = 0;
  }

  /// Has it tried again in time.
  void later() {
    Timer present = timer;
    if (tcp.pendingOutput() > 0 || (present != null && present.isSet())) {
      return;
    }
    if (present == null) {
      present = new Timer(hub, again);
      timer = present;
    }
    present.set(hub.nowNanos() + (RETRY_NANOS << doublings));
    doublings = Math.min(doublings + 1, DOUBLINGS_MAX);
  }

  /// Nothing is to be tried any more.
  void cancel() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
