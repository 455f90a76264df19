package weft.http.h2;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.ResponseHead;
import weft.http.Status;
import weft.http.h2.hpack.HpackEncoder;
import weft.http.protocol.ConnectionMachine;
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
public final class Http2Connection implements ConnectionMachine {
  private final Http2Hub shared;
  private final Http2Link link;
  private final StreamTable streams;
  private final EarliestDeadline deadlines = new EarliestDeadline();
  private final FloodGuard guard;
  private final PeerSettings peer = new PeerSettings();
  private final HpackEncoder encoder;
  private final ControlFrames control;
  private final ResponseSender sender;
  private final Requests requests;
  private final InboundFrames inbound;
  private final FrameReader reader;
  private final Preface preface = new Preface();
  private final ReceiveFlow flow;
  private final StreamLife life;
  private final Lifetime lifetime;
  private final InputValve input;
  private boolean closed;
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
    HeaderFrames heads = new HeaderFrames(shared, link, encoder);
    flow = new ReceiveFlow(shared, control, streams);
    life = new StreamLife(shared, link, this, control, heads, streams, guard, flow, deadlines);
    sender =
        new ResponseSender(shared, link, heads, guard, streams, deadlines, life::responseEnded);
    requests = new Requests(shared, this, life, streams, peer);
    inbound = new InboundFrames(shared, this, life, flow, guard, requests, peer);
    reader = new FrameReader(shared.pool, inbound);
    lifetime = new Lifetime(shared, link, control, nowNanos);
    input = new InputValve(shared, link);
    announce();
  }

  /// The server's preface: its settings, and the connection's window.
  private void announce() {
    if (shared.options.extendedConnect()) {
      control.settings(
          PeerSettings.MAX_CONCURRENT_STREAMS, shared.options.streamsMax(),
          PeerSettings.INITIAL_WINDOW_SIZE, flow.streamWindow(),
          PeerSettings.MAX_HEADER_LIST_SIZE, shared.limits.headBytesMax(),
          PeerSettings.NO_RFC7540_PRIORITIES, 1,
          PeerSettings.ENABLE_CONNECT_PROTOCOL, 1);
    } else {
      control.settings(
          PeerSettings.MAX_CONCURRENT_STREAMS, shared.options.streamsMax(),
          PeerSettings.INITIAL_WINDOW_SIZE, flow.streamWindow(),
          PeerSettings.MAX_HEADER_LIST_SIZE, shared.limits.headBytesMax(),
          PeerSettings.NO_RFC7540_PRIORITIES, 1);
    }
    if (shared.options.headerTableBytes() != 4096) {
      control.settings(PeerSettings.HEADER_TABLE_SIZE, shared.options.headerTableBytes());
    }
    flow.announce();
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
  @Override
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
    input.regulate(flow.unread(), nowNanos);
    lifetime.watchOutput(input.isClosedByOutput() || sender.isWaiting(), nowNanos);
    if (sender.isShortOfMemory()) {
      deadlines.by(nowNanos + Http2Hub.MEMORY_RETRY_NANOS);
    }
  }

  /// The client's stream has ended.
  ///
  /// @param failure `null` when it ended in order
  @Override
  public void receiveEnded(@Nullable IOException failure, long nowNanos) {
    this.nowNanos = nowNanos;
    if (closed) {
      return;
    }
    if (activeStreams() == 0 && failure == null) {
      finish();
    } else {
      lost();
    }
  }

  /// All pending output was taken by the system.
  @Override
  @HotPath
  public void drained(long nowNanos) {
    if (closed) {
      return;
    }
    this.nowNanos = nowNanos;
    lifetime.outputTaken();
    input.regulate(flow.unread(), nowNanos);
    if (sender.isWaiting()) {
      sender.resume(nowNanos);
      boundOutput();
    }
  }

  /// The connection is gone.
  @Override
  public void closed(long nowNanos) {
    this.nowNanos = nowNanos;
    if (!closed) {
      lost();
    }
  }

  // Time.

  /// When [#expired] wants to be called; `Long.MAX_VALUE` for never.
  @Override
  @HotPath
  public long deadlineNanos() {
    return closed
        ? lifetime.closedDeadlineNanos()
        : Math.min(
            lifetime.deadlineNanos(activeStreams()),
            Math.min(deadlines.nanos(), input.deadlineNanos()));
  }

  /// The deadline has come.
  @Override
  public void expired(long nowNanos) {
    this.nowNanos = nowNanos;
    if (closed) {
      lifetime.finishExpired(nowNanos);
      return;
    }
    if (sender.isShortOfMemory()) {
      sender.resume(nowNanos);
    }
    input.regulate(flow.unread(), nowNanos);
    if (input.isDeaf()) {
      lifetime.deaf(nowNanos);
    }
    if (nowNanos >= deadlines.nanos()) {
      lookAtStreams();
    }
    switch (lifetime.expired(activeStreams(), nowNanos)) {
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
    int count = streams.count();
    for (int slot = 0; slot < streams.slotCount(); slot++) {
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
    }
    if (streams.count() < count) {
      // Others have moved in the table and may have been missed.
      deadlines.by(nowNanos);
    } else {
      deadlines.by(sender.windowDeadlineNanos(nowNanos));
    }
  }

  /// What a client is waited for may have come and could not be taken.
  private void excuse(Http2Stream stream) {
    stream.response.excuse(nowNanos);
    stream.body.excuse(nowNanos);
  }

  private void lookAt(Http2Stream stream) {
    if (sender.isStalled(stream, nowNanos)) {
      life.fault(stream, Http2Fault.WINDOW_STALL);
    } else if (nowNanos >= stream.body.deadlineNanos()) {
      life.bodyExpired(stream);
    }
    deadlines.by(Math.min(stream.response.deadlineNanos, stream.body.deadlineNanos()));
  }

  /// Ends the connection as soon as that harms nobody: the server is stopping, or the connection
  /// has grown old. In two steps, so that requests already on their way are answered ([RFC 9113
  /// §6.8](https://www.rfc-editor.org/rfc/rfc9113#section-6.8)).
  @Override
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
    if (!closed && activeStreams() == 0 && lifetime.isLastCallOver()) {
      finish();
    }
  }

  /// Ends the connection at once.
  @Override
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
      flow.read(stream, count);
      input.regulate(flow.unread(), nowNanos);
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
      life.abort(stream);
    }
  }

  /// Whoever handled the request is done with it.
  @HotPath
  public void handled(Http2Stream stream, long nowNanos) {
    this.nowNanos = nowNanos;
    life.handled(stream);
  }

  @HotPath
  private void afterOutput() {
    if (sender.isWaiting()) {
      boundOutput();
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

  /// Streams whose object is in use.
  @HotPath
  int activeStreams() {
    return life.active();
  }

  /// A request came: the connection may be old, or have had its share of them.
  @HotPath
  void requested() {
    if (lifetime.requested(nowNanos)) {
      drain(nowNanos);
    }
  }

  /// No request is being handled any more.
  @HotPath
  void idle() {
    lifetime.idle(nowNanos);
    endIfDrained();
  }

  /// A stream is over: nothing more of it is sent or received.
  @HotPath
  void forget(Http2Stream stream) {
    sender.forget(stream);
    inbound.forget(stream);
  }

  /// A stream that is gone may have had leave to send that others wait for.
  void turnFreed() {
    if (!closed && sender.isWaiting()) {
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
      flow.probeAnswered();
    } else if (lifetime.answered(data)) {
      lastCall();
    }
  }

  /// The client will send no more requests.
  void peerGoesAway() {
    if (lifetime.skipDrain()) {
      lastCall();
    }
  }

  // Faults.

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
    flow.close();
    life.endAll();
  }
}
