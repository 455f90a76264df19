package weft.http.h2;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.ResponseHead;
import weft.http.Status;
import weft.http.h2.hpack.HpackEncoder;
import weft.http.protocol.Outcome;
import weft.hub.memory.HotPath;

/// One HTTP/2 connection of a server: requests come out as streams, many at a time, and their
/// responses go in.
///
/// ```
///   OPEN ──drain, GOAWAY of the client──> DRAINING ──last stream over──┐
///     └────────────── fault, end, loss ────────────────────────────────┴──> CLOSED
/// ```
///
/// No I/O, clock or thread: see [Http2Link]. Time is what callers say it is. Confined to a hub.
public final class Http2Connection {
  /// Windows of a connection are so many times as large as those of its streams.
  private static final int WINDOWS = 4;

  private final Http2Hub shared;
  private final Http2Link link;
  private final StreamTable streams;
  private final EarliestDeadline deadlines = new EarliestDeadline();
  private final FloodGuard guard;
  private final PeerSettings peer = new PeerSettings();
  private final HpackEncoder encoder;
  private final ControlFrames control;
  private final HeaderFrames heads;
  private final ResponseSender sender;
  private final Requests requests;
  private final InboundFrames inbound;
  private final FrameReader reader;
  private final Preface preface = new Preface();
  private final ReceiveWindow receiveWindow = new ReceiveWindow();
  private final WindowTuner tuner;
  private final Lifetime lifetime;
  private boolean closed;
  private final InputValve input;
  private int unread;
  private int active;
  private long nowNanos;

  /// A connection just opened; its first bytes are still to come.
  public Http2Connection(Http2Hub shared, Http2Link link, long nowNanos) {
    this.shared = shared;
    this.link = link;
    this.nowNanos = nowNanos;
    streams = new StreamTable(shared.options.streamsMax());
    guard = new FloodGuard(shared.options.floods(), nowNanos);
    encoder = new HpackEncoder(shared.options.headerTableBytes());
    control = new ControlFrames(shared, link);
    heads = new HeaderFrames(shared, link, encoder);
    sender =
        new ResponseSender(shared, link, heads, guard, streams, deadlines, this::responseEnded);
    requests = new Requests(shared, this, streams);
    inbound = new InboundFrames(shared, this, guard, requests, peer);
    reader = new FrameReader(shared.pool, inbound);
    tuner = new WindowTuner(shared.options.windowBytes(), shared.options.windowBytesMax());
    lifetime = new Lifetime(shared, link, control, nowNanos);
    input = new InputValve(shared, link);
    announce();
  }

  /// The server's preface: its settings, and the connection's window.
  private void announce() {
    int window = WINDOWS * tuner.bytes();
    receiveWindow.start(window);
    if (shared.options.extendedConnect()) {
      control.settings(
          PeerSettings.MAX_CONCURRENT_STREAMS, shared.options.streamsMax(),
          PeerSettings.INITIAL_WINDOW_SIZE, tuner.bytes(),
          PeerSettings.MAX_HEADER_LIST_SIZE, shared.limits.headBytesMax(),
          PeerSettings.NO_RFC7540_PRIORITIES, 1,
          PeerSettings.ENABLE_CONNECT_PROTOCOL, 1);
    } else {
      control.settings(
          PeerSettings.MAX_CONCURRENT_STREAMS, shared.options.streamsMax(),
          PeerSettings.INITIAL_WINDOW_SIZE, tuner.bytes(),
          PeerSettings.MAX_HEADER_LIST_SIZE, shared.limits.headBytesMax(),
          PeerSettings.NO_RFC7540_PRIORITIES, 1);
    }
    if (shared.options.headerTableBytes() != 4096) {
      control.settings(PeerSettings.HEADER_TABLE_SIZE, shared.options.headerTableBytes());
    }
    control.windowUpdate(0, window - 65_535);
  }

  /// The connection began with HTTP/1.1 and was upgraded: the request that did so is its first
  /// stream. The client's preface is still to come.
  ///
  /// @param settings payload of its HTTP2-Settings
  /// @param fields as they came by HTTP/1.1; not used behind this call
  public void upgrade(
      byte[] settings,
      String method,
      String target,
      String authority,
      FieldTable fields,
      long nowNanos) {
    this.nowNanos = nowNanos;
    Http2Fault fault = inbound.settle(settings);
    if (fault != null) {
      fail(fault);
    } else {
      requests.upgraded(method, target, authority, fields);
    }
  }

