package weft.http.h2;

import weft.hub.memory.HotPath;

/// How streams begin and end: a stream is over when both sides have ended it, or one has given it
/// up; its object is free when its handler is done, too.
final class StreamLife {
  private final Http2Hub shared;
  private final Http2Link link;
  private final Http2Connection connection;
  private final ControlFrames control;
  private final HeaderFrames heads;
  private final StreamTable streams;
  private final FloodGuard guard;
  private final ReceiveFlow flow;
  private final EarliestDeadline deadlines;
  private int active;
  private int refusedUnaware;

  StreamLife(
      Http2Hub shared,
      Http2Link link,
      Http2Connection connection,
      ControlFrames control,
      HeaderFrames heads,
      StreamTable streams,
      FloodGuard guard,
      ReceiveFlow flow,
      EarliestDeadline deadlines) {
    this.shared = shared;
    this.link = link;
    this.connection = connection;
    this.control = control;
    this.heads = heads;
    this.streams = streams;
    this.guard = guard;
    this.flow = flow;
    this.deadlines = deadlines;
  }

  /// Streams whose object is in use: open ones, and those whose handler is not done.
  @HotPath
  int active() {
    return active;
  }

  // Beginnings.

  /// Lends a stream, to be opened or given back.
  @HotPath
  Http2Stream acquire() {
    active++;
    return link.acquire();
  }

  /// A stream that was lent and not opened.
  void giveBack(Http2Stream stream) {
    release(stream);
  }

  /// Has a request handled. It may be answered before this returns.
  @HotPath
  void open(Http2Stream stream, int id, boolean endStream, int sendWindow) {
    stream.start(id, flow.streamWindow(), sendWindow);
    streams.add(stream);
    shared.tally.requests++;
    guard.requested();
    if (endStream) {
      stream.body.end();
      stream.state = stream.state.receivedEnd();
    }
    connection.requested();
    stream.handedOut = true;
    stream.owner.requested();
  }

  /// Answers without a handler and without a body.
  void answer(int id, int status, boolean endStream) {
    shared.tally.failed(Http2Fault.HEADERS_TOO_LARGE);
    if (!heads.refusal(id, status)) {
      control.resetStream(id, Http2Fault.NO_MEMORY.code());
    } else {
      shared.tally.responded(status);
      if (!endStream) {
        control.resetStream(id, ErrorCode.NO_ERROR);
      }
    }
    streams.remember(id, !endStream);
  }

  /// Refuses a stream, so that its request may be sent again.
  ///
  /// @param limitIsKnown whether the client knew that it would be refused
  void refuse(int id, boolean limitIsKnown) {
    // Who never acknowledges our settings cannot claim for good not to know them.
    if (limitIsKnown || ++refusedUnaware > shared.options.streamsMax()) {
      fault(id, Http2Fault.TOO_MANY_STREAMS);
    } else {
      shared.tally.failed(Http2Fault.TOO_MANY_STREAMS);
      control.resetStream(id, Http2Fault.TOO_MANY_STREAMS.code());
      streams.remember(id, true);
    }
  }

  // The request's body.

  /// Bytes of a body are kept for their reader.
  @HotPath
  void bodyArrived(Http2Stream stream, int bytes) {
    flow.kept(bytes);
    if (stream.body.wake(connection.now())) {
      stream.owner.ready();
    }
  }

  /// Bytes of a body came whose handler is done.
  void bodyPassed(Http2Stream stream, int bytes) {
    boolean enough = stream.body.passed(bytes);
    flow.give(stream, bytes);
    if (enough && stream.response.ended) {
      stopRequest(stream);
    }
  }

  @HotPath
  private void wakeReader(Http2Stream stream) {
    if (stream.body.wake()) {
      stream.owner.ready();
    }
  }

  /// The client has sent all of a request.
  @HotPath
  void requestEnded(Http2Stream stream) {
    if (!stream.body.end()) {
      fault(stream, Http2Fault.LENGTH_MISMATCH);
      return;
    }
    stream.state = stream.state.receivedEnd();
    if (!closeIfOver(stream)) {
      // Last, since the reader may end the stream.
      wakeReader(stream);
    }
  }

