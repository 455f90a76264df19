package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.OutputWatch;
import weft.hub.memory.HotPath;

/// What the parts of an [Http1Connection] share: where it stands, and what it works on.
final class Http1State {
  /// Where a connection stands.
  enum Phase {
    /// A head is awaited, or is coming in.
    HEAD,
    /// A request was handed out and is not both handled and answered.
    HANDLING,
    /// The rest of an answered request's body is thrown away.
    DISCARDING,
    /// No request is taken any more.
    CLOSED
  }

  /// An idle connection is closed by a stopping server only this long after its last response, so
  /// that a request already on its way is answered rather than lost.
  private static final long QUIET_NANOS = 200_000_000;

  final Http1Hub shared;
  final Http1Link link;
  final InputGate input;
  final OutputWatch output;
  final Persistence persistence;
  Phase phase = Phase.HEAD;

  /// The request that is coming in or being handled.
  @Nullable Http1Message message;

  /// The client sends nothing more.
  boolean inputEnded;

  /// Whether a complete head waits for memory.
  boolean starved;

  /// The deadline of every phase but HANDLING, whose deadlines are the message's.
  long deadlineNanos;

  private long idleSinceNanos;

  Http1State(Http1Hub shared, Http1Link link, long nowNanos) {
    this.shared = shared;
    this.link = link;
    input = new InputGate(shared.pool, link);
    output = new OutputWatch(link, shared.writeNanos);
    persistence = new Persistence(shared, nowNanos);
    idleSinceNanos = nowNanos;
    deadlineNanos = nowNanos + shared.headNanos;
  }

  /// The request being handled, or `null`.
  @HotPath
  @Nullable Http1Message handling() {
    return phase == Phase.HANDLING ? message : null;
  }

  /// Whether it waits for a request of which nothing has come.
  boolean isIdle() {
    return phase == Phase.HEAD && message == null && input.isEmpty();
  }

  /// A response is over: the next request is awaited from now on.
  @HotPath
  void idle(long nowNanos) {
    idleSinceNanos = nowNanos;
    deadlineNanos = nowNanos + (persistence.isDraining() ? QUIET_NANOS : shared.keepAliveNanos);
  }

  /// The server is stopping: an idle connection waits only for what is on its way.
  void hurry() {
    deadlineNanos = Math.min(deadlineNanos, idleSinceNanos + QUIET_NANOS);
  }

  /// Receives, or stops receiving, by what waits in the input.
  @HotPath
  void regulateInput() {
    if (phase != Phase.CLOSED && !input.isAtRest()) {
      input.regulate(phase == Phase.HEAD && !starved && !output.isFull());
    }
  }

  /// Whether a deadline of the client's has to wait: what is missing may lie in the socket, where
  /// it stays for want of memory.
  boolean graceForWantOfMemory(long nowNanos) {
    if (!shared.pool.isFull()) {
      return false;
    }
    deadlineNanos = nowNanos + ConnectionLink.MEMORY_GRACE_NANOS;
    return true;
  }

  @HotPath
  void releaseMessage() {
    Http1Message current = message;
    if (current != null) {
      message = null;
      current.release(shared.pool);
      link.release(current);
    }
  }
}