  // Input.

  /// Takes received bytes, valid during the call; the 64 bytes behind them may be overwritten.
  @HotPath
  public void received(long address, int length, long nowNanos) {
    if (closed) {
      return;
    }
    this.nowNanos = nowNanos;
    shared.tally.bytesReceived += length;
    lifetime.heard(nowNanos);
    int skip = 0;
    if (!preface.isWhole()) {
      skip = preface.match(address, length);
      if (skip < 0) {
        fail(Http2Fault.BAD_PREFACE);
        return;
      }
    }
    reader.receive(address + skip, length - skip);
    if (!closed) {
      lifetime.watchInput(
          inbound.isSettled(),
          inbound.completed(),
          reader.isKeeping() || inbound.isWithinBlock(),
          nowNanos);
      boundOutput();
    }
  }

  @HotPath
  private void boundOutput() {
    input.regulate(unread, nowNanos);
    lifetime.watchOutput(input.isClosedByOutput() || sender.isWaiting(), nowNanos);
    if (sender.isShortOfMemory()) {
      deadlines.by(nowNanos + Http2Hub.MEMORY_RETRY_NANOS);
    }
  }

  /// The client's stream has ended.
  ///
  /// @param failure `null` when it ended in order
  public void receiveEnded(@Nullable IOException failure, long nowNanos) {
    this.nowNanos = nowNanos;
    if (closed) {
      return;
    }
    if (active == 0 && failure == null) {
      finish();
    } else {
      lost();
    }
  }

  /// All pending output was taken by the system.
  @HotPath
  public void drained(long nowNanos) {
    if (closed) {
      return;
    }
    this.nowNanos = nowNanos;
    lifetime.outputTaken();
    input.regulate(unread, nowNanos);
    if (sender.isWaiting()) {
      sender.resume(nowNanos);
      boundOutput();
    }
  }

  /// The connection is gone.
  public void closed(long nowNanos) {
    this.nowNanos = nowNanos;
    if (!closed) {
      lost();
    }
  }

  // Time.

  /// When [#expired] wants to be called; `Long.MAX_VALUE` for never.
  @HotPath
  public long deadlineNanos() {
    return closed
        ? lifetime.closedDeadlineNanos()
        : Math.min(
            lifetime.deadlineNanos(active), Math.min(deadlines.nanos(), input.deadlineNanos()));
  }

  /// The deadline has come.
  public void expired(long nowNanos) {
    this.nowNanos = nowNanos;
    if (closed) {
      lifetime.finishExpired(nowNanos);
      return;
    }
    if (sender.isShortOfMemory()) {
      sender.resume(nowNanos);
    }
    input.regulate(unread, nowNanos);
    if (input.isDeaf()) {
      lifetime.deaf(nowNanos);
    }
    if (nowNanos >= deadlines.nanos()) {
      lookAtStreams();
    }
    switch (lifetime.expired(active, nowNanos)) {
      case GOES_ON -> {}
      case IDLE -> drain(nowNanos);
      case STALLED -> lost();
      case PREFACE_TIMEOUT -> fail(Http2Fault.PREFACE_TIMEOUT);
      case FRAME_TIMEOUT -> fail(Http2Fault.FRAME_TIMEOUT);
      case PING_TIMEOUT -> {
        shared.tally.failed(Http2Fault.PING_TIMEOUT);
        lost();
      }
      case LAST_CALL -> lastCall();
    }
  }

  private void lookAtStreams() {
    deadlines.clear();
    if (sender.isShortOfMemory()) {
      deadlines.by(nowNanos + Http2Hub.MEMORY_RETRY_NANOS);
    }
    boolean deaf = input.isDeaf();
    if (deaf) {
      sender.excuse(nowNanos);
    }
    for (int slot = 0; slot < streams.slotCount(); ) {
      Http2Stream stream = streams.slot(slot);
      if (stream != null) {
        if (deaf) {
          excuse(stream);
        }
        lookAt(stream);
      }
      if (closed) {
        return;
      }
      // Another stream may have taken a freed slot.
      if (stream == streams.slot(slot)) {
        slot++;
      }
    }
    deadlines.by(sender.windowDeadlineNanos(nowNanos));
  }

  /// What a client is waited for may have come and could not be taken.
  private void excuse(Http2Stream stream) {
    stream.response.excuse(nowNanos);
    stream.body.excuse(nowNanos);
  }