  /// The time for a body is over.
  void bodyExpired(Http2Stream stream) {
    if (stream.handled) {
      stopRequest(stream);
    } else {
      stream.body.expired();
      wakeReader(stream);
    }
  }

  // Ends in order.

  /// A response has been sent whole.
  @HotPath
  void responseEnded(Http2Stream stream) {
    shared.tally.responded(stream.response.status());
    if (stream.state != StreamState.CLOSED && stream.handled) {
      passRest(stream);
    } else {
      closeIfOver(stream);
    }
  }

  /// @return whether the stream's object is free
  @HotPath
  private boolean closeIfOver(Http2Stream stream) {
    if (stream.state != StreamState.CLOSED) {
      return false;
    }
    streams.remove(stream, false);
    boolean free = stream.handled;
    if (free) {
      release(stream);
    }
    return free;
  }

  /// Whoever handled the request is done with it.
  @HotPath
  void handled(Http2Stream stream) {
    stream.handled = true;
    flow.drop(stream);
    if (stream.state == StreamState.CLOSED) {
      release(stream);
    } else if (stream.response.ended) {
      passRest(stream);
    }
  }

  /// The rest of a request is not wanted: a little of it is let pass, so that the stream ends in
  /// order.
  private void passRest(Http2Stream stream) {
    if (stream.continued) {
      stream.body.pass(connection.now());
      deadlines.by(stream.body.deadlineNanos());
    } else {
      stopRequest(stream);
    }
  }

  /// "A server MAY request that the client abort transmission of a request without error by sending
  /// a RST_STREAM with an error code of NO_ERROR after sending a complete response".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.1
  private void stopRequest(Http2Stream stream) {
    if (connection.isOpen()) {
      control.resetStream(stream.id, ErrorCode.NO_ERROR);
    }
    end(stream, true);
  }

  // Ends before their time.

  /// The client gives a stream up.
  void reset(Http2Stream stream) {
    shared.tally.streamsReset++;
    Http2Fault flood = stream.response.ended ? null : guard.reset(connection.now());
    end(stream, false);
    if (flood != null) {
      connection.fail(flood);
    } else {
      connection.turnFreed();
    }
  }

  /// We give a response up, so that the client sees it is not whole.
  void abort(Http2Stream stream) {
    shared.tally.responsesAborted++;
    control.resetStream(stream.id, ErrorCode.INTERNAL_ERROR);
    // It was not the client who went away.
    stream.response.ended = true;
    end(stream, true);
    connection.turnFreed();
  }

  /// A fault that reaches one stream.
  void fault(Http2Stream stream, Http2Fault fault) {
    shared.tally.failed(fault);
    control.resetStream(stream.id, fault.code());
    end(stream, true);
    countFault();
    connection.turnFreed();
  }

  /// A fault of a stream that is not there.
  void fault(int id, Http2Fault fault) {
    shared.tally.failed(fault);
    control.resetStream(id, fault.code());
    streams.remember(id, true);
    countFault();
  }

  private void countFault() {
    Http2Fault flood = guard.fault(connection.now());
    if (flood != null) {
      connection.fail(flood);
    }
  }

  /// The connection is over, and all streams with it.
  void endAll() {
    for (int slot = 0; slot < streams.slotCount(); ) {
      Http2Stream stream = streams.slot(slot);
      if (stream != null) {
        // Another stream may take the freed slot.
        end(stream, false);
      } else {
        slot++;
      }
    }
  }

  private void end(Http2Stream stream, boolean resetByUs) {
    boolean answered = stream.response.ended;
    stream.isReset = true;
    if (stream.state != StreamState.CLOSED) {
      stream.state = StreamState.CLOSED;
      streams.remove(stream, resetByUs);
    }
    connection.forget(stream);
    flow.drop(stream);
    if (stream.handled) {
      release(stream);
      return;
    }
    boolean reads = stream.body.wake();
    if (reads || stream.response.waiting) {
      stream.response.waiting = false;
      stream.owner.ready();
    }
    if (!answered) {
      shared.tally.clientsGone++;
      stream.owner.gone();
    }
  }

  @HotPath
  private void release(Http2Stream stream) {
    active--;
    stream.release();
    stream.owner.released();
    if (active == 0) {
      connection.idle();
    }
  }
}
