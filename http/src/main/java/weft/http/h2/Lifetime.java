package weft.http.h2;

import weft.http.protocol.ConnectionLink;
import weft.http.protocol.OutputWatch;
import weft.hub.memory.HotPath;

/// How long a connection lives: what it may take its time for, how it is asked for a sign of life,
/// and how it comes to its end in order.
final class Lifetime {
  /// What is to be done now.
  enum Verdict {
    GOES_ON,
    IDLE,
    STALLED,
    PREFACE_TIMEOUT,
    FRAME_TIMEOUT,
    PING_TIMEOUT,
    LAST_CALL
  }

  /// Payload of the PING that measures the way.
  static final long PROBE = 0x6562_6f72_7074_6677L;

  private static final long ALIVE = 0x6576_696c_6174_6677L;
  private static final long DRAIN = 0x6e69_6172_6474_6677L;

  /// How long the first GOAWAY is given to reach the client.
  private static final long DRAIN_NANOS = 200_000_000;

  private static final long NEVER = Long.MAX_VALUE;

  private final Http2Hub shared;
  private final OutputWatch output;
  private final ControlFrames control;
  private final long bornNanos;
  private long requestCount;
  private boolean settled;
  private long completed;
  private long inputDeadline;
  private long outputDeadline = NEVER;
  private long heardNanos;
  private boolean pinged;
  private long pingDeadline;
  private long idleDeadline;
  private boolean draining;
  private boolean lastCall;
  private long drainDeadline = NEVER;
  private long finishDeadline = NEVER;

  Lifetime(Http2Hub shared, OutputWatch output, ControlFrames control, long nowNanos) {
    this.shared = shared;
    this.output = output;
    this.control = control;
    bornNanos = nowNanos;
    heardNanos = nowNanos;
    inputDeadline = nowNanos + shared.headNanos;
    idleDeadline = Http2Hub.after(nowNanos, shared.keepAliveNanos);
  }

  /// When to look again.
  ///
  /// @param active requests being handled
  @HotPath
  long deadlineNanos(int active) {
    long input = Math.min(inputDeadline, outputDeadline);
    long quiet = active == 0 ? idleDeadline : aliveDeadline();
    return Math.min(Math.min(input, quiet), drainDeadline);
  }

  @HotPath
  private long aliveDeadline() {
    if (shared.pingIntervalNanos == 0) {
      return NEVER;
    }
    return pinged ? pingDeadline : heardNanos + shared.pingIntervalNanos;
  }

  /// Something came.
  @HotPath
  void heard(long nowNanos) {
    heardNanos = nowNanos;
    pinged = false;
  }

  /// Input was looked at.
  ///
  /// @param settled whether the client's SETTINGS have come
  /// @param completed count of frames and header blocks that have come whole
  /// @param partial whether a frame or header block has begun and not ended
  @HotPath
  void watchInput(boolean settled, long completed, boolean partial, long nowNanos) {
    if (!settled) {
      return;
    }
    if (!partial) {
      inputDeadline = NEVER;
    } else if (inputDeadline == NEVER || completed != this.completed) {
      inputDeadline = nowNanos + shared.headNanos;
    }
    this.completed = completed;
    this.settled = true;
  }

  /// Output was appended.
  ///
  /// @param waiting whether somebody waits for the client to take it
  @HotPath
  void watchOutput(boolean waiting, long nowNanos) {
    if (waiting && outputDeadline == NEVER) {
      outputDeadline = output.goOn(nowNanos);
    }
  }

  /// The client has taken everything.
  @HotPath
  void outputTaken() {
    outputDeadline = NEVER;
  }

  /// A request came.
  ///
  /// @return whether the connection should end behind what it is doing: it is old, or has had its
  ///   share of requests
  @HotPath
  boolean requested(long nowNanos) {
    requestCount++;
    long most = shared.limits.requestsPerConnectionMax();
    boolean spent = most > 0 && requestCount >= most;
    boolean old = shared.ageNanosMax > 0 && nowNanos - bornNanos >= shared.ageNanosMax;
    return spent || old;
  }

  /// No request is being handled any more.
  @HotPath
  void idle(long nowNanos) {
    idleDeadline = Http2Hub.after(nowNanos, shared.keepAliveNanos);
  }

  /// We have not listened: whoever could not be heard is given some time.
  void deaf(long nowNanos) {
    if (inputDeadline != NEVER && settled) {
      inputDeadline = Math.max(inputDeadline, nowNanos + ConnectionLink.MEMORY_GRACE_NANOS);
    }
    if (pinged) {
      pingDeadline = Math.max(pingDeadline, nowNanos + ConnectionLink.MEMORY_GRACE_NANOS);
    }
  }

  /// A deadline has come.
  Verdict expired(int active, long nowNanos) {
    if (nowNanos >= inputDeadline) {
      return settled ? Verdict.FRAME_TIMEOUT : Verdict.PREFACE_TIMEOUT;
    }
    if (nowNanos >= outputDeadline && !outputMoves(nowNanos)) {
      return Verdict.STALLED;
    }
    if (nowNanos >= drainDeadline) {
      return callLast();
    }
    if (active == 0) {
      if (nowNanos >= idleDeadline) {
        idleDeadline = NEVER;
        return Verdict.IDLE;
      }
    } else if (nowNanos >= aliveDeadline()) {
      if (pinged) {
        return Verdict.PING_TIMEOUT;
      }
      pinged = true;
      pingDeadline = nowNanos + shared.pingTimeoutNanos;
      control.ping(ALIVE, false);
    }
    return Verdict.GOES_ON;
  }

  private boolean outputMoves(long nowNanos) {
    if (output.isStalled()) {
      return false;
    }
    outputDeadline = output.goOn(nowNanos);
    return true;
  }

  // The end in order.

  /// Tells the client not to send more requests; those on their way are still taken.
  void beginDrain(long nowNanos) {
    if (!draining) {
      draining = true;
      drainDeadline = nowNanos + DRAIN_NANOS;
      control.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, "");
      control.ping(DRAIN, false);
    }
  }

  /// The client itself has said that no more will come.
  ///
  /// @return whether the last call is still to be made
  boolean skipDrain() {
    if (lastCall) {
      return false;
    }
    draining = true;
    lastCall = true;
    drainDeadline = NEVER;
    return true;
  }

  /// A PING was answered.
  ///
  /// @return whether it was the one behind the first GOAWAY
  boolean answered(long data) {
    return data == DRAIN && draining && !lastCall && callLast() == Verdict.LAST_CALL;
  }

  private Verdict callLast() {
    drainDeadline = NEVER;
    lastCall = true;
    return Verdict.LAST_CALL;
  }

  /// Whether the connection is on its way to its end.
  boolean isDraining() {
    return draining;
  }

  /// Whether no request can come any more.
  @HotPath
  boolean isLastCallOver() {
    return lastCall;
  }

  /// What is pending is sent, then the connection ends.
  void finishing(long nowNanos) {
    finishDeadline = output.start(nowNanos);
  }

  /// When to look whether the client takes the last output.
  @HotPath
  long closedDeadlineNanos() {
    return finishDeadline;
  }

  /// The client has had time to take the last output.
  void finishExpired(long nowNanos) {
    finishDeadline = output.finishExpired(nowNanos);
  }
}