  private void lookAt(Http2Stream stream) {
    if (sender.isStalled(stream, nowNanos)) {
      streamFault(stream, Http2Fault.WINDOW_STALL);
    } else if (nowNanos >= stream.body.deadlineNanos()) {
      bodyExpired(stream);
    }
    deadlines.by(Math.min(stream.response.deadlineNanos, stream.body.deadlineNanos()));
  }

  private void bodyExpired(Http2Stream stream) {
    if (stream.handled) {
      stopRequest(stream);
    } else {
      stream.body.expired();
      wakeReader(stream);
    }
  }

  /// Ends the connection as soon as that harms nobody: the server is stopping, or the connection
  /// has grown old. In two steps, so that requests already on their way are answered ([RFC 9113
  /// §6.8](https://www.rfc-editor.org/rfc/rfc9113#section-6.8)).
  public void drain(long nowNanos) {
    this.nowNanos = nowNanos;
    if (!closed) {
      lifetime.beginDrain(nowNanos);
    }
  }

  /// Requests that were on their way have come: no others are taken.
  private void lastCall() {
    requests.takeNoMore();
    control.goAway(requests.lastStreamId(), ErrorCode.NO_ERROR, "");
    endIfDrained();
  }

  private void endIfDrained() {
    if (!closed && active == 0 && lifetime.isLastCallOver()) {
      finish();
    }
  }

  /// Ends the connection at once.
  public void cut(long nowNanos) {
    this.nowNanos = nowNanos;
    if (!closed) {
      lost();
    }
  }

  // What handlers ask for.

  /// Reads body bytes.
  ///
  /// @return how many, or an [Outcome]
  @HotPath
  public int readBody(Http2Stream stream, byte[] target, int offset, int length, long nowNanos) {
    this.nowNanos = nowNanos;
    if (stream.isReset) {
      return Outcome.GONE;
    }
    int count = stream.body.read(target, offset, length, nowNanos);
    if (count > 0) {
      unread -= count;
      consumed(stream, count);
      input.regulate(unread, nowNanos);
    } else if (count == Outcome.WAIT) {
      deadlines.by(stream.body.deadlineNanos());
      if (!stream.continued) {
        stream.continued = true;
        sender.inform(stream, Status.CONTINUE, Http2Hub.NO_FIELDS);
      }
    }
    return count;
  }

  /// Sends a whole response, without waiting.
  @HotPath
  public void respond(
      Http2Stream stream,
      ResponseHead head,
      byte[] content,
      int offset,
      int length,
      long nowNanos) {
    this.nowNanos = nowNanos;
    if (stream.state.sends()) {
      sender.respond(stream, head, content, offset, length, nowNanos);
      afterOutput();
    }
  }

  /// Sends the head of a response whose body follows by [#write] and [#end].
  ///
  /// @param length bytes of the body, or -1
  /// @return an [Outcome]
  public int begin(Http2Stream stream, ResponseHead head, long length, long nowNanos) {
    this.nowNanos = nowNanos;
    if (!stream.state.sends()) {
      return Outcome.GONE;
    }
    int result = sender.begin(stream, head, length, nowNanos);
    afterOutput();
    return result;
  }

  /// Sends body bytes.
  ///
  /// @return how many were taken, or an [Outcome]
  @HotPath
  public int write(Http2Stream stream, byte[] source, int offset, int length, long nowNanos) {
    this.nowNanos = nowNanos;
    if (!stream.state.sends()) {
      // Behind the end that its length or its method has set, nothing is sent any more.
      return stream.response.ended && !stream.isReset ? length : Outcome.GONE;
    }
    int result = sender.write(stream, source, offset, length, nowNanos);
    afterOutput();
    return result;
  }

  /// Ends a body.
  ///
  /// @return an [Outcome]
  public int end(Http2Stream stream, long nowNanos) {
    this.nowNanos = nowNanos;
    if (!stream.state.sends()) {
      return stream.response.ended && !stream.isReset ? Outcome.DONE : Outcome.GONE;
    }
    int result = sender.end(stream, nowNanos);
    afterOutput();
    return result;
  }

  /// Sends an interim response, unless there is no room.
  public void inform(Http2Stream stream, int status, FieldList fields) {
    if (stream.state.sends()) {
      sender.inform(stream, status, fields);
    }
  }

