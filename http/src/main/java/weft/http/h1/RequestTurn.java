package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.Status;
import weft.http.h1.Http1State.Phase;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.Outcome;
import weft.hub.file.OpenFile;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// The request whose turn it is on an [Http1Connection], from when it was handed out until the next
/// head may come: its body, its response, and what is left of its body.
final class RequestTurn {
  private final Http1State state;
  private final HeadIntake heads;
  private final ConnectionEnd end;
  private long discarded;

  RequestTurn(Http1State state, HeadIntake heads, ConnectionEnd end) {
    this.state = state;
    this.heads = heads;
    this.end = end;
  }

  // The request's body.

  /// Takes received bytes while a request is handled or its body discarded.
  @HotPath
  void received(long address, int length, long nowNanos) {
    state.input.keep(address, length);
    Http1Message current = state.message;
    if (current != null) {
      if (state.phase == Phase.DISCARDING) {
        discard(current, nowNanos);
      } else if (current.handled) {
        discarded += dropBody(current);
      } else {
        current.reader.arrived(state.input.queue().size(), nowNanos);
      }
    }
    state.regulateInput();
  }

  /// The client's stream has ended in order while the request is handled.
  void inputEnded() {
    Http1Message current = state.message;
    if (current == null) {
      return;
    }
    current.reader.wake();
    if (!state.shared.halfClosingClients && !current.writer.isEnded()) {
      state.shared.tally.clientsGone++;
      state.link.gone(current);
    }
  }

  /// See [Http1Connection#readBody].
  @HotPath
  int readBody(byte[] target, int offset, int length, long nowNanos) {
    Http1Message current = state.handling();
    if (current == null) {
      return Outcome.GONE;
    }
    int result =
        current.reader.read(
            state.input.queue(), target, offset, length, state.inputEnded, nowNanos);
    if (result == Outcome.WAIT
        && !current.reader.isContinued()
        && current.writer.inform(Status.CONTINUE, ErrorText.NO_FIELDS)) {
      current.reader.continued();
    }
    state.regulateInput();
    return result;
  }

  // The response.

  /// See [Http1Connection#respond].
  ///
  /// Whoever answers whole reads, as a rule, no more of the body. If nobody knows how much of it
  /// comes, the answer says "close": it cannot be said later, where it turns out to be too much,
  /// and a client that was not told loses its next request (RFC 9112 §9.6).
  @HotPath
  void respond(ResponseHead head, byte[] content, int offset, int length, long nowNanos) {
    Http1Message current = state.handling();
    if (current != null) {
      boolean goesOn = goesOn(current, nowNanos) && !current.body.isOpenEnded(state.input.queue());
      if (current.writer.respond(head, content, offset, length, goesOn, nowNanos) == Outcome.DONE) {
        answered(current, nowNanos);
      }
    }
  }

  /// See [Http1Connection#begin].
  int begin(ResponseHead head, long length, long nowNanos) {
    Http1Message current = state.handling();
    return current == null
        ? Outcome.GONE
        : current.writer.begin(head, length, goesOn(current, nowNanos), nowNanos);
  }

  /// See [Http1Connection#write].
  @HotPath
  int write(byte[] source, int offset, int length, long nowNanos) {
    Http1Message current = state.handling();
    return current == null ? Outcome.GONE : current.writer.write(source, offset, length, nowNanos);
  }

  /// See [Http1Connection#writable].
  int writable() {
    Http1Message current = state.handling();
    return current == null || state.shared.pool.isFull() ? 0 : current.writer.writable();
  }

  /// See [Http1Connection#sendFile].
  @HotPath
  int sendFile(OpenFile file, long position, int length, long nowNanos) {
    Http1Message current = state.handling();
    return current == null
        ? Outcome.GONE
        : current.writer.sendFile(file, position, length, nowNanos);
  }

  /// See [Http1Connection#end].
  int end(long nowNanos) {
    Http1Message current = state.handling();
    if (current == null) {
      return Outcome.GONE;
    }
    int result = current.writer.end(nowNanos);
    if (result == Outcome.DONE) {
      answered(current, nowNanos);
    }
    return result;
  }

  /// See [Http1Connection#inform].
  void inform(int status, FieldList fields) {
    Http1Message current = state.handling();
    if (current != null && current.parser.minorVersion() > 0) {
      current.writer.inform(status, fields);
    }
  }

  /// See [Http1Connection#switchProtocols].
  @Nullable BufferQueue switchProtocols(FieldList fields) {
    Http1Message current = state.handling();
    if (current == null
        || state.inputEnded
        || !current.body.isEnded()
        || !current.writer.inform(Status.SWITCHING_PROTOCOLS, fields)) {
      return null;
    }
    state.shared.tally.responded(Status.SWITCHING_PROTOCOLS);
    return end.leave();
  }

