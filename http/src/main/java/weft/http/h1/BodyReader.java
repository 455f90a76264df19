package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.protocol.BodyPace;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.Outcome;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// Somebody reading a request's body: told to wait while nothing is there, and woken when something
/// comes, when the client is too slow, or when it has gone.
final class BodyReader {
  private final Http1Hub shared;
  private final Http1Body body;
  private final BodyPace pace = new BodyPace();
  private @Nullable Http1Link link;
  private boolean waiting;
  private boolean faultCounted;
  private long deadlineNanos;

  /// Whether the client need not be told to send the body.
  private boolean continued;

  BodyReader(Http1Hub shared, Http1Body body) {
    this.shared = shared;
    this.body = body;
  }

  /// Begins with a new message.
  @HotPath
  void start(Http1Link link) {
    this.link = link;
    waiting = false;
    faultCounted = false;
    pace.start();
    deadlineNanos = Long.MAX_VALUE;
    continued = true;
  }

  /// Lets go of the connection.
  @HotPath
  void release() {
    link = null;
  }

  /// The client waits for 100 (Continue) before it sends the body.
  void expectContinue() {
    continued = false;
  }

  /// Whether the client sends its body without being asked any more.
  @HotPath
  boolean isContinued() {
    return continued;
  }

  /// When [#expired] wants to be called, or `Long.MAX_VALUE`.
  @HotPath
  long deadlineNanos() {
    return deadlineNanos;
  }

  /// Reads bytes.
  ///
  /// @param inputEnded whether nothing more can come
  /// @return how many, or an [Outcome]
  @HotPath
  int read(
      BufferQueue input, byte[] target, int offset, int length, boolean inputEnded, long nowNanos) {
    int count = body.read(input, shared.pool, target, offset, length);
    if (count > 0 || count == Outcome.END) {
      return count;
    }
    if (count == Http1Body.FAILED) {
      countFault();
      return Outcome.FAILED;
    }
    if (inputEnded && !body.isStarved()) {
      return Outcome.GONE;
    }
    waiting = true;
    pace.waits(shared.pool.inputStops(), nowNanos);
    deadlineNanos =
        nowNanos + (body.isStarved() ? ConnectionLink.MEMORY_RETRY_NANOS : shared.bodyIdleNanos);
    return Outcome.WAIT;
  }

  /// The client has been told to send the body.
  void continued() {
    continued = true;
  }

  /// Bytes have come.
  ///
  /// @param queued bytes that wait in the input
  @HotPath
  void arrived(int queued, long nowNanos) {
    if (waiting) {
      pace.came(shared.pool.inputStops(), nowNanos);
      if (pace.isTooSlow(body.taken() + queued, shared.limits.bodyBytesPerSecondMin())) {
        body.fail(Http1Fault.BODY_TOO_SLOW);
      }
      wake();
    }
  }

  /// The deadline has come.
  void expired(long nowNanos) {
    if (body.isStarved()) {
      wake();
    } else if (shared.pool.isFull()) {
      deadlineNanos = nowNanos + ConnectionLink.MEMORY_GRACE_NANOS;
    } else {
      body.fail(Http1Fault.BODY_TIMEOUT);
      wake();
    }
  }

  /// Has whoever waits try again.
  void wake() {
    deadlineNanos = Long.MAX_VALUE;
    if (waiting && link != null) {
      waiting = false;
      link.bodyReady();
    }
  }

  /// Counts a fault of the body, once.
  void countFault() {
    Http1Fault fault = body.fault();
    if (fault != null && !faultCounted) {
      faultCounted = true;
      shared.tally.faults.add(fault);
    }
  }
}
