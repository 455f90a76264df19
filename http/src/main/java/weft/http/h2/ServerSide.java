package weft.http.h2;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.Status;
import weft.hub.memory.HotPath;

/// A server's side of a connection: how streams begin and end. A stream is over when both ends have
/// ended it, or one has given it up; its object is free when its handler is done, too.
final class ServerSide implements Http2Side {
  private final Http2Hub shared;
  private final Http2Link link;
  private final Http2Endpoint endpoint;
  private final ControlFrames control;
  private final StreamTable streams;
  private final ReceiveFlow flow;
  private final Lifetime lifetime;
  private final Requests requests;
  private final Promises promises;
  private int active;
  private int lingering;
  private int pushed;

  /// Beyond one for each request that was answered meanwhile.
  private int refusalsExcused;

  ServerSide(Http2Hub shared, Http2Link link, long nowNanos) {
    this.shared = shared;
    this.link = link;
    endpoint = new Http2Endpoint(shared, link, this, PeerSettings.ofClient(), nowNanos);
    control = endpoint.control;
    streams = endpoint.streams;
    flow = endpoint.flow;
    lifetime = endpoint.lifetime;
    requests = new Requests(shared, endpoint, this);
    promises = new Promises(shared, endpoint, this);
  }

  /// What both ends do alike.
  @HotPath
  Http2Endpoint endpoint() {
    return endpoint;
  }

  /// Takes a request that came by HTTP/1.1, as stream 1.
  void upgraded(String method, String path, String authority, FieldTable fields) {
    requests.upgraded(method, path, authority, fields);
  }

  /// Streams whose object is in use: open ones, and those whose handler is not done.
  @Override
  @HotPath
  public int active() {
    return active;
  }

  /// Whether a request more would be one too many. "Streams that are in the "open" state or in
  /// either of the "half-closed" states count", so one that has ended does not; yet its handler may
  /// go on, and of those there may be as many again. One that was reset counts until its handler is
  /// done. https://www.rfc-editor.org/rfc/rfc9113#section-5.1.2
  @HotPath
  boolean isFull() {
    int most = shared.options.streamsMax();
    return active - pushed >= most + Math.min(lingering, most);
  }

  /// Those of them that we have promised.
  int pushed() {
    return pushed;
  }

  /// What we promise.
  Promises promises() {
    return promises;
  }

  // What frames say.

  @Override
  public boolean isIdle(int streamId) {
    return (streamId & 1) == 0 ? promises.isIdle(streamId) : requests.isIdle(streamId);
  }

  @Override
  public boolean isStillUnderWay(int streamId) {
    return streams.wasResetByUs(streamId);
  }

  @Override
  public int lastStreamId() {
    return requests.lastStreamId();
  }

  @Override
  public @Nullable Http2Fault judge(int type) {
    return type == FrameType.PUSH_PROMISE ? Http2Fault.PUSH_FROM_CLIENT : null;
  }

  @Override
  public void refuseNext(Http2Fault fault) {
    requests.refuseNext(fault);
  }

  @Override
  public void prioritizedEarly(int streamId, Priority priority) {
    requests.prioritizedEarly(streamId, priority);
  }

  @Override
  @HotPath
  public void block(int streamId, boolean endStream, long address, int length) {
    requests.block(streamId, endStream, address, length);
  }

  @Override
  public void settingsAcknowledged() {
    requests.settingsAcknowledged();
  }

  /// The client will send no more requests.
  @Override
  public void goesAway(int lastStreamId, int code) {
    if (lifetime.skipDrain()) {
      lastCall();
    }
  }

  /// Requests that were on their way have come: no others are taken.
  @Override
  public void lastCall() {
    requests.takeNoMore();
    control.goAway(requests.lastStreamId(), ErrorCode.NO_ERROR, "");
    endIfDrained();
  }

  private void endIfDrained() {
    if (endpoint.isOpen() && active == 0 && lifetime.isLastCallOver()) {
      endpoint.finish(null);
    }
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
    prioritize(stream);
    streams.add(stream);
    shared.tally.requests++;
    endpoint.guard.requested();
    if (endStream) {
      stream.body.end();
      stream.state = stream.state.receivedEnd();
    }
    // The connection may be old, or have had its share of requests.
    if (lifetime.requested(endpoint.now())) {
      lifetime.beginDrain(endpoint.now());
    }
    stream.handedOut = true;
    stream.owner.requested();
  }

