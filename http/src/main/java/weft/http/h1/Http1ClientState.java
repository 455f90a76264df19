package weft.http.h1;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.ClientLink;
import weft.http.protocol.OutputWatch;
import weft.hub.memory.HotPath;

/// What the parts of an [Http1ClientMachine] share: where the connection stands, and its two
/// directions.
final class Http1ClientState {
  /// Where a connection stands.
  enum Phase {
    /// No call is under way; nothing may come.
    IDLE,
    /// A call is under way and has not failed.
    CALLING,
    /// The rest of a released call's response is thrown away.
    DISCARDING,
    /// A CONNECT was answered with 2xx: the bytes are another protocol's.
    TUNNEL,
    /// Nothing is sent or taken any more. A call that failed may not have been released yet.
    CLOSED
  }

  final Http1ClientHub shared;
  final ClientLink link;
  final InputGate input;
  final OutputWatch output;
  Phase phase = Phase.IDLE;

  /// The server sends nothing more.
  boolean inputEnded;

  /// Whether it ended its stream in order.
  boolean endedInOrder;

  /// What ended it otherwise, or `null`.
  @Nullable IOException endFailure;

  /// The connection is gone: nothing is asked of the link any more.
  boolean gone;

  /// No call is to begin any more.
  boolean draining;

  /// Whether the connection can go on behind the present response.
  boolean persistent = true;

  /// When what a released or ended connection still has to do is looked at; or `Long.MAX_VALUE`.
  long deadlineNanos = Long.MAX_VALUE;

  private int depth;
  private boolean toldAvailable = true;
  private boolean toldSpent;

  Http1ClientState(Http1ClientHub shared, ClientLink link) {
    this.shared = shared;
    this.link = link;
    input = new InputGate(shared.pool, link);
    output = new OutputWatch(link, shared.writeNanos);
  }

  /// Whether a call may begin.
  @HotPath
  boolean isAvailable() {
    return phase == Phase.IDLE && !isSpent();
  }

  /// Whether no call will ever begin.
  @HotPath
  boolean isSpent() {
    return draining || inputEnded || !persistent || phase == Phase.TUNNEL || phase == Phase.CLOSED;
  }

  /// A call has begun: whoever began it knows what that changes.
  @HotPath
  void calling() {
    phase = Phase.CALLING;
    toldAvailable = false;
  }

  /// Somebody from outside does something to the connection; [#leave] follows.
  @HotPath
  void enter() {
    depth++;
  }

  /// What somebody from outside did is done: tells, last of all, whether calls may begin now.
  @HotPath
  void leave() {
    depth--;
    boolean available = isAvailable();
    boolean spent = isSpent();
    if (depth == 0 && (available != toldAvailable || spent != toldSpent)) {
      toldAvailable = available;
      toldSpent = spent;
      link.availabilityChanged();
    }
  }

  /// Receives, or stops receiving, by what waits in the input.
  ///
  /// @param awaitsHead whether a head is to be completed
  @HotPath
  void regulateInput(boolean awaitsHead) {
    if (phase != Phase.CLOSED && !inputEnded && !gone && !input.isAtRest()) {
      input.regulate(awaitsHead);
    }
  }

  /// Ends the connection.
  ///
  /// @param reset whether at once, dropping what is pending
  void shut(boolean reset, long nowNanos) {
    phase = Phase.CLOSED;
    input.close();
    deadlineNanos = Long.MAX_VALUE;
    if (gone) {
      return;
    }
    if (reset) {
      link.reset();
    } else {
      deadlineNanos = output.start(nowNanos);
      link.finish();
    }
  }

  /// The last output may not have been taken in time.
  void endExpired(long nowNanos) {
    deadlineNanos = output.finishExpired(nowNanos);
  }
}
