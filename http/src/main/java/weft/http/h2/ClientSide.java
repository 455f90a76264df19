package weft.http.h2;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutgoingRequest;

/// A client's side of a connection: how calls begin and end.
///
/// A call's stream has its id when its head is sent, at once or as soon as there is memory and the
/// server takes output; until then it waits in a line. It leaves the table when both messages have
/// ended or one end has given it up. A response that is whole can be read behind all of that.
final class ClientSide implements Http2Side {
  /// Streams we open before we know how many the server takes. "It is recommended that this value
  /// be no smaller than 100". https://www.rfc-editor.org/rfc/rfc9113#section-6.5.2
  private static final int STREAMS_ASSUMED = 100;

  private final Http2Hub shared;
  private final Http2Endpoint endpoint;
  private final ClientAvailability availability;
  private final ControlFrames control;
  private final StreamTable streams;
  private final ReceiveFlow flow;
  private final Responses responses;
  private final ArrayDeque<CallStream> unsent = new ArrayDeque<>();

  /// Extended CONNECTs that wait for the server's settings.
  private final ArrayDeque<CallStream> unsettled = new ArrayDeque<>();

  /// The id of the next stream; negative when there are none left.
  private int nextId;

  private boolean leaving;
  private boolean acknowledged;

  ClientSide(Http2Hub shared, ClientLink link, int firstId, long nowNanos) {
    this.shared = shared;
    nextId = firstId;
    endpoint = new Http2Endpoint(shared, link, this, PeerSettings.ofServer(), nowNanos);
    availability = new ClientAvailability(this, link);
    control = endpoint.control;
    streams = endpoint.streams;
    flow = endpoint.flow;
    responses = new Responses(shared, endpoint, this);
  }

  /// What both ends do alike.
  Http2Endpoint endpoint() {
    return endpoint;
  }

  // How many calls there may be.

  int available() {
    if (isSpent()) {
      return 0;
    }
    int most = Math.min(streamsMax(), shared.options.streamsMax());
    long ids = (Integer.MAX_VALUE - nextId) / 2 + 1L - unsent.size() - unsettled.size();
    return (int) Math.clamp(most - (long) active(), 0, ids);
  }

  boolean isSpent() {
    return leaving || !endpoint.isOpen() || nextId < 0;
  }

  boolean refusesExtendedConnect() {
    return endpoint.isSettled() && !endpoint.peer.takesExtendedConnect();
  }

  private int streamsMax() {
    return endpoint.isSettled() ? endpoint.peer.streamsMax() : STREAMS_ASSUMED;
  }

  @Override
  public int active() {
    return streams.count() + unsent.size() + unsettled.size();
  }

  /// Something happens: what it changes in [#available] is told by the [#leave] that belongs to it.
  void enter(long nowNanos) {
    endpoint.at(nowNanos);
    availability.enter();
  }

  void leave() {
    sendHeads();
    availability.leave();
  }

  // Beginnings.

  /// Begins a call.
  CallStream begin(OutgoingRequest request, ClientStreamOwner owner, long nowNanos) {
    if (!HeaderFrames.fits(request)) {
      throw new IllegalArgumentException("the head of the request is too large for HTTP/2");
    }
    if (available() == 0) {
      throw new IllegalStateException("no call can begin on this connection now");
    }
    if (request.protocol() != null && refusesExtendedConnect()) {
      throw new IllegalStateException("the server takes no extended CONNECT");
    }
    enter(nowNanos);
    CallStream stream = new CallStream(shared, this, request, owner);
    (request.protocol() == null ? unsent : unsettled).add(stream);
    endpoint.guard.requested();
    if (active() == 1) {
      // Nothing had to be heard of a connection without calls.
      endpoint.lifetime.heard(nowNanos);
    }
    availability.began();
    leave();
    return stream;
  }

  /// The server has said whether it takes extended CONNECTs.
  private void settleConnects() {
    while (!unsettled.isEmpty()) {
      CallStream stream = unsettled.remove();
      if (endpoint.peer.takesExtendedConnect()) {
        unsent.add(stream);
      } else {
        end(stream, false, CallFailures.noExtendedConnect());
        endIfLeft();
      }
    }
  }

  /// Sends the heads that wait, as far as they may go.
  void sendHeads() {
    if (!unsettled.isEmpty() && endpoint.isSettled() && endpoint.isOpen()) {
      settleConnects();
    }
    while (!unsent.isEmpty() && endpoint.isOpen() && streams.count() < streamsMax()) {
      CallStream stream = unsent.getFirst();
      boolean waits = stream.outgoing.waiting;
      stream.open(nextId, flow.streamWindow(), endpoint.peer.initialWindow());
      if (!endpoint.sender.sendHead(stream)) {
        stream.unopen();
        stream.outgoing.waiting = waits;
        if (endpoint.sender.isShortOfMemory()) {
          endpoint.deadlines.by(endpoint.now() + ConnectionLink.MEMORY_RETRY_NANOS);
        }
        return;
      }
      unsent.removeFirst();
      nextId += 2;
      streams.add(stream);
      shared.tally.requests++;
      if (waits) {
        stream.ready();
      }
    }
  }

