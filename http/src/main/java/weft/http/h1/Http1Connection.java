package weft.http.h1;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.Status;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// One HTTP/1.1 connection of a server: requests come out in order, one at a time, and their
/// responses go in.
///
/// ```
///   HEAD ──head complete──> HANDLING ──handled and answered──> DISCARDING ──body over──> HEAD
///     └───────────────────────┴── fault, end, "close" ───────────┴──> CLOSED
/// ```
///
/// Idle it holds no buffer and no message. No I/O, clock or thread: see [Http1Link]. Time is what
/// callers say it is. Confined to a hub.
public final class Http1Connection {
  /// The caller must wait until it is told to try again.
  public static final int WAIT = 0;

  /// The body is over.
  public static final int END = -1;

  /// The body is broken; [Http1Message#bodyFault] says how.
  public static final int FAILED = -2;

  /// The client went away.
  public static final int GONE = -3;

  /// An idle connection is closed by a stopping server only this long after its last response, so
  /// that a request already on its way is answered rather than lost.
  private static final long QUIET_NANOS = 200_000_000;

  private enum Phase {
    HEAD,
    HANDLING,
    DISCARDING,
    CLOSED
  }

  private final Http1Hub shared;
  private final Http1Link link;
  private final InputQueue input = new InputQueue();
  private final long openedNanos;
  private @Nullable Http1Message message;
  private Phase phase = Phase.HEAD;
  private boolean handingOut;
  private boolean paused;
  private boolean inputEnded;
  private boolean draining;
  private long deadlineNanos;
  private long idleSinceNanos;
  private long pendingAtDeadline;
  private long discarded;
  private long requests;

  /// A connection just opened.
  public Http1Connection(Http1Hub shared, Http1Link link, long nowNanos) {
    this.shared = shared;
    this.link = link;
    openedNanos = nowNanos;
    idleSinceNanos = nowNanos;
    deadlineNanos = nowNanos + shared.headNanos;
  }

  // Input.

  /// Takes received bytes, valid during the call; the 64 bytes behind them may be overwritten.
  @HotPath
  public void received(long address, int length, long nowNanos) {
    if (phase == Phase.CLOSED) {
      return;
    }
    shared.tally.bytesReceived += length;
    if (phase == Phase.HEAD && input.isEmpty() && !outputFull()) {
      receivedHead(address, length, nowNanos);
    } else if (!input.append(shared.pool, address, length)) {
      overloaded(nowNanos);
    } else if (phase == Phase.HEAD) {
      parseQueued(nowNanos);
    } else {
      bodyArrived(nowNanos);
    }
    pauseWhenFull();
  }

  /// Parses a head where it was received; what lies behind it, or an incomplete head, is kept.
  @HotPath
  private void receivedHead(long address, int length, long nowNanos) {
    int used = parseHead(address, length, nowNanos);
    if (phase == Phase.CLOSED) {
      return;
    }
    if (used < length && !input.append(shared.pool, address + used, length - used)) {
      overloaded(nowNanos);
    } else if (used > 0) {
      handOut();
      if (phase == Phase.HEAD && !input.isEmpty()) {
        parseQueued(nowNanos);
      }
    }
  }

  @HotPath
  private void bodyArrived(long nowNanos) {
    Http1Message current = message;
    if (current == null) {
      return;
    }
    if (phase == Phase.DISCARDING) {
      discard(current, nowNanos);
    } else {
      current.reader.arrived(input.size(), nowNanos);
    }
  }

  /// The client's stream has ended.
  ///
  /// @param failure `null` when it ended in order
  public void receiveEnded(@Nullable IOException failure, long nowNanos) {
    inputEnded = true;
    if (failure != null) {
      lost(nowNanos);
      return;
    }
    switch (phase) {
      case HEAD -> {
        // Requests that wait for room in the output are still answered.
        if (input.isEmpty() || !outputFull()) {
          shut(false, nowNanos);
        }
      }
      case HANDLING -> endedWhileHandling();
      case DISCARDING -> shut(false, nowNanos);
      case CLOSED -> {}
    }
  }

  private void endedWhileHandling() {
    Http1Message current = message;
    if (current == null) {
      return;
    }
    current.reader.wake();
    if (!shared.halfClosingClients && !current.writer.isEnded()) {
      shared.tally.clientsGone++;
      link.gone(current);
    }
  }

  /// All pending output was taken by the system.
  @HotPath
  public void drained(long nowNanos) {
    switch (phase) {
      case HEAD -> {
        if (!input.isEmpty()) {
          parseQueued(nowNanos);
        }
      }
      case HANDLING -> writeOn(nowNanos);
      case DISCARDING, CLOSED -> {}
    }
  }