  /// See [Http1Connection#abort].
  void abort(long nowNanos) {
    Http1Message current = state.handling();
    if (current != null) {
      state.shared.tally.responsesAborted++;
      // What lacks its last chunk, or bytes that were announced, is not whole to anybody; what ends
      // with the connection must not end in order.
      end.shut(!current.writer.isShortOnEnd(), nowNanos);
    }
  }

  /// There may be room for output now.
  @HotPath
  void writeOn(long nowNanos) {
    Http1Message current = state.message;
    if (current != null && current.writer.resume(nowNanos) == Outcome.DONE) {
      answered(current, nowNanos);
    }
  }

  @HotPath
  private boolean goesOn(Http1Message current, long nowNanos) {
    return !(state.inputEnded && state.input.isEmpty())
        && state.persistence.goesOn(current, nowNanos);
  }

  @HotPath
  private void answered(Http1Message current, long nowNanos) {
    state.shared.tally.responded(current.writer.status());
    if (current.handled) {
      proceed(current, nowNanos);
    }
  }

  // From one request to the next.

  /// See [Http1Connection#handled].
  @HotPath
  void handled(long nowNanos) {
    Http1Message current = state.message;
    if (current == null) {
      return;
    }
    current.handled = true;
    if (state.phase != Phase.HANDLING) {
      state.releaseMessage();
    } else if (current.writer.isEnded()) {
      proceed(current, nowNanos);
    } else {
      discarded += dropBody(current);
    }
  }

  @HotPath
  private void proceed(Http1Message current, long nowNanos) {
    if (!current.writer.isPersistent() || current.body.fault() != null) {
      end.shut(false, nowNanos);
    } else if (current.body.isEnded()) {
      next(nowNanos);
    } else {
      state.phase = Phase.DISCARDING;
      discard(current, nowNanos);
    }
  }

  private void discard(Http1Message current, long nowNanos) {
    discarded += dropBody(current);
    if (current.body.isEnded()) {
      next(nowNanos);
    } else if (current.body.fault() != null
        || state.inputEnded
        || discarded > state.shared.limits.discardBytesMax()) {
      end.shut(false, nowNanos);
    } else {
      state.deadlineNanos =
          nowNanos
              + (current.body.isStarved()
                  ? ConnectionLink.MEMORY_RETRY_NANOS
                  : state.shared.bodyIdleNanos);
      state.regulateInput();
    }
  }

  /// Nobody reads the rest of the body any more: its memory is free for the response, which may be
  /// waiting for some.
  ///
  /// @return how many bytes
  private long dropBody(Http1Message current) {
    long before = current.body.taken();
    if (current.body.discard(state.input.queue(), state.shared.pool) == Http1Body.FAILED) {
      current.reader.countFault();
    }
    return current.body.taken() - before;
  }

  @HotPath
  private void next(long nowNanos) {
    boolean pipelined = !state.input.isEmpty();
    boolean full = pipelined && state.output.isFull();
    state.phase = Phase.HEAD;
    discarded = 0;
    state.idle(nowNanos);
    if (!pipelined || full || !heads.beginAgain(nowNanos)) {
      state.releaseMessage();
    }
    if (pipelined) {
      if (full) {
        state.deadlineNanos = state.output.start(nowNanos);
      }
      heads.parseQueued(nowNanos);
    } else if (state.inputEnded) {
      end.shut(false, nowNanos);
    } else {
      state.regulateInput();
    }
  }

  // Time.

  /// When [#expired] wants to be called while a request is handled.
  @HotPath
  static long deadlineNanos(Http1Message handling) {
    return Math.min(handling.reader.deadlineNanos(), handling.writer.deadlineNanos());
  }

  /// A deadline has come while the request is handled.
  void expired(long nowNanos) {
    Http1Message current = state.message;
    if (current == null) {
      return;
    }
    if (nowNanos >= current.reader.deadlineNanos()) {
      current.reader.expired(nowNanos);
    }
    if (nowNanos >= current.writer.deadlineNanos()) {
      if (current.writer.isStalled()) {
        end.lost(nowNanos);
      } else {
        writeOn(nowNanos);
      }
    }
  }

  /// The deadline has come while the body is discarded.
  void discardExpired(long nowNanos) {
    @Nullable Http1Message current = state.message;
    if (current != null && current.body.isStarved()) {
      discard(current, nowNanos);
    } else if (!state.graceForWantOfMemory(nowNanos)) {
      if (current != null) {
        current.body.fail(Http1Fault.BODY_TIMEOUT);
        current.reader.countFault();
      }
      end.shut(false, nowNanos);
    }
  }
}