  // What callers ask for.

  int write(CallStream stream, byte[] source, int offset, int length, long nowNanos) {
    if (stream.isReset || stream.handled) {
      return Outcome.GONE;
    }
    if (length == 0) {
      return Outcome.WAIT;
    }
    enter(nowNanos);
    int result = write(stream, source, offset, length);
    endpoint.afterOutput();
    leave();
    return result;
  }

  private int write(CallStream stream, byte[] source, int offset, int length) {
    if (stream.isUnsent()) {
      stream.outgoing.waiting = true;
      return Outcome.WAIT;
    }
    long left = stream.outgoing.left;
    if (stream.outgoing.ended || (left >= 0 && length > left)) {
      return spoil(stream);
    }
    int result = endpoint.sender.write(stream, source, offset, length, endpoint.now());
    // With all of the response there, a server that takes no more does not want the rest.
    return result == Outcome.WAIT && stream.isWhole && !stream.isTunnel()
        ? breakOff(stream)
        : result;
  }

  int end(CallStream stream, FieldList trailers, long nowNanos) {
    if (stream.handled) {
      return Outcome.GONE;
    }
    if (stream.outgoing.ended) {
      return Outcome.DONE;
    }
    if (stream.isReset) {
      return Outcome.GONE;
    }
    enter(nowNanos);
    int result = end(stream, trailers);
    endpoint.afterOutput();
    leave();
    return result;
  }

  private int end(CallStream stream, FieldList trailers) {
    if (stream.isUnsent()) {
      if (stream.request.bodyLength() == 0) {
        return Outcome.DONE;
      }
      stream.outgoing.waiting = true;
      return Outcome.WAIT;
    }
    if (stream.outgoing.left >= 0) {
      return spoil(stream);
    }
    stream.outgoing.trailers = trailers;
    return endpoint.sender.end(stream, endpoint.now());
  }

  /// The body is longer or shorter than announced: it must not look whole.
  private int spoil(CallStream stream) {
    return stream.state == StreamState.CLOSED ? Outcome.GONE : breakOff(stream);
  }

  /// The rest of the request is not sent; a response that is whole can be read.
  private int breakOff(CallStream stream) {
    control.resetStream(stream.id, ErrorCode.CANCEL);
    end(stream, true, CallFailures.badRequestLength());
    endpoint.turnFreed();
    endIfLeft();
    return Outcome.GONE;
  }

  int readBody(CallStream stream, byte[] target, int offset, int length, long nowNanos) {
    if (stream.handled || (stream.isReset && !stream.isWhole)) {
      return Outcome.GONE;
    }
    if (!stream.hasHead) {
      return Outcome.WAIT;
    }
    enter(nowNanos);
    int count = endpoint.readBody(stream, target, offset, length, nowNanos);
    leave();
    return count;
  }

  void release(CallStream stream, long nowNanos) {
    if (stream.handled) {
      return;
    }
    enter(nowNanos);
    stream.handled = true;
    if (stream.isUnsent()) {
      unsent.remove(stream);
      unsettled.remove(stream);
    } else if (stream.state != StreamState.CLOSED) {
      control.resetStream(stream.id, ErrorCode.CANCEL);
      close(stream, true);
    }
    flow.drop(stream);
    stream.free();
    endpoint.turnFreed();
    endIfLeft();
    leave();
  }

  // What frames say.

  @Override
  public boolean isIdle(int streamId) {
    return (streamId & 1) == 0 || (nextId > 0 && streamId >= nextId);
  }

  /// Callers may give up any number of streams: we do not know of all of them how they ended.
  @Override
  public boolean isStillUnderWay(int streamId) {
    return streams.wasResetByUs(streamId) || !streams.hasEnded(streamId);
  }

  /// A server opens none.
  @Override
  public int lastStreamId() {
    return 0;
  }

  @Override
  public @Nullable Http2Fault judge(int type) {
    return switch (type) {
      case FrameType.PUSH_PROMISE -> Http2Fault.PUSH_DISABLED;
      case FrameType.PRIORITY_UPDATE -> Http2Fault.PRIORITY_UPDATE_FROM_SERVER;
      default -> null;
    };
  }

  /// The priority of a response says nothing to us.
  @Override
  public void refuseNext(Http2Fault fault) {}

  /// Never: a server must not.
  @Override
  public void prioritizedEarly(int streamId, Priority priority) {}

  @Override
  public void block(int streamId, boolean endStream, long address, int length) {
    responses.block(streamId, endStream, address, length);
  }

  @Override
  public void settingsAcknowledged() {
    acknowledged = true;
  }

  /// Whether the server has acknowledged our settings.
  boolean isAcknowledged() {
    return acknowledged;
  }

  /// The head of a response has come.
  void answered(CallStream stream, boolean endStream) {
    int status = stream.status();
    if (status < 600) {
      shared.tally.responded(status);
    }
    if (endStream) {
      stream.body.end();
      whole(stream);
    }
    // Last, since the owner may end the stream.
    stream.owner.answered();
  }

  @Override
  public void dataKept(MessageStream stream, int bytes) {
    flow.kept(bytes);
    if (stream.body.wake(endpoint.now())) {
      stream.ready();
    }
  }