  /// Whoever knows nothing of priorities does not mean that its first answer goes before all
  /// others, and many clients behind one proxy do not: their answers share. "If a server knows the
  /// intermediary is coalescing requests, then it could avoid serving the responses in their
  /// entirety and instead distribute bandwidth".
  /// https://www.rfc-editor.org/rfc/rfc9218#section-13.1
  @HotPath
  private void prioritize(Http2Stream stream) {
    boolean isForwarded = stream.head.isForwarded();
    if (isForwarded) {
      stream.priority.clear();
    }
    endpoint.peerPrioritizes |= stream.head.hasPriority() && !isForwarded;
    if (!endpoint.peerPrioritizes || isForwarded) {
      stream.priority.setIncremental();
    }
    Priority early = requests.takeEarlyPriority(stream.id);
    if (early != null) {
      stream.priority.set(early);
    }
  }

  /// Has a promised request handled. It may be answered before this returns.
  void promised(Http2Stream stream) {
    pushed++;
    streams.add(stream);
    shared.tally.requests++;
    stream.handedOut = true;
    stream.owner.requested();
  }

  /// Answers without a handler and without a body.
  void answer(int id, int status, boolean endStream) {
    if (!endpoint.heads.refusal(id, status)) {
      control.resetStream(id, Http2Fault.NO_MEMORY.code());
    } else {
      shared.tally.responded(status);
      if (!endStream) {
        control.resetStream(id, ErrorCode.NO_ERROR);
      }
    }
    streams.remember(id, !endStream);
    if (status == Status.REQUEST_HEADER_FIELDS_TOO_LARGE) {
      shared.tally.failed(Http2Fault.HEADERS_TOO_LARGE);
      endpoint.failIf(endpoint.guard.largeHead(endpoint.now()));
    }
  }

  /// Refuses a stream, so that its request may be sent again. A client is excused that cannot know
  /// better: it has not acknowledged our settings yet, or has given requests up whose handlers go
  /// on, which for it are over. But not for ever.
  ///
  /// @param limitIsKnown whether the client knows how many streams there may be
  void refuse(int id, boolean limitIsKnown) {
    int most = shared.options.streamsMax();
    boolean exceeds = limitIsKnown && streams.count() - pushed >= most;
    if (exceeds || ++refusalsExcused > most) {
      endpoint.fault(id, Http2Fault.TOO_MANY_STREAMS);
    } else {
      shared.tally.failed(Http2Fault.TOO_MANY_STREAMS);
      control.resetStream(id, Http2Fault.TOO_MANY_STREAMS.code());
      streams.remember(id, true);
    }
  }

  // The request's body.

  /// Bytes of a body are kept for their reader.
  @Override
  @HotPath
  public void dataKept(MessageStream stream, int bytes) {
    flow.kept(bytes);
    if (stream.body.wake(endpoint.now())) {
      stream.ready();
    }
  }

  /// Bytes of a body came whose handler is done.
  @Override
  public void dataPassed(MessageStream stream, int bytes) {
    boolean enough = stream.body.passed(bytes);
    flow.give(stream, bytes);
    if (enough && stream.outgoing.ended) {
      stopRequest(stream);
    }
  }

  @HotPath
  private void wakeReader(MessageStream stream) {
    if (stream.body.wake()) {
      stream.ready();
    }
  }