  /// The connection is gone.
  public void closed(long nowNanos) {
    lost(nowNanos);
  }

  // Time.

  /// When [#expired] wants to be called; `Long.MAX_VALUE` for never.
  @HotPath
  public long deadlineNanos() {
    Http1Message current = message;
    if (phase != Phase.HANDLING || current == null) {
      return deadlineNanos;
    }
    return Math.min(current.reader.deadlineNanos(), current.writer.deadlineNanos());
  }

  /// The deadline has come.
  public void expired(long nowNanos) {
    if (nowNanos < deadlineNanos()) {
      return;
    }
    switch (phase) {
      case HEAD -> headExpired(nowNanos);
      case HANDLING -> handlingExpired(nowNanos);
      case DISCARDING -> discardExpired(nowNanos);
      case CLOSED -> finishExpired(nowNanos);
    }
  }

  private void headExpired(long nowNanos) {
    if (message == null && input.isEmpty()) {
      // An idle client is told nothing: it may be sending a request just now.
      shut(link.pendingOutput() > 0, nowNanos);
    } else if (outputFull()) {
      // Requests wait behind answers that the client does not take.
      if (link.pendingOutput() < pendingAtDeadline) {
        watchOutput(nowNanos);
      } else {
        shut(true, nowNanos);
      }
    } else {
      refuse(Http1Fault.HEAD_TIMEOUT, nowNanos);
    }
  }

  private void handlingExpired(long nowNanos) {
    Http1Message current = message;
    if (current == null) {
      return;
    }
    if (nowNanos >= current.reader.deadlineNanos()) {
      current.reader.expired();
    }
    if (nowNanos >= current.writer.deadlineNanos()) {
      if (current.writer.isStalled()) {
        lost(nowNanos);
      } else {
        writeOn(nowNanos);
      }
    }
  }

  private void discardExpired(long nowNanos) {
    Http1Message current = message;
    if (current != null) {
      current.body.fail(Http1Fault.BODY_TIMEOUT);
      current.reader.countFault();
    }
    shut(false, nowNanos);
  }

  /// The connection is ending, but its last output may not have been taken.
  private void finishExpired(long nowNanos) {
    long left = link.pendingOutput();
    if (left == 0) {
      deadlineNanos = Long.MAX_VALUE;
    } else if (left < pendingAtDeadline) {
      watchOutput(nowNanos);
    } else {
      deadlineNanos = Long.MAX_VALUE;
      link.reset();
    }
  }

  private void watchOutput(long nowNanos) {
    deadlineNanos = nowNanos + shared.writeNanos;
    pendingAtDeadline = link.pendingOutput();
  }

  /// Ends the connection as soon as that harms nobody: the server is stopping.
  public void drain(long nowNanos) {
    draining = true;
    if (isIdle()) {
      deadlineNanos = Math.min(deadlineNanos, idleSinceNanos + QUIET_NANOS);
      if (nowNanos >= deadlineNanos) {
        shut(false, nowNanos);
      }
    }
  }

  /// Ends the connection at once.
  public void cut(long nowNanos) {
    lost(nowNanos);
  }

  /// Whether it waits for a request of which nothing has come.
  public boolean isIdle() {
    return phase == Phase.HEAD && message == null && input.isEmpty();
  }

  // The request's body.

  /// Reads body bytes of the present request.
  ///
  /// @return how many, [#WAIT], [#END], [#FAILED] or [#GONE]
  @HotPath
  public int readBody(byte[] target, int offset, int length, long nowNanos) {
    Http1Message current = message;
    if (phase != Phase.HANDLING || current == null) {
      return GONE;
    }
    int result = current.reader.read(input, target, offset, length, inputEnded, nowNanos);
    if (result == WAIT && !current.reader.isContinued()) {
      current.reader.continued();
      current.writer.inform(Status.CONTINUE, ErrorText.NO_FIELDS);
    }
    resumeWhenDrained();
    return result;
  }

  // The response.

  /// Sends a whole response, without waiting.
  @HotPath
  public void respond(
      ResponseHead head, byte[] content, int offset, int length, long nowNanos) {
    Http1Message current = message;
    if (phase == Phase.HANDLING && current != null) {
      boolean canPersist = canPersist(current, nowNanos);
      if (current.writer.respond(head, content, offset, length, canPersist, nowNanos)
          == Http1Writer.DONE) {
        answered(current, nowNanos);
      }
    }
  }

  /// Sends the head of a response whose body follows by [#write] and [#end].
  ///
  /// @param length bytes of the body, or -1
  /// @return [#WAIT], [#GONE], or greater than 0 when done
  public int begin(ResponseHead head, long length, long nowNanos) {
    Http1Message current = message;
    return phase != Phase.HANDLING || current == null
        ? GONE
        : current.writer.begin(head, length, canPersist(current, nowNanos), nowNanos);
  }