  /// Never: a stream nobody wants is reset.
  @Override
  public void dataPassed(MessageStream stream, int bytes) {
    flow.give(stream, bytes);
  }

  @Override
  public void receivedEnd(MessageStream stream) {
    if (!stream.body.end()) {
      fault(stream, Http2Fault.LENGTH_MISMATCH);
      return;
    }
    whole((CallStream) stream);
    if (stream.body.wake()) {
      stream.ready();
    }
  }

  private void whole(CallStream stream) {
    stream.isWhole = true;
    stream.state = stream.state.receivedEnd();
    closeIfOver(stream);
    if (stream.outgoing.waiting) {
      stream.ready();
    }
  }

  @Override
  public void sentEnd(MessageStream stream) {
    closeIfOver(stream);
  }

  private void closeIfOver(MessageStream stream) {
    if (stream.state == StreamState.CLOSED) {
      streams.remove(stream, false);
      endIfLeft();
    }
  }

  // Ends before their time.

  @Override
  public void reset(MessageStream message, int code) {
    CallStream stream = (CallStream) message;
    // Each answers a request of ours: however many there are, they are no flood.
    shared.tally.streamsReset++;
    end(stream, false, CallFailures.reset(code));
    endpoint.turnFreed();
    endIfLeft();
  }

  @Override
  public void unexpected(MessageStream stream) {
    fault(stream, Http2Fault.CLOSED_STREAM);
  }

  @Override
  public void fault(MessageStream stream, Http2Fault fault) {
    shared.tally.failed(fault);
    // What we have no memory for is not the server's fault.
    control.resetStream(stream.id, fault == Http2Fault.NO_MEMORY ? ErrorCode.CANCEL : fault.code());
    end((CallStream) stream, true, CallFailures.of(fault, false));
    endpoint.countFault(fault);
    endpoint.turnFreed();
    endIfLeft();
  }

  /// No call has a time.
  @Override
  public void bodyExpired(MessageStream stream) {}

  /// A call is over before its time.
  private void end(CallStream stream, boolean resetByUs, CallFailure failure) {
    stream.isReset = true;
    if (stream.state != StreamState.CLOSED) {
      close(stream, resetByUs);
    }
    boolean waits = stream.outgoing.waiting;
    stream.outgoing.waiting = false;
    if (stream.isWhole) {
      // Only the request broke off.
      if (waits) {
        stream.ready();
      }
      return;
    }
    stream.body.wake();
    flow.drop(stream);
    stream.owner.failed(failure);
  }

  private void close(CallStream stream, boolean resetByUs) {
    if (!stream.isUnsent()) {
      streams.remove(stream, resetByUs);
    }
    stream.state = StreamState.CLOSED;
    endpoint.forget(stream);
  }

  // The end of the connection.

  /// "Endpoints MUST NOT increase the value they send in the last stream identifier": each GOAWAY
  /// refuses what lies behind it. https://www.rfc-editor.org/rfc/rfc9113#section-6.8
  @Override
  public void goesAway(int lastStreamId, int code) {
    leaving = true;
    List<CallStream> refused = new ArrayList<>();
    for (int slot = 0; slot < streams.slotCount(); slot++) {
      MessageStream stream = streams.slot(slot);
      if (stream != null && Integer.compareUnsigned(stream.id, lastStreamId) > 0) {
        refused.add((CallStream) stream);
      }
    }
    for (CallStream stream : refused) {
      // Owners may have given up others meanwhile.
      if (stream.state != StreamState.CLOSED) {
        end(stream, false, CallFailures.wentAway(code));
      }
    }
    failUnsent(CallFailures.wentAway(code));
    endpoint.turnFreed();
    endIfLeft();
  }

  /// No call begins any more; those under way may end.
  void drain() {
    if (!leaving) {
      leaving = true;
      control.goAway(0, ErrorCode.NO_ERROR, "");
    }
    endIfLeft();
  }

  /// A client's connection has no second step.
  @Override
  public void lastCall() {}

  private void endIfLeft() {
    if (leaving && endpoint.isOpen() && active() == 0) {
      endpoint.finish(null);
    }
  }

  @Override
  public void endAll(@Nullable Http2Fault fault, @Nullable IOException cause) {
    failUnsent(failure(fault, cause, true));
    while (streams.count() > 0) {
      CallFailure failure = failure(fault, cause, false);
      for (int slot = 0; slot < streams.slotCount(); slot++) {
        MessageStream stream = streams.slot(slot);
        if (stream != null) {
          end((CallStream) stream, false, failure);
        }
      }
    }
  }

  private static CallFailure failure(
      @Nullable Http2Fault fault, @Nullable IOException cause, boolean isUnprocessed) {
    return fault == null
        ? CallFailures.lost(cause, isUnprocessed)
        : CallFailures.of(fault, isUnprocessed);
  }

  private void failUnsent(CallFailure failure) {
    unsent.addAll(unsettled);
    unsettled.clear();
    while (!unsent.isEmpty()) {
      end(unsent.removeFirst(), false, failure);
    }
  }
}
