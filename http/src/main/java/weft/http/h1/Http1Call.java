package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.h1.Http1ClientState.Phase;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutgoingRequest;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// The call of an [Http1ClientMachine], from [#begin] to [#release]; used again for the next one.
/// Owns a copy of the response's head.
final class Http1Call implements ClientStream {
  /// How long the rest of a response nobody wants may take to come.
  private static final long DISCARD_NANOS = 1_000_000_000;

  private static final long NEVER = Long.MAX_VALUE;

  final Http1RequestSender sender;
  final ResponseHeadParser parser;
  private final Http1ClientState state;
  private final FieldTable fields = new FieldTable();
  private final Http1Body body;
  private @Nullable ClientStreamOwner owner;
  private @Nullable Buffer headBuffer;
  private boolean answered;
  private boolean readerWaits;
  private long readDeadlineNanos = NEVER;
  private long discardDeadlineNanos;
  private long takenBefore;

  Http1Call(Http1ClientState state) {
    this.state = state;
    Http1ClientHub shared = state.shared;
    sender = new Http1RequestSender(state);
    parser = new ResponseHeadParser(shared.headBytesMax, shared.fieldCountMax, fields);
    body = new Http1Body(shared.headBytesMax, shared.fieldCountMax);
  }

  /// Begins with a request that the hub's encoder has just encoded.
  @HotPath
  void begin(OutgoingRequest request, ClientStreamOwner owner, long nowNanos) {
    this.owner = owner;
    answered = false;
    readerWaits = false;
    readDeadlineNanos = NEVER;
    parser.start(request.method());
    body.startEmpty();
    sender.start(request, nowNanos);
  }

  // What becomes of it.

  /// Whether a head of a response is to come, the last one or one before it.
  @HotPath
  boolean awaitsHead() {
    return state.phase == Phase.CALLING && !answered;
  }

  /// An interim response has come; its head lies at `address` until this returns.
  void informed(long address) {
    fields.setBase(address);
    ClientStreamOwner told = owner;
    if (told != null) {
      told.informed(parser.status(), fields);
    }
  }

  /// Copies the complete head of the final response.
  ///
  /// @return false when there is no memory
  @HotPath
  boolean copyHead(long address, int length) {
    Buffer buffer = state.shared.pool.acquireForHead(length);
    if (buffer == null) {
      return false;
    }
    headBuffer = buffer;
    buffer.put(address, length);
    fields.setBase(buffer.readAddress());
    answered = true;
    startBody();
    return true;
  }

  @HotPath
  private void startBody() {
    Framing framing = parser.framing();
    if (parser.isBodiless() || parser.isTunnel()) {
      body.startEmpty();
    } else if (framing.chunked || framing.contentLength >= 0) {
      body.start(framing);
    } else {
      body.startEndless();
    }
    state.persistent = framing.keepAlive && !body.isEndless();
    if (parser.isTunnel()) {
      state.phase = Phase.TUNNEL;
    }
  }

  /// Tells that the head has come. What came behind it waits in the input.
  @HotPath
  void tellAnswered() {
    state.shared.tally().answered(parser.status());
    ClientStreamOwner told = owner;
    if (told != null) {
      told.answered();
      wakeRefusedWriter();
    }
  }

  /// Bytes of the body have come.
  @HotPath
  void bodyArrived() {
    wakeReader();
    wakeRefusedWriter();
  }

  /// Nothing more comes; what came waits in the input.
  void inputEnded(long nowNanos) {
    if (!answered) {
      wakeRefusedWriter();
      return;
    }
    if (state.endedInOrder) {
      body.inputEnded(state.input.queue());
    }
    if (!body.isEnded() && state.input.isEmpty() && !body.isStarved()) {
      lose(nowNanos);
      return;
    }
    wakeReader();
    wakeRefusedWriter();
  }

  /// The call has come to a bad end, and the connection with it.
  void fail(CallFailure failure, long nowNanos) {
    ClientStreamOwner told = owner;
    owner = null;
    stop();
    state.shut(true, nowNanos);
    if (told != null) {
      told.failed(failure);
    }
  }

  /// The server broke the protocol.
  void fail(Http1Fault fault, long nowNanos) {
    state.shared.tally().faults.add(fault);
    fail(Http1CallFailures.of(fault), nowNanos);
  }

  /// The connection ended, or is to.
  void lose(long nowNanos) {
    fail(Http1CallFailures.lost(answered, !sender.isBegun(), state.endFailure), nowNanos);
  }

  @HotPath
  private void stop() {
    sender.stop();
    readerWaits = false;
    readDeadlineNanos = NEVER;
  }

  @HotPath
  private void wakeReader() {
    readDeadlineNanos = NEVER;
    if (readerWaits) {
      readerWaits = false;
      wake();
    }
  }

  @HotPath
  private void wakeRefusedWriter() {
    if (sender.isWaiting() && refusesBody()) {
      sender.stopsWaiting();
      wake();
    }
  }

  @HotPath
  private void wake() {
    ClientStreamOwner told = owner;
    if (told != null) {
      told.ready();
    }
  }

  // Time.

  /// When [#expired] wants to be called, or `Long.MAX_VALUE`.
  @HotPath
  long deadlineNanos() {
    return Math.min(readDeadlineNanos, sender.deadlineNanos());
  }

  /// A deadline may have come.
  void expired(long nowNanos) {
    if (nowNanos >= readDeadlineNanos) {
      wakeReader();
    }
    if (nowNanos >= sender.deadlineNanos()) {
      if (sender.isStalled()) {
        fail(Http1CallFailures.writeTimeout(), nowNanos);
      } else {
        writeOn(nowNanos);
      }
    }
  }