  /// The client has sent all of a request.
  @Override
  @HotPath
  public void receivedEnd(MessageStream stream) {
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
  @Override
  public void bodyExpired(MessageStream stream) {
    if (stream.handled) {
      stopRequest(stream);
    } else {
      stream.body.expired();
      wakeReader(stream);
    }
  }

  // Ends in order.

  /// A response has been sent whole.
  @Override
  @HotPath
  public void sentEnd(MessageStream message) {
    Http2Stream stream = (Http2Stream) message;
    shared.tally.responded(stream.status());
    if (!stream.promised) {
      endpoint.guard.answered();
      refusalsExcused = Math.max(0, refusalsExcused - 1);
    }
    if (stream.state != StreamState.CLOSED && stream.handled) {
      passRest(stream);
    } else {
      closeIfOver(stream);
    }
  }

  /// @return whether the stream's object is free
  @HotPath
  private boolean closeIfOver(MessageStream message) {
    if (message.state != StreamState.CLOSED) {
      return false;
    }
    Http2Stream stream = (Http2Stream) message;
    streams.remove(stream, false);
    boolean free = stream.handled;
    if (free) {
      release(stream);
    } else {
      stream.lingers = !stream.promised;
      lingering += stream.lingers ? 1 : 0;
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
    } else if (stream.outgoing.ended) {
      passRest(stream);
    }
  }

  /// The rest of a request is not wanted: a little of it is let pass, so that the stream ends in
  /// order. Clients that wait for 100 (Continue) end it themselves when they see the response;
  /// stopped right behind it, some throw it away (curl before 8).
  private void passRest(Http2Stream stream) {
    stream.body.pass(endpoint.now());
    endpoint.deadlines.by(stream.body.deadlineNanos());
  }

  /// "A server MAY request that the client abort transmission of a request without error by sending
  /// a RST_STREAM with an error code of NO_ERROR after sending a complete response".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.1
  private void stopRequest(MessageStream stream) {
    if (endpoint.isOpen()) {
      control.resetStream(stream.id, ErrorCode.NO_ERROR);
    }
    end(stream, true);
  }

  // Ends before their time.

  /// The client gives a stream up.
  @Override
  public void reset(MessageStream stream, int code) {
    shared.tally.streamsReset++;
    // Who declines what we offer floods nobody.
    boolean floods = !stream.outgoing.ended && (stream.id & 1) != 0;
    Http2Fault flood = floods ? endpoint.guard.reset(endpoint.now()) : null;
    end(stream, false);
    if (flood != null) {
      endpoint.fail(flood);
    } else {
      endpoint.turnFreed();
    }
  }

  /// We give a response up, so that the client sees it is not whole.
  void abort(Http2Stream stream) {
    shared.tally.responsesAborted++;
    control.resetStream(stream.id, ErrorCode.INTERNAL_ERROR);
    // It was not the client who went away.
    stream.outgoing.ended = true;
    end(stream, true);
    endpoint.turnFreed();
  }

  /// A fault that reaches one stream.
  @Override
  public void fault(MessageStream stream, Http2Fault fault) {
    shared.tally.failed(fault);
    control.resetStream(stream.id, fault.code());
    end(stream, true);
    endpoint.countFault(fault);
    endpoint.turnFreed();
  }

  /// DATA or a header block came on a stream that receives none. On one that we have promised, the
  /// client never has anything to say: "Receiving any type of frame other than RST_STREAM,
  /// PRIORITY, or WINDOW_UPDATE on a stream in this state MUST be treated as a connection error".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-5.1
  @Override
  public void unexpected(MessageStream stream) {
    if ((stream.id & 1) != 0) {
      fault(stream, Http2Fault.CLOSED_STREAM);
    } else {
      endpoint.fail(
          stream.state == StreamState.RESERVED_LOCAL
              ? Http2Fault.BAD_STREAM_ID
              : Http2Fault.CLOSED_STREAM);
    }
  }

  /// The connection is over, and all streams with it.
  @Override
  public void endAll(@Nullable Http2Fault fault, @Nullable IOException cause) {
    for (int slot = 0; slot < streams.slotCount(); ) {
      MessageStream stream = streams.slot(slot);
      if (stream != null) {
        // Another stream may take the freed slot.
        end(stream, false);
      } else {
        slot++;
      }
    }
  }

  private void end(MessageStream message, boolean resetByUs) {
    Http2Stream stream = (Http2Stream) message;
    boolean answered = stream.outgoing.ended;
    stream.isReset = true;
    if (stream.state != StreamState.CLOSED) {
      stream.state = StreamState.CLOSED;
      streams.remove(stream, resetByUs);
    }
    endpoint.forget(stream);
    flow.drop(stream);
    if (stream.handled) {
      release(stream);
      return;
    }
    boolean reads = stream.body.wake();
    if (reads || stream.outgoing.waiting) {
      stream.outgoing.waiting = false;
      stream.owner.ready();
    }
    if (!answered) {
      shared.tally.clientsGone++;
      stream.owner.gone();
    }
  }

  @HotPath
  private void release(MessageStream message) {
    Http2Stream stream = (Http2Stream) message;
    active--;
    if (stream.lingers) {
      stream.lingers = false;
      lingering--;
    }
    if (stream.promised) {
      pushed--;
    }
    stream.release();
    stream.owner.released();
    if (active == 0) {
      lifetime.idle(endpoint.now());
      endIfDrained();
    }
  }
}