  /// Sends body bytes.
  ///
  /// @return how many were taken, [#WAIT] or [#GONE]
  @HotPath
  public int write(byte[] source, int offset, int length, long nowNanos) {
    Http1Message current = message;
    return phase != Phase.HANDLING || current == null
        ? GONE
        : current.writer.write(source, offset, length, nowNanos);
  }

  /// Ends a body.
  ///
  /// @return [#WAIT], [#GONE], or greater than 0 when done
  public int end(long nowNanos) {
    Http1Message current = message;
    if (phase != Phase.HANDLING || current == null) {
      return GONE;
    }
    int result = current.writer.end(nowNanos);
    if (result == Http1Writer.DONE) {
      answered(current, nowNanos);
    }
    return result;
  }

  /// Sends an interim response, unless the client cannot understand it or there is no room.
  public void inform(int status, FieldList fields) {
    Http1Message current = message;
    if (phase == Phase.HANDLING && current != null && current.parser.minorVersion() > 0) {
      current.writer.inform(status, fields);
    }
  }

  /// Gives up on the present response.
  public void abort(long nowNanos) {
    if (phase == Phase.HANDLING) {
      shared.tally.responsesAborted++;
      shut(true, nowNanos);
    }
  }

  /// Whoever handled the present request is done with it.
  @HotPath
  public void handled(long nowNanos) {
    Http1Message current = message;
    if (current == null) {
      return;
    }
    current.handled = true;
    if (phase != Phase.HANDLING) {
      releaseMessage();
    } else if (current.writer.isEnded()) {
      proceed(current, nowNanos);
    }
  }

  @HotPath
  private void answered(Http1Message current, long nowNanos) {
    shared.tally.responded(current.writer.status());
    if (current.handled) {
      proceed(current, nowNanos);
    }
  }

  @HotPath
  private void writeOn(long nowNanos) {
    Http1Message current = message;
    if (current != null && current.writer.resume(nowNanos) == Http1Writer.DONE) {
      answered(current, nowNanos);
    }
  }

  /// Whether the connection can serve another request behind the present one.
  @HotPath
  private boolean canPersist(Http1Message current, long nowNanos) {
    return current.parser.framing().keepAlive
        && !draining
        && !(inputEnded && input.isEmpty())
        && current.body.fault() == null
        && (current.body.isEnded() || mayDiscard(current))
        && (shared.limits.requestsPerConnectionMax() == 0
            || requests < shared.limits.requestsPerConnectionMax())
        && (shared.ageNanosMax == 0 || nowNanos - openedNanos < shared.ageNanosMax);
  }

  /// Whether a body that is not read can be thrown away: not when the client still waits to be told
  /// to send it, nor when too much is coming.
  private boolean mayDiscard(Http1Message current) {
    return current.reader.isContinued()
        && current.body.remaining() <= shared.limits.discardBytesMax();
  }

  @HotPath
  private boolean outputFull() {
    return link.pendingOutput() >= Http1Hub.OUTPUT_BYTES_MAX;
  }

  // Heads.

  /// Parses at the beginning of a head.
  ///
  /// @return bytes of the head, 0 when it is not complete; meaningless once closed
  @HotPath
  private int parseHead(long address, int length, long nowNanos) {
    Http1Message current = message;
    if (current == null) {
      current = link.acquire();
      current.start(link);
      message = current;
      if (requests > 0) {
        deadlineNanos = nowNanos + shared.headNanos;
      }
    }
    int result = current.parser.parse(address, length);
    if (result == HeadParser.NEED_MORE) {
      return 0;
    }
    Http1Fault fault =
        result == HeadParser.FAILED
            ? current.parser.fault()
            : current.adopt(shared, address, result);
    if (fault != null) {
      refuse(fault, nowNanos);
    } else if (!current.hasHead()) {
      overloaded(nowNanos);
    }
    return result;
  }

  /// Has the request just parsed handled. It may be answered before this returns.
  @HotPath
  private void handOut() {
    Http1Message current = message;
    if (current == null) {
      return;
    }
    requests++;
    shared.tally.requests++;
    phase = Phase.HANDLING;
    current.handedOut = true;
    handingOut = true;
    link.requested(current);
    handingOut = false;
  }

