package weft.http.h2;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.h2.hpack.HpackEncoder;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutputWatch;
import weft.hub.memory.HotPath;

/// What both ends of a connection do alike: frames in and out, windows, time, and the end. The rest
/// is their [Http2Side].
final class Http2Endpoint {
  private final Http2Hub shared;
  private final ConnectionLink link;
  private final Http2Side side;
  private final HpackEncoder encoder;
  private final InboundFrames inbound;
  private final FrameReader reader;
  private final InputValve input;
  private final FrameOutput frameOutput;
  private boolean closed;

  /// Whether control frames wait behind which the connection ends.
  private boolean finishing;

  private long nowNanos;

  /// Whether the peer has said how urgent something is.
  boolean peerPrioritizes;

  final StreamTable streams;
  final EarliestDeadline deadlines = new EarliestDeadline();
  final FloodGuard guard;
  final PeerSettings peer;
  final ControlFrames control;
  final HeaderFrames heads;
  final ReceiveFlow flow;
  final MessageSender sender;
  final Lifetime lifetime;

  /// A connection just opened, of which nothing has come or gone.
  Http2Endpoint(
      Http2Hub shared, ConnectionLink link, Http2Side side, PeerSettings peer, long nowNanos) {
    this.shared = shared;
    this.link = link;
    this.side = side;
    this.peer = peer;
    this.nowNanos = nowNanos;
    streams = new StreamTable(shared.options.streamsMax());
    guard = new FloodGuard(shared.options.floods(), nowNanos);
    encoder = new HpackEncoder(shared.options.headerTableBytes());
    frameOutput = new FrameOutput(shared, link);
    control = new ControlFrames(frameOutput);
    heads = new HeaderFrames(shared, frameOutput, encoder, link.isSecure());
    flow = new ReceiveFlow(shared, control, streams);
    OutputWatch output = new OutputWatch(link, shared.writeNanos);
    sender =
        new MessageSender(
            shared, link, frameOutput, output, heads, guard, streams, deadlines, side);
    inbound = new InboundFrames(shared, this, side, streams, flow, guard, peer);
    reader = new FrameReader(shared.pool, shared.room, inbound);
    lifetime = new Lifetime(shared, output, control, nowNanos);
    input = new InputValve(shared, link, frameOutput);
  }

  @HotPath
  long now() {
    return nowNanos;
  }

