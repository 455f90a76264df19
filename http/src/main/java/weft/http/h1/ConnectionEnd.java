package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.BufferQueue;

/// How an [Http1Connection] ends: in order, with an error told, or at once.
final class ConnectionEnd {
  private final Http1State state;

  ConnectionEnd(Http1State state) {
    this.state = state;
  }

  /// Answers a fault and closes.
  void refuse(Http1Fault fault, long nowNanos) {
    Http1Hub shared = state.shared;
    shared.tally.failed(fault);
    Http1Message current = state.message;
    boolean bodiless = current != null && current.isHead();
    ResponseEncoder encoder = shared.encoder(state.link);
    encoder.encodeError(fault.status(), ErrorText.of(fault), bodiless);
    OutputAppender appender = new OutputAppender(shared.tally);
    appender.start(state.link);
    boolean told = appender.append(encoder.text());
    shut(!told, nowNanos);
  }

  /// The connection cannot be used any more, and nobody is there to be told.
  void lost(long nowNanos) {
    @Nullable Http1Message handling = state.handling();
    if (state.phase != Http1State.Phase.CLOSED) {
      shut(true, nowNanos);
    }
    if (handling != null && !handling.handled) {
      state.shared.tally.clientsGone++;
      handling.reader.wake();
      handling.writer.wakeCaller();
      state.link.gone(handling);
    }
  }

  /// Ends the connection. A message that is being handled stays until it has been.
  ///
  /// @param reset whether at once, dropping what is pending
  void shut(boolean reset, long nowNanos) {
    state.phase = Http1State.Phase.CLOSED;
    state.input.close();
    Http1Message current = state.message;
    if (current != null && (!current.handedOut || current.handled)) {
      state.releaseMessage();
    }
    if (reset) {
      state.deadlineNanos = Long.MAX_VALUE;
      state.link.reset();
    } else {
      state.deadlineNanos = state.output.start(nowNanos);
      state.link.finish();
    }
  }

  /// Another protocol has the connection now.
  void handOver() {
    state.phase = Http1State.Phase.CLOSED;
    state.deadlineNanos = Long.MAX_VALUE;
    state.input.close();
    state.releaseMessage();
  }

  /// Another protocol has the connection now, and what was received for it.
  BufferQueue leave() {
    state.phase = Http1State.Phase.CLOSED;
    state.deadlineNanos = Long.MAX_VALUE;
    BufferQueue rest = state.input.handOver();
    state.releaseMessage();
    return rest;
  }

  /// The last output may not have been taken in time.
  void expired(long nowNanos) {
    state.deadlineNanos = state.output.finishExpired(nowNanos);
  }
}