  /// Parses heads that wait in the input, as long as they are answered at once.
  private void parseQueued(long nowNanos) {
    if (handingOut) {
      // Whoever is handing out comes here next.
      return;
    }
    while (phase == Phase.HEAD && !input.isEmpty() && !outputFull()) {
      if (!input.join(shared.pool, shared.limits.headBytesMax() + 1)) {
        overloaded(nowNanos);
        return;
      }
      int used = parseHead(input.address(), input.runLength(), nowNanos);
      if (used == 0 || phase == Phase.CLOSED) {
        break;
      }
      input.consume(shared.pool, used);
      handOut();
    }
    if (phase == Phase.HEAD && inputEnded && !outputFull()) {
      shut(false, nowNanos);
    }
    resumeWhenDrained();
  }

  /// Answers a fault and closes.
  private void refuse(Http1Fault fault, long nowNanos) {
    shared.tally.failed(fault);
    Http1Message current = message;
    boolean bodiless = current != null && current.isHead();
    sendError(fault.status(), ErrorText.of(fault), bodiless, nowNanos);
  }

  private void overloaded(long nowNanos) {
    shared.tally.overloaded();
    if (phase == Phase.HANDLING) {
      lost(nowNanos);
    } else {
      sendError(Status.SERVICE_UNAVAILABLE, ErrorText.OVERLOADED, false, nowNanos);
    }
  }

  private void sendError(int status, ErrorText text, boolean bodiless, long nowNanos) {
    shared.encoder.encodeError(status, text, bodiless);
    Buffer room = link.reserve(shared.encoder.length());
    if (room != null) {
      room.put(shared.encoder.bytes(), 0, shared.encoder.length());
      shared.tally.bytesSent += shared.encoder.length();
      link.flushLater();
    }
    shut(room == null, nowNanos);
  }

  // From one request to the next.

  @HotPath
  private void proceed(Http1Message current, long nowNanos) {
    if (!current.writer.isPersistent() || current.body.fault() != null) {
      shut(false, nowNanos);
    } else if (current.body.isEnded()) {
      next(nowNanos);
    } else {
      phase = Phase.DISCARDING;
      discard(current, nowNanos);
    }
  }

  private void discard(Http1Message current, long nowNanos) {
    long before = current.body.taken();
    int result = current.body.discard(input, shared.pool);
    discarded += current.body.taken() - before;
    if (result == Http1Body.END) {
      next(nowNanos);
    } else if (result == Http1Body.FAILED) {
      current.reader.countFault();
      shut(false, nowNanos);
    } else if (inputEnded || discarded > shared.limits.discardBytesMax()) {
      shut(false, nowNanos);
    } else {
      deadlineNanos = nowNanos + shared.bodyIdleNanos;
      resumeWhenDrained();
    }
  }

  @HotPath
  private void next(long nowNanos) {
    releaseMessage();
    phase = Phase.HEAD;
    discarded = 0;
    idleSinceNanos = nowNanos;
    deadlineNanos = nowNanos + (draining ? QUIET_NANOS : shared.keepAliveNanos);
    if (!input.isEmpty()) {
      if (outputFull()) {
        watchOutput(nowNanos);
      }
      parseQueued(nowNanos);
    } else if (inputEnded) {
      shut(false, nowNanos);
    } else {
      resumeWhenDrained();
    }
  }

  @HotPath
  private void releaseMessage() {
    Http1Message current = message;
    if (current != null) {
      message = null;
      current.release(shared.pool);
      link.release(current);
    }
  }

  @HotPath
  private void pauseWhenFull() {
    if (!paused && input.size() >= Http1Hub.INPUT_BYTES_MAX && phase != Phase.CLOSED) {
      paused = true;
      link.pauseReceiving();
    }
  }

  @HotPath
  private void resumeWhenDrained() {
    if (paused && input.size() < Http1Hub.INPUT_BYTES_MAX / 2 && phase != Phase.CLOSED) {
      paused = false;
      link.resumeReceiving();
    }
  }

  /// The connection cannot be used any more, and nobody is there to be told.
  private void lost(long nowNanos) {
    Http1Message current = message;
    boolean handling = phase == Phase.HANDLING;
    if (phase != Phase.CLOSED) {
      shut(true, nowNanos);
    }
    if (handling && current != null && !current.handled) {
      shared.tally.clientsGone++;
      current.reader.wake();
      current.writer.wakeCaller();
      link.gone(current);
    }
  }

  /// Ends the connection. A message that is being handled stays until it has been.
  private void shut(boolean reset, long nowNanos) {
    phase = Phase.CLOSED;
    input.clear(shared.pool);
    Http1Message current = message;
    if (current != null && (!current.handedOut || current.handled)) {
      releaseMessage();
    }
    if (reset) {
      deadlineNanos = Long.MAX_VALUE;
      link.reset();
    } else {
      watchOutput(nowNanos);
      link.finish();
    }
  }
}
