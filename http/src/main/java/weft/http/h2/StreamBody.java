package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.protocol.BodyPace;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.Outcome;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// The body of a message: what has come and was not read, and somebody who may be waiting for it.
final class StreamBody {
  private final Http2Hub shared;
  private final BufferQueue queue = new BufferQueue();
  private final BodyPace pace = new BodyPace();

  /// What the peer may still send.
  final ReceiveWindow window = new ReceiveWindow();

  private long announced;
  private long received;
  private long passed;
  private boolean ended;
  private boolean waiting;

  /// Whether nobody is in a hurry.
  private boolean patient;

  private long deadlineNanos;
  private @Nullable Http2Fault fault;

  StreamBody(Http2Hub shared) {
    this.shared = shared;
  }

  /// Begins.
  ///
  /// @param announced bytes, or -1
  @HotPath
  void start(long announced, int windowBytes) {
    this.announced = announced;
    window.start(windowBytes);
    received = 0;
    passed = 0;
    ended = false;
    waiting = false;
    patient = false;
    pace.start();
    deadlineNanos = Long.MAX_VALUE;
    fault = null;
  }

  /// Says how long it will be, before any of it has come.
  ///
  /// @param announced bytes, or -1
  void announce(long announced) {
    this.announced = announced;
  }

  /// It may take as long as it likes.
  void beUntimed() {
    patient = true;
  }

  /// Bytes the body will have, 0 for none, -1 when nobody said.
  @HotPath
  long length() {
    return announced >= 0 || !ended ? announced : received;
  }

  /// Whether everything has come.
  @HotPath
  boolean isEnded() {
    return ended;
  }

  /// What broke it, or `null`.
  @Nullable Http2Fault fault() {
    return fault;
  }

  /// When [#expired] wants to be called, or `Long.MAX_VALUE`.
  @HotPath
  long deadlineNanos() {
    return deadlineNanos;
  }

  /// Whether so many more bytes are no more than were announced.
  @HotPath
  boolean admits(int more) {
    return announced < 0 || received + more <= announced;
  }

  /// Keeps bytes that came.
  @HotPath
  void arrived(long address, int length) {
    received += length;
    queue.append(shared.pool, address, length);
  }

  /// What still comes is not wanted; it is given some time to end.
  void pass(long nowNanos) {
    deadlineNanos = Http2Hub.after(nowNanos, shared.bodyIdleNanos);
  }

  /// Counts bytes that came and that nobody wants.
  ///
  /// @return whether they are too many to let pass
  boolean passed(int length) {
    received += length;
    passed += length;
    return passed > shared.limits.discardBytesMax();
  }

  /// Nothing more comes.
  ///
  /// @return whether it is as long as was announced
  @HotPath
  boolean end() {
    ended = true;
    return announced < 0 || received == announced;
  }

  /// Reads bytes.
  ///
  /// @return how many, or an [Outcome]
  @HotPath
  int read(byte[] target, int offset, int length, long nowNanos) {
    int total = 0;
    while (total < length && !queue.isEmpty()) {
      int count = Math.min(queue.runLength(), length - total);
      queue.copyOut(shared.pool, target, offset + total, count);
      total += count;
    }
    if (total > 0) {
      return total;
    }
    if (fault != null) {
      return Outcome.FAILED;
    }
    if (ended) {
      return Outcome.END;
    }
    waiting = true;
    pace.waits(shared.pool.inputStops(), nowNanos);
    deadlineNanos = patient ? Long.MAX_VALUE : Http2Hub.after(nowNanos, shared.bodyIdleNanos);
    return Outcome.WAIT;
  }

  /// Bytes came, or the end: whoever waits may try again.
  ///
  /// @return whether somebody waits
  @HotPath
  boolean wake(long nowNanos) {
    if (!waiting) {
      return false;
    }
    pace.came(shared.pool.inputStops(), nowNanos);
    if (!ended && !patient && pace.isTooSlow(received, shared.limits.bodyBytesPerSecondMin())) {
      fail(Http2Fault.BODY_TOO_SLOW);
    }
    return wake();
  }

  /// Whoever waits is to look again.
  ///
  /// @return whether somebody waits
  @HotPath
  boolean wake() {
    deadlineNanos = Long.MAX_VALUE;
    boolean was = waiting;
    waiting = false;
    return was;
  }

  /// The deadline has come: the body is broken.
  void expired() {
    fail(Http2Fault.BODY_TIMEOUT);
  }

  /// We are the slow ones: the deadline does not come yet.
  void excuse(long nowNanos) {
    deadlineNanos = Math.max(deadlineNanos, nowNanos + ConnectionLink.MEMORY_GRACE_NANOS);
  }

  private void fail(Http2Fault reason) {
    fault = reason;
    shared.tally.failed(reason);
  }

  /// Throws away what has not been read.
  ///
  /// @return how many bytes
  @HotPath
  int drop() {
    int count = queue.size();
    if (count > 0) {
      queue.clear(shared.pool);
    }
    return count;
  }
}