  /// Gives up on a response, so that the client sees it is not whole.
  public void abort(Http2Stream stream, long nowNanos) {
    this.nowNanos = nowNanos;
    if (!stream.response.ended && !stream.isReset) {
      shared.tally.responsesAborted++;
      control.resetStream(stream.id, ErrorCode.INTERNAL_ERROR);
      // It was not the client who went away.
      stream.response.ended = true;
      end(stream, true);
    }
  }

  /// Whoever handled the request is done with it.
  @HotPath
  public void handled(Http2Stream stream, long nowNanos) {
    this.nowNanos = nowNanos;
    stream.handled = true;
    dropBody(stream);
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
      stream.body.pass(nowNanos);
      deadlines.by(stream.body.deadlineNanos());
    } else {
      stopRequest(stream);
    }
  }

  /// "A server MAY request that the client abort transmission of a request without error by sending
  /// a RST_STREAM with an error code of NO_ERROR after sending a complete response".
  /// https://www.rfc-editor.org/rfc/rfc9113#section-8.1
  private void stopRequest(Http2Stream stream) {
    if (!closed) {
      control.resetStream(stream.id, ErrorCode.NO_ERROR);
    }
    end(stream, true);
  }

  @HotPath
  private void afterOutput() {
    if (sender.isWaiting()) {
      boundOutput();
    }
  }

  /// A response has been sent whole.
  @HotPath
  private void responseEnded(Http2Stream stream) {
    shared.tally.responded(stream.response.status());
    if (stream.state == StreamState.CLOSED) {
      streams.remove(stream, false);
      if (stream.handled) {
        release(stream);
      }
    } else if (stream.handled) {
      passRest(stream);
    }
  }

  // What frames ask for.

  @HotPath
  long now() {
    return nowNanos;
  }

  boolean isOpen() {
    return !closed;
  }

  @HotPath
  int activeStreams() {
    return active;
  }

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
  void open(Http2Stream stream, int id, boolean endStream) {
    stream.start(id, tuner.bytes(), peer.initialWindow());
    streams.add(stream);
    shared.tally.requests++;
    guard.requested();
    if (endStream) {
      stream.body.end();
      stream.state = stream.state.receivedEnd();
    }
    if (lifetime.requested(nowNanos)) {
      drain(nowNanos);
    }
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
    if (limitIsKnown) {
      streamFault(id, Http2Fault.TOO_MANY_STREAMS);
    } else {
      shared.tally.failed(Http2Fault.TOO_MANY_STREAMS);
      control.resetStream(id, Http2Fault.TOO_MANY_STREAMS.code());
      streams.remember(id, true);
    }
  }

  @HotPath
  boolean takeReceiveWindow(int bytes) {
    tuner.arrived(bytes);
    return receiveWindow.take(bytes);
  }

  @HotPath
  void giveReceiveWindow(int bytes) {
    int update = receiveWindow.give(bytes);
    if (update > 0 && !closed) {
      control.windowUpdate(0, update);
    }
  }

  /// Bytes of a stream's body were read, or thrown away.
  @HotPath
  void consumed(Http2Stream stream, int bytes) {
    giveReceiveWindow(bytes);
    if (stream.state.receives()) {
      int update = stream.body.window.give(bytes);
      if (update > 0 && !closed) {
        control.windowUpdate(stream.id, update);
        if (tuner.probe()) {
          control.ping(Lifetime.PROBE, false);
        }
      }
    }
  }

  /// Bytes of a body came whose handler is done.
  void bodyPassed(Http2Stream stream, int bytes) {
    boolean enough = stream.body.passed(bytes);
    consumed(stream, bytes);
    if (enough && stream.response.ended) {
      stopRequest(stream);
    }
  }

  @HotPath
  void bodyArrived(Http2Stream stream, int bytes) {
    unread += bytes;
    if (stream.body.wake(nowNanos)) {
      stream.owner.ready();
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
      streamFault(stream, Http2Fault.LENGTH_MISMATCH);
      return;
    }
    stream.state = stream.state.receivedEnd();
    if (stream.state == StreamState.CLOSED) {
      streams.remove(stream, false);
      if (stream.handled) {
        release(stream);
        return;
      }
    }
    // Last, since the reader may end the stream.
    wakeReader(stream);
  }

  /// The client gives a stream up.
  void streamReset(Http2Stream stream) {
    shared.tally.streamsReset++;
    Http2Fault flood = stream.response.ended ? null : guard.reset(nowNanos);
    end(stream, false);
    if (flood != null) {
      fail(flood);
    } else if (sender.isWaiting()) {
      sender.turnFreed(nowNanos);
      boundOutput();
    }
  }

  void sendWindowOpened(int bytes) {
    if (bytes == 0) {
      fail(Http2Fault.ZERO_WINDOW_UPDATE);
    } else if (!sender.window.add(bytes)) {
      fail(Http2Fault.WINDOW_OVERFLOW);
    } else if (sender.isWaiting()) {
      sender.windowOpened(nowNanos);
      boundOutput();
    }
  }

  void sendWindowOpened(Http2Stream stream) {
    sender.windowOpened(stream, nowNanos);
    afterOutput();
  }

  void reprioritize(int streamId, long value, int length) {
    Http2Stream stream = streams.find(streamId);
    if (stream != null) {
      Priority priority = new Priority();
      priority.parse(value, length);
      sender.reprioritize(stream, priority);
    }
  }

  /// The client's settings have come.
  ///
  /// @param windowChange by how much the windows of open streams change
  /// @return what is wrong with that, or `null`
  @Nullable Http2Fault peerSettled(int windowChange) {
    encoder.allowTableSize(peer.headerTableLeast());
    encoder.allowTableSize(peer.headerTable());
    if (windowChange != 0) {
      for (int slot = 0; slot < streams.slotCount(); slot++) {
        Http2Stream stream = streams.slot(slot);
        if (stream != null && !stream.response.window.add(windowChange)) {
          return Http2Fault.WINDOW_OVERFLOW;
        }
      }
      sender.windowsChanged(nowNanos);
      afterOutput();
    }
    return null;
  }

  void acknowledgeSettings() {
    control.settingsAck();
  }

  void answerPing(long data) {
    control.ping(data, true);
  }

  void pingAnswered(long data) {
    if (data == Lifetime.PROBE) {
      growWindows(tuner.answered());
    } else if (lifetime.answered(data)) {
      lastCall();
    }
  }

  private void growWindows(int more) {
    if (more == 0) {
      return;
    }
    control.settings(PeerSettings.INITIAL_WINDOW_SIZE, tuner.bytes());
    for (int slot = 0; slot < streams.slotCount(); slot++) {
      Http2Stream stream = streams.slot(slot);
      if (stream != null) {
        stream.body.window.grow(more);
      }
    }
    receiveWindow.grow(WINDOWS * more);
    control.windowUpdate(0, WINDOWS * more);
  }

  /// The client will send no more requests.
  void peerGoesAway() {
    if (lifetime.skipDrain()) {
      lastCall();
    }
  }

  // Faults.

  /// A fault that reaches one stream.
  void streamFault(Http2Stream stream, Http2Fault fault) {
    shared.tally.failed(fault);
    control.resetStream(stream.id, fault.code());
    end(stream, true);
    countFault();
  }

  /// A fault of a stream that is not there.
  void streamFault(int id, Http2Fault fault) {
    shared.tally.failed(fault);
    control.resetStream(id, fault.code());
    streams.remember(id, true);
    countFault();
  }

  private void countFault() {
    Http2Fault flood = guard.fault(nowNanos);
    if (flood != null) {
      fail(flood);
    }
  }

  /// A fault that reaches the connection.
  void fail(Http2Fault fault) {
    if (closed) {
      return;
    }
    shared.tally.failed(fault);
    control.goAway(requests.lastStreamId(), fault.code(), fault.reason());
    finish();
  }

  // Ends.

  /// A stream is over before its time.
  private void end(Http2Stream stream, boolean resetByUs) {
    boolean answered = stream.response.ended;
    stream.isReset = true;
    if (stream.state != StreamState.CLOSED) {
      stream.state = StreamState.CLOSED;
      streams.remove(stream, resetByUs);
    }
    sender.forget(stream);
    inbound.forget(stream);
    dropBody(stream);
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
  private void dropBody(Http2Stream stream) {
    int dropped = stream.body.drop();
    if (dropped > 0) {
      unread -= dropped;
      consumed(stream, dropped);
    }
  }

  @HotPath
  private void release(Http2Stream stream) {
    active--;
    stream.release();
    stream.owner.released();
    if (active == 0) {
      lifetime.idle(nowNanos);
      endIfDrained();
    }
  }

  /// Ends in order: what is pending is still sent.
  private void finish() {
    close();
    lifetime.finishing(nowNanos);
    link.finish();
  }

  /// Ends at once: nobody is there to be told.
  private void lost() {
    close();
    link.reset();
  }

  private void close() {
    closed = true;
    reader.stop();
    inbound.close();
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
}
