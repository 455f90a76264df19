package weft.http.h1;

import weft.http.Status;
import weft.http.h1.Http1ClientState.Phase;
import weft.http.protocol.ConnectionLink;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// The heads of the responses to an [Http1Call]: parsed where they were received or from the input,
/// up to the final one.
final class ResponseIntake {
  /// Interim responses taken for one call: against floods of them.
  static final int INTERIM_COUNT_MAX = 32;

  private final Http1ClientState state;
  private final Http1Call call;
  private int interims;

  /// Whether a complete head waits for memory.
  private boolean starved;

  private long deadlineNanos = Long.MAX_VALUE;

  ResponseIntake(Http1ClientState state, Http1Call call) {
    this.state = state;
    this.call = call;
  }

  /// Begins with a new call.
  @HotPath
  void start() {
    interims = 0;
    starved = false;
    deadlineNanos = Long.MAX_VALUE;
  }

  /// When [#parseQueued] wants to be called, or `Long.MAX_VALUE`.
  @HotPath
  long deadlineNanos() {
    return deadlineNanos;
  }

  /// Takes received bytes while a call is under way.
  @HotPath
  void received(long address, int length, long nowNanos) {
    if (!call.awaitsHead()) {
      state.input.keep(address, length);
      call.bodyArrived();
    } else if (!call.sender.isBegun()) {
      state.shared.tally().faults.add(Http1Fault.UNASKED_RESPONSE);
      call.fail(Http1CallFailures.spokenFirst(), nowNanos);
    } else if (state.input.isEmpty()) {
      parseReceived(address, length, nowNanos);
    } else {
      state.input.keep(address, length);
      parseQueued(nowNanos);
    }
    state.regulateInput(call.awaitsHead() && !starved);
  }

  /// Parses heads where they were received; what lies behind the final one, or an incomplete head,
  /// is kept.
  @HotPath
  private void parseReceived(long address, int length, long nowNanos) {
    int at = 0;
    while (at < length && call.awaitsHead()) {
      int used = parse(address + at, length - at, nowNanos);
      if (used == 0) {
        break;
      }
      at += used;
    }
    if (state.phase == Phase.CLOSED) {
      return;
    }
    if (at < length) {
      state.input.keep(address + at, length - at);
    }
    if (!call.awaitsHead()) {
      call.tellAnswered();
    }
  }

  /// Parses heads that wait in the input.
  void parseQueued(long nowNanos) {
    starved = false;
    deadlineNanos = Long.MAX_VALUE;
    BufferQueue queue = state.input.queue();
    while (call.awaitsHead() && !queue.isEmpty()) {
      if (!queue.join(state.shared.pool, state.shared.headBytesMax + 1)) {
        starve(nowNanos);
        break;
      }
      int used = parse(queue.address(), queue.runLength(), nowNanos);
      if (used == 0 || state.phase == Phase.CLOSED) {
        break;
      }
      queue.consume(state.shared.pool, used);
      if (!call.awaitsHead()) {
        call.tellAnswered();
        return;
      }
    }
    if (state.inputEnded && !starved && call.awaitsHead()) {
      call.lose(nowNanos);
    }
  }

  /// Parses at the beginning of a head.
  ///
  /// @return bytes of the head, 0 when it is not complete, or lacks memory; meaningless once closed
  @HotPath
  private int parse(long address, int length, long nowNanos) {
    ResponseHeadParser parser = call.parser;
    int result = parser.parse(address, length);
    if (result == HeadParser.NEED_MORE) {
      return 0;
    }
    Http1Fault fault = parser.fault();
    if (fault != null) {
      call.fail(fault, nowNanos);
    } else if (parser.isInterim()) {
      interim(address, nowNanos);
    } else if (!call.copyHead(address, result)) {
      parser.startNext();
      starve(nowNanos);
      return 0;
    }
    return result;
  }

  private void interim(long address, long nowNanos) {
    // "A server MUST NOT switch to a protocol that was not indicated by the client in the
    // corresponding request's Upgrade header field", and we indicate none.
    // https://www.rfc-editor.org/rfc/rfc9110#section-7.8
    if (call.parser.status() == Status.SWITCHING_PROTOCOLS) {
      call.fail(Http1Fault.UNASKED_SWITCH, nowNanos);
    } else if (++interims > INTERIM_COUNT_MAX) {
      call.fail(Http1Fault.TOO_MANY_INTERIM, nowNanos);
    } else {
      call.informed(address);
      if (call.awaitsHead()) {
        call.parser.startNext();
      }
    }
  }

  private void starve(long nowNanos) {
    starved = true;
    deadlineNanos = nowNanos + ConnectionLink.MEMORY_RETRY_NANOS;
  }

  /// Whether a complete head, which needs no more input, waits for memory.
  boolean isStarved() {
    return starved;
  }
}