  /// There may be room for output now.
  @HotPath
  void writeOn(long nowNanos) {
    if (sender.resume(nowNanos)) {
      wake();
    }
  }

  // The request.

  @Override
  @HotPath
  public int write(byte[] source, int offset, int length, long nowNanos) {
    if (state.phase != Phase.CALLING) {
      return Outcome.GONE;
    }
    sender.check(length);
    if (length == 0) {
      return 0;
    }
    return refusesBody() ? Outcome.GONE : sender.write(source, offset, length, nowNanos);
  }

  @Override
  public int end(FieldList trailers, long nowNanos) {
    if (state.phase != Phase.CALLING) {
      return Outcome.GONE;
    }
    return !sender.isEnded() && refusesBody() ? Outcome.GONE : sender.end(trailers, nowNanos);
  }

  /// Whether the server does not want the rest of the request: it says nothing more, its response
  /// has come whole, or will be its last and is no success. "If the client sees a response that
  /// indicates the server does not wish to receive the message body and is closing the connection,
  /// the client SHOULD immediately cease transmitting the body".
  /// https://www.rfc-editor.org/rfc/rfc9112#section-9.5
  @HotPath
  private boolean refusesBody() {
    if (state.inputEnded || !answered) {
      return state.inputEnded;
    }
    return body.isEnded()
        || (body.length() >= 0 && body.remaining() <= state.input.queue().size())
        || (!state.persistent && parser.status() >= 300);
  }

  // The response.

  @Override
  @HotPath
  public int readBody(byte[] target, int offset, int length, long nowNanos) {
    if (state.phase != Phase.CALLING || !answered) {
      return state.phase == Phase.TUNNEL ? Outcome.END : Outcome.GONE;
    }
    int count = body.read(state.input.queue(), state.shared.pool, target, offset, length);
    if (count <= 0) {
      return noneRead(count, nowNanos);
    }
    state.regulateInput(false);
    if (body.isEnded()) {
      wakeRefusedWriter();
    }
    return count;
  }

  /// Body bytes were asked for and there are none.
  private int noneRead(int result, long nowNanos) {
    state.enter();
    int outcome = noneReadEntered(result, nowNanos);
    state.leave();
    return outcome;
  }

  private int noneReadEntered(int result, long nowNanos) {
    if (result == Http1Body.END) {
      wakeRefusedWriter();
      return Outcome.END;
    }
    Http1Fault fault = body.fault();
    if (fault != null) {
      fail(fault, nowNanos);
      return Outcome.GONE;
    }
    if (state.inputEnded && !body.isStarved()) {
      if (state.endedInOrder) {
        body.inputEnded(state.input.queue());
      }
      if (body.isEnded()) {
        return Outcome.END;
      }
      lose(nowNanos);
      return Outcome.GONE;
    }
    readerWaits = true;
    readDeadlineNanos = body.isStarved() ? nowNanos + ConnectionLink.MEMORY_RETRY_NANOS : NEVER;
    state.regulateInput(false);
    return Outcome.WAIT;
  }

  @Override
  public int status() {
    return parser.status();
  }

  @Override
  public FieldTable fields() {
    return fields;
  }

  @Override
  public long bodyLength() {
    return body.length();
  }

  @Override
  public FieldTable trailers() {
    return body.trailers();
  }

  // The end.

  @Override
  public void release(long nowNanos) {
    state.enter();
    owner = null;
    boolean whole = answered && sender.isEnded();
    stop();
    if (state.phase == Phase.TUNNEL) {
      state.shut(true, nowNanos);
    } else if (state.phase == Phase.CALLING) {
      if (whole && state.persistent && !state.inputEnded) {
        startDiscarding(nowNanos);
      } else {
        if (whole) {
          body.discard(state.input.queue(), state.shared.pool);
        }
        state.shut(!whole || !body.isEnded(), nowNanos);
      }
    }
    releaseHead();
    if (state.phase != Phase.DISCARDING) {
      body.release(state.shared.pool);
    }
    state.leave();
  }

  @HotPath
  private void releaseHead() {
    fields.clear();
    if (headBuffer != null) {
      state.shared.pool.release(headBuffer);
      headBuffer = null;
    }
  }

  @HotPath
  private void startDiscarding(long nowNanos) {
    if (body.isEnded()) {
      next(nowNanos);
      return;
    }
    state.phase = Phase.DISCARDING;
    takenBefore = body.taken();
    discardDeadlineNanos = nowNanos + DISCARD_NANOS;
    discard(nowNanos);
  }

  /// Throws away what has come of a response nobody wants, as long as not too much is to come.
  void discard(long nowNanos) {
    body.discard(state.input.queue(), state.shared.pool);
    long dropped = body.taken() - takenBefore;
    if (body.isEnded()) {
      body.release(state.shared.pool);
      next(nowNanos);
    } else if (body.fault() != null
        || state.inputEnded
        || nowNanos >= discardDeadlineNanos
        || dropped + Math.max(0, body.remaining()) > state.shared.discardBytesMax) {
      body.release(state.shared.pool);
      state.shut(true, nowNanos);
    } else {
      state.deadlineNanos =
          body.isStarved() ? nowNanos + ConnectionLink.MEMORY_RETRY_NANOS : discardDeadlineNanos;
      state.regulateInput(false);
    }
  }

  /// The response is over: the connection awaits its next call.
  @HotPath
  private void next(long nowNanos) {
    state.deadlineNanos = NEVER;
    if (!state.input.isEmpty()) {
      state.shared.tally().faults.add(Http1Fault.UNASKED_RESPONSE);
      state.shut(true, nowNanos);
    } else if (state.draining || state.inputEnded) {
      state.shut(false, nowNanos);
    } else {
      state.phase = Phase.IDLE;
      state.regulateInput(true);
    }
  }
}