  /// What follows happens now.
  @HotPath
  void at(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  @HotPath
  boolean isOpen() {
    return !closed;
  }

  // Input.

  /// Bytes have come.
  ///
  /// @return whether somebody wants them
  @HotPath
  boolean heard(int length, long nowNanos) {
    if (closed) {
      return false;
    }
    this.nowNanos = nowNanos;
    shared.tally.bytesReceived += length;
    lifetime.heard(nowNanos);
    return true;
  }

  /// Reads bytes that were [#heard] as frames.
  @HotPath
  void read(long address, int length) {
    reader.receive(address, length);
    endIfOverfull();
    if (!closed) {
      lifetime.watchInput(
          inbound.isSettled(),
          inbound.completed(),
          reader.isKeeping() || inbound.isWithinBlock(),
          nowNanos);
      boundOutput();
    }
  }

  /// Takes settings that came with an upgrade.
  @Nullable Http2Fault settle(byte[] settings) {
    return inbound.settle(settings);
  }

  /// Whether the peer's SETTINGS have come.
  boolean isSettled() {
    return inbound.isSettled();
  }

  @HotPath
  private void boundOutput() {
    input.regulate(flow.unread(), nowNanos);
    lifetime.watchOutput(input.isClosedByOutput() || sender.isWaiting(), nowNanos);
    if (sender.isShortOfMemory()) {
      deadlines.by(nowNanos + ConnectionLink.MEMORY_RETRY_NANOS);
    }
  }

  /// The peer's stream has ended.
  ///
  /// @param failure `null` when it ended in order
  void receiveEnded(@Nullable IOException failure, long nowNanos) {
    this.nowNanos = nowNanos;
    if (closed) {
      return;
    }
    if (side.active() == 0 && failure == null) {
      finish(null);
    } else {
      lost(null, failure);
    }
  }

  /// All pending output was taken by the system.
  @HotPath
  void drained(long nowNanos) {
    this.nowNanos = nowNanos;
    if (closed) {
      finishOutput();
      return;
    }
    frameOutput.sendWaiting();
    lifetime.outputTaken();
    input.regulate(flow.unread(), nowNanos);
    if (sender.isWaiting()) {
      sender.resume(nowNanos);
      boundOutput();
    }
  }

  /// Ends the connection at once: it is gone, or is to be.
  void cut(long nowNanos) {
    this.nowNanos = nowNanos;
    if (!closed) {
      lost(null, null);
    } else if (finishing) {
      finishing = false;
      link.reset();
    }
  }

  // Time.

  /// When [#expired] wants to be called; `Long.MAX_VALUE` for never.
  @HotPath
  long deadlineNanos() {
    long deadline =
        closed
            ? lifetime.closedDeadlineNanos()
            : Math.min(
                lifetime.deadlineNanos(side.active()),
                Math.min(deadlines.nanos(), input.deadlineNanos()));
    return frameOutput.isWaiting()
        ? Math.min(deadline, nowNanos + ConnectionLink.MEMORY_RETRY_NANOS)
        : deadline;
  }

  /// The deadline has come.
  void expired(long nowNanos) {
    this.nowNanos = nowNanos;
    if (closed) {
      finishOutput();
      if (nowNanos >= lifetime.closedDeadlineNanos()) {
        lifetime.finishExpired(nowNanos);
      }
      return;
    }
    frameOutput.sendWaiting();
    endIfOverfull();
    if (closed) {
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
    if (closed) {
      return;
    }
    switch (lifetime.expired(side.active(), nowNanos)) {
      case GOES_ON -> {}
      case IDLE -> lifetime.beginDrain(nowNanos);
      case STALLED -> lost(Http2Fault.OUTPUT_STALL, null);
      case PREFACE_TIMEOUT -> fail(Http2Fault.PREFACE_TIMEOUT);
      case FRAME_TIMEOUT -> fail(Http2Fault.FRAME_TIMEOUT);
      case PING_TIMEOUT -> lost(Http2Fault.PING_TIMEOUT, null);
      case LAST_CALL -> side.lastCall();
    }
  }

  private void lookAtStreams() {
    deadlines.clear();
    if (sender.isShortOfMemory()) {
      deadlines.by(nowNanos + ConnectionLink.MEMORY_RETRY_NANOS);
    }
    boolean deaf = input.isDeaf();
    if (deaf) {
      sender.excuse(nowNanos);
    }
    int count = streams.count();
    for (int slot = 0; slot < streams.slotCount(); slot++) {
      MessageStream stream = streams.slot(slot);
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

  /// What a peer is waited for may have come and could not be taken.
  private void excuse(MessageStream stream) {
    stream.outgoing.excuse(nowNanos);
    stream.body.excuse(nowNanos);
  }

  private void lookAt(MessageStream stream) {
    if (sender.isStalled(stream, nowNanos)) {
      side.fault(stream, Http2Fault.WINDOW_STALL);
    } else if (nowNanos >= stream.body.deadlineNanos()) {
      side.bodyExpired(stream);
    }
    deadlines.by(Math.min(stream.outgoing.deadlineNanos, stream.body.deadlineNanos()));
  }

  /// Whether the peer cannot be heard for want of memory.
  boolean isDeaf() {
    return input.isDeaf();
  }

  // What users ask for.

  /// Reads body bytes.
  ///
  /// @return how many, or an [Outcome]
  @HotPath
  int readBody(MessageStream stream, byte[] target, int offset, int length, long nowNanos) {
    this.nowNanos = nowNanos;
    int count = stream.body.read(target, offset, length, nowNanos);
    if (count > 0) {
      flow.read(stream, count);
      if (!closed) {
        input.regulate(flow.unread(), nowNanos);
      }
    } else if (count == Outcome.WAIT) {
      deadlines.by(stream.body.deadlineNanos());
    }
    return count;
  }

  /// Something was sent, or has to wait.
  @HotPath
  void afterOutput() {
    if (sender.isWaiting()) {
      boundOutput();
    }
  }

  // What frames ask for.

  /// A stream is over: nothing more of it is sent or received.
  @HotPath
  void forget(MessageStream stream) {
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

  void sendWindowOpened(MessageStream stream) {
    sender.windowOpened(stream, nowNanos);
    afterOutput();
  }

  void reprioritize(int streamId, long value, int length) {
    MessageStream stream = streams.find(streamId);
    if (stream == null && !side.isIdle(streamId)) {
      return;
    }
    Priority priority = new Priority();
    priority.parse(value, length);
    if (stream != null) {
      sender.reprioritize(stream, priority);
    } else {
      side.prioritizedEarly(streamId, priority);
    }
  }

  /// The peer's settings have come.
  ///
  /// @param windowChange by how much the windows of open streams change
  /// @return what is wrong with that, or `null`
  @Nullable Http2Fault peerSettled(int windowChange) {
    encoder.allowTableSize(peer.headerTableLeast());
    encoder.allowTableSize(peer.headerTable());
    if (windowChange != 0) {
      for (int slot = 0; slot < streams.slotCount(); slot++) {
        MessageStream stream = streams.slot(slot);
        if (stream != null && !stream.outgoing.window.add(windowChange)) {
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
      side.lastCall();
    }
  }

  // Faults.

  /// A fault that reaches the connection.
  void fail(Http2Fault fault) {
    if (closed) {
      return;
    }
    shared.tally.failed(fault);
    control.goAway(side.lastStreamId(), fault.code(), fault.reason());
    finish(fault);
  }

  /// A fault of a stream that is not there.
  void fault(int id, Http2Fault fault) {
    shared.tally.failed(fault);
    control.resetStream(id, fault.code());
    streams.remember(id, true);
    countFault(fault);
  }

  /// A stream had to be reset for a fault. For want of memory it is nobody's.
  void countFault(Http2Fault fault) {
    if (fault != Http2Fault.NO_MEMORY) {
      failIf(guard.fault(nowNanos));
    }
  }

  /// Ends the connection if there is a fault.
  void failIf(@Nullable Http2Fault flood) {
    if (flood != null) {
      fail(flood);
    }
  }

  // Ends.

  /// Ends in order: what is pending is still sent.
  ///
  /// @param fault what the peer has been told, or `null`
  void finish(@Nullable Http2Fault fault) {
    close(fault, null);
    lifetime.finishing(nowNanos);
    finishing = true;
    finishOutput();
  }

  /// Ends in order as soon as nothing waits for memory.
  private void finishOutput() {
    if (finishing && frameOutput.isOverfull()) {
      finishing = false;
      shared.tally.failed(Http2Fault.NO_MEMORY);
      link.reset();
    } else if (finishing && frameOutput.sendWaiting()) {
      finishing = false;
      lifetime.finishing(nowNanos);
      link.finish();
    }
  }

  /// Ends at once where the peer was not told what it has to know.
  private void endIfOverfull() {
    if (!closed && frameOutput.isOverfull()) {
      lost(Http2Fault.NO_MEMORY, null);
    }
  }

  /// Ends at once: nobody is there to be told.
  private void lost(@Nullable Http2Fault fault, @Nullable IOException cause) {
    if (fault != null) {
      shared.tally.failed(fault);
    }
    close(fault, cause);
    frameOutput.dropWaiting();
    link.reset();
  }

  private void close(@Nullable Http2Fault fault, @Nullable IOException cause) {
    closed = true;
    reader.stop();
    inbound.close();
    flow.close();
    side.endAll(fault, cause);
  }
}
