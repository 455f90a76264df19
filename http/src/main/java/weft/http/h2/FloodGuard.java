package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.Http2FloodLimits;
import weft.hub.memory.HotPath;

/// Counts frames that cost us more than their sender, in intervals of ten seconds
/// ([Http2FloodLimits]).
final class FloodGuard {
  private static final long INTERVAL_NANOS = 10_000_000_000L;

  /// Data of ours whose reading pays for a window update more. Peers that give back what they read
  /// piece by piece update two windows for 4 KiB at the most often (Go), older ones for each read.
  private static final int BYTES_PER_UPDATE = 256;

  /// Frames of a kind that are paid for ahead, at most.
  private static final int PAID_MAX = 1 << 30;

  private final Http2FloodLimits limits;
  private long intervalEndNanos;
  private int resets;
  private int faults;
  private int settings;
  private int goAways;
  private int priorities;

  /// Negative as long as they are paid for by what was sent.
  private int pings;

  /// Negative as long as they are paid for by what was sent.
  private int windowUpdates;

  private int emptyFrames;
  private int unknownFrames;
  private int largeHeads;
  private int tableResizes;

  FloodGuard(Http2FloodLimits limits, long nowNanos) {
    this.limits = limits;
    intervalEndNanos = nowNanos + INTERVAL_NANOS;
  }

  /// The client reset a stream that was not answered.
  @Nullable Http2Fault reset(long nowNanos) {
    roll(nowNanos);
    return ++resets > limits.resetsMax() ? Http2Fault.RESET_FLOOD : null;
  }

  /// A request was answered. Among those that are, some may be given up: who speaks for many users
  /// does so as often as they go away.
  @HotPath
  void answered() {
    resets = Math.max(0, resets - 1);
  }

  /// We had to reset a stream for its faults.
  @Nullable Http2Fault fault(long nowNanos) {
    roll(nowNanos);
    return ++faults > limits.faultsMax() ? Http2Fault.FAULT_FLOOD : null;
  }

  /// A request's fields were too large.
  @Nullable Http2Fault largeHead(long nowNanos) {
    roll(nowNanos);
    return ++largeHeads > limits.largeHeadsMax() ? Http2Fault.LARGE_HEAD_FLOOD : null;
  }

  /// A header block changed the size of its table, once or more.
  @Nullable Http2Fault tableResized(int times, long nowNanos) {
    roll(nowNanos);
    tableResizes += times;
    return tableResizes > limits.tableResizesMax() ? Http2Fault.TABLE_RESIZE_FLOOD : null;
  }

  @Nullable Http2Fault settings(long nowNanos) {
    roll(nowNanos);
    return ++settings > limits.settingsMax() ? Http2Fault.SETTINGS_FLOOD : null;
  }

  /// A peer that goes says so twice or three times.
  @Nullable Http2Fault goAway(long nowNanos) {
    roll(nowNanos);
    return ++goAways > limits.settingsMax() ? Http2Fault.GOAWAY_FLOOD : null;
  }

  @Nullable Http2Fault ping(long nowNanos) {
    roll(nowNanos);
    return ++pings > limits.pingsMax() ? Http2Fault.PING_FLOOD : null;
  }

  @Nullable Http2Fault priority(long nowNanos) {
    roll(nowNanos);
    return ++priorities > limits.prioritiesMax() ? Http2Fault.PRIORITY_FLOOD : null;
  }

  @HotPath
  @Nullable Http2Fault windowUpdate(long nowNanos) {
    roll(nowNanos);
    return ++windowUpdates > limits.windowUpdatesMax() ? Http2Fault.WINDOW_UPDATE_FLOOD : null;
  }

  /// A head or trailers of ours went out: the peer may send a PING for it. Go does when it gives up
  /// another request, to see whether we live.
  @HotPath
  void sentHead() {
    pings = paid(pings, 1);
  }

  /// A DATA frame of ours went out: the peer may measure the way by PING, as gRPC does all the
  /// time, and update two windows, and more when it reads in pieces. It may do so much later.
  @HotPath
  void sentData(int bytes) {
    pings = paid(pings, 1);
    windowUpdates = paid(windowUpdates, 2 + bytes / BYTES_PER_UPDATE);
  }

  @HotPath
  private static int paid(int count, int more) {
    return Math.max(-PAID_MAX, count - more);
  }

  @Nullable Http2Fault emptyFrame(long nowNanos) {
    roll(nowNanos);
    return ++emptyFrames > limits.emptyFramesMax() ? Http2Fault.EMPTY_FRAME_FLOOD : null;
  }

  @Nullable Http2Fault unknownFrame(long nowNanos) {
    roll(nowNanos);
    return ++unknownFrames > limits.emptyFramesMax() ? Http2Fault.UNKNOWN_FRAME_FLOOD : null;
  }

  /// A request came: a client may send something along that we do not know.
  @HotPath
  void requested() {
    unknownFrames = Math.max(0, unknownFrames - 2);
  }

  @HotPath
  private void roll(long nowNanos) {
    if (nowNanos >= intervalEndNanos) {
      intervalEndNanos = nowNanos + INTERVAL_NANOS;
      resets = 0;
      faults = 0;
      settings = 0;
      goAways = 0;
      pings = Math.min(0, pings);
      priorities = 0;
      windowUpdates = Math.min(0, windowUpdates);
      emptyFrames = 0;
      unknownFrames = 0;
      largeHeads = 0;
      tableResizes = 0;
    }
  }
}
