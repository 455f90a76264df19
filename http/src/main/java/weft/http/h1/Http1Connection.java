package weft.http.h1;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.Status;
import weft.http.protocol.Outcome;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferQueue;
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
  private final InputGate input;
  private final OutputWatch output;
  private final Persistence persistence;
  private @Nullable Http1Message message;
  private Phase phase = Phase.HEAD;
  private boolean handingOut;
  private boolean inputEnded;

  /// Whether a complete head waits for memory.
  private boolean starved;

  private long deadlineNanos;
  private long idleSinceNanos;
  private long discarded;

  /// A connection just opened.
  public Http1Connection(Http1Hub shared, Http1Link link, long nowNanos) {
    this.shared = shared;
    this.link = link;
    input = new InputGate(shared, link);
    output = new OutputWatch(shared, link);
    persistence = new Persistence(shared, nowNanos);
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
    if (phase == Phase.HEAD && input.isEmpty() && !output.isFull()) {
      receivedHead(address, length, nowNanos);
      return;
    }
    input.keep(address, length);
    if (phase == Phase.HEAD) {
      parseQueued(nowNanos);
    } else {
      bodyArrived(nowNanos);
      regulateInput();
    }
  }

  /// Parses a head where it was received; what lies behind it, or an incomplete head, is kept.
  @HotPath
  private void receivedHead(long address, int length, long nowNanos) {
    int used = parseHead(address, length, nowNanos);
    if (phase == Phase.CLOSED) {
      return;
    }
    if (used < length) {
      input.keep(address + used, length - used);
    }
    if (used > 0) {
      handOut();
      if (phase == Phase.HEAD && !input.isEmpty()) {
        parseQueued(nowNanos);
      }
    }
    regulateInput();
  }

  @HotPath
  private void regulateInput() {
    if (phase != Phase.CLOSED) {
      input.regulate(phase == Phase.HEAD && !starved && !output.isFull());
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
    } else if (current.handled) {
      discarded += dropBody(current);
    } else {
      current.reader.arrived(input.queue().size(), nowNanos);
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
        // Requests that wait for room in the output, or for memory, are still answered.
        if (input.isEmpty() || !(output.isFull() || starved)) {
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
    if (starved) {
      parseQueued(nowNanos);
    } else if (shared.pool.isFull()) {
      // What is missing may lie in the socket, where it stays for want of memory.
      deadlineNanos = nowNanos + Http1Hub.MEMORY_GRACE_NANOS;
    } else if (message == null && input.isEmpty()) {
      // An idle client is told nothing: it may be sending a request just now.
      shut(link.pendingOutput() > 0, nowNanos);
    } else if (output.isFull()) {
      // Requests wait behind answers that the client does not take.
      if (output.isStalled()) {
        shut(true, nowNanos);
      } else {
        deadlineNanos = output.start(nowNanos);
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
      current.reader.expired(nowNanos);
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
    if (current != null && current.body.isStarved()) {
      discard(current, nowNanos);
      return;
    }
    if (shared.pool.isFull()) {
      deadlineNanos = nowNanos + Http1Hub.MEMORY_GRACE_NANOS;
      return;
    }
    if (current != null) {
      current.body.fail(Http1Fault.BODY_TIMEOUT);
      current.reader.countFault();
    }
    shut(false, nowNanos);
  }

  /// The connection is ending, but its last output may not have been taken.
  private void finishExpired(long nowNanos) {
    if (output.isStalled()) {
      deadlineNanos = Long.MAX_VALUE;
      link.reset();
    } else {
      deadlineNanos = link.pendingOutput() == 0 ? Long.MAX_VALUE : output.start(nowNanos);
    }
  }

  /// Ends the connection as soon as that harms nobody: the server is stopping.
  public void drain(long nowNanos) {
    persistence.drain();
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
  /// @return how many, [Outcome#WAIT], [Outcome#END], [Outcome#FAILED] or [Outcome#GONE]
  @HotPath
  public int readBody(byte[] target, int offset, int length, long nowNanos) {
    Http1Message current = message;
    if (phase != Phase.HANDLING || current == null) {
      return Outcome.GONE;
    }
    int result = current.reader.read(input.queue(), target, offset, length, inputEnded, nowNanos);
    if (result == Outcome.WAIT && !current.reader.isContinued()) {
      current.reader.continued();
      current.writer.inform(Status.CONTINUE, ErrorText.NO_FIELDS);
    }
    regulateInput();
    return result;
  }

  // The response.

  /// Sends a whole response, without waiting.
  @HotPath
  public void respond(ResponseHead head, byte[] content, int offset, int length, long nowNanos) {
    Http1Message current = message;
    if (phase == Phase.HANDLING && current != null) {
      boolean goesOn = goesOn(current, nowNanos);
      if (current.writer.respond(head, content, offset, length, goesOn, nowNanos) == Outcome.DONE) {
        answered(current, nowNanos);
      }
    }
  }

  /// Sends the head of a response whose body follows by [#write] and [#end].
  ///
  /// @param length bytes of the body, or -1
  /// @return [Outcome#WAIT], [Outcome#GONE], or greater than 0 when done
  public int begin(ResponseHead head, long length, long nowNanos) {
    Http1Message current = message;
    return phase != Phase.HANDLING || current == null
        ? Outcome.GONE
        : current.writer.begin(head, length, goesOn(current, nowNanos), nowNanos);
  }

  /// Sends body bytes.
  ///
  /// @return how many were taken, [Outcome#WAIT] or [Outcome#GONE]
  @HotPath
  public int write(byte[] source, int offset, int length, long nowNanos) {
    Http1Message current = message;
    return phase != Phase.HANDLING || current == null
        ? Outcome.GONE
        : current.writer.write(source, offset, length, nowNanos);
  }

  /// Ends a body.
  ///
  /// @return [Outcome#WAIT], [Outcome#GONE], or greater than 0 when done
  public int end(long nowNanos) {
    Http1Message current = message;
    if (phase != Phase.HANDLING || current == null) {
      return Outcome.GONE;
    }
    int result = current.writer.end(nowNanos);
    if (result == Outcome.DONE) {
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

  /// Gives up on the present response, so that the client sees it is not whole.
  public void abort(long nowNanos) {
    Http1Message current = message;
    if (phase == Phase.HANDLING && current != null) {
      shared.tally.responsesAborted++;
      // What lacks its last chunk, or bytes that were announced, is not whole to anybody; what ends
      // with the connection must not end in order.
      shut(!current.writer.isShortOnEnd(), nowNanos);
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
    } else {
      discarded += dropBody(current);
    }
  }

  /// Nobody reads the rest of the body any more: its memory is free for the response, which may be
  /// waiting for some.
  ///
  /// @return how many bytes
  private long dropBody(Http1Message current) {
    long before = current.body.taken();
    if (current.body.discard(input.queue(), shared.pool) == Http1Body.FAILED) {
      current.reader.countFault();
    }
    return current.body.taken() - before;
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
    if (current != null && current.writer.resume(nowNanos) == Outcome.DONE) {
      answered(current, nowNanos);
    }
  }

  @HotPath
  private boolean goesOn(Http1Message current, long nowNanos) {
    return !(inputEnded && input.isEmpty()) && persistence.goesOn(current, nowNanos);
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
      current.start(link, output);
      message = current;
      if (persistence.isUsed()) {
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
      current.start(link, output);
      starve(nowNanos);
      return 0;
    }
    return result;
  }

  /// A head finds no memory: it waits in the input, and is looked at again soon.
  private void starve(long nowNanos) {
    starved = true;
    deadlineNanos = nowNanos + Http1Hub.MEMORY_RETRY_NANOS;
  }

  /// Has the request just parsed handled. It may be answered before this returns.
  @HotPath
  private void handOut() {
    Http1Message current = message;
    if (current == null) {
      return;
    }
    if (current.upgradesToHttp2() && link.upgrade(current, input.queue())) {
      handOver();
      return;
    }
    persistence.requested();
    shared.tally.requests++;
    phase = Phase.HANDLING;
    current.handedOut = true;
    handingOut = true;
    link.requested(current);
    handingOut = false;
  }

  /// Another protocol has the connection now.
  private void handOver() {
    phase = Phase.CLOSED;
    deadlineNanos = Long.MAX_VALUE;
    input.close();
    releaseMessage();
  }

  /// Parses heads that wait in the input, as long as they are answered at once.
  private void parseQueued(long nowNanos) {
    if (handingOut) {
      // Whoever is handing out comes here next.
      return;
    }
    if (starved) {
      starved = false;
      deadlineNanos = nowNanos + shared.headNanos;
    }
    BufferQueue queue = input.queue();
    while (phase == Phase.HEAD && !input.isEmpty() && !output.isFull()) {
      if (!queue.join(shared.pool, shared.limits.headBytesMax() + 1)) {
        starve(nowNanos);
        break;
      }
      int used = parseHead(queue.address(), queue.runLength(), nowNanos);
      if (used == 0 || phase == Phase.CLOSED) {
        break;
      }
      queue.consume(shared.pool, used);
      handOut();
    }
    if (phase == Phase.HEAD && inputEnded && !output.isFull() && !starved) {
      shut(false, nowNanos);
    }
    regulateInput();
  }

  /// Answers a fault and closes.
  private void refuse(Http1Fault fault, long nowNanos) {
    shared.tally.failed(fault);
    Http1Message current = message;
    boolean bodiless = current != null && current.isHead();
    sendError(fault.status(), ErrorText.of(fault), bodiless, nowNanos);
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
    discarded += dropBody(current);
    if (current.body.isEnded()) {
      next(nowNanos);
    } else if (current.body.fault() != null
        || inputEnded
        || discarded > shared.limits.discardBytesMax()) {
      shut(false, nowNanos);
    } else {
      deadlineNanos =
          nowNanos
              + (current.body.isStarved() ? Http1Hub.MEMORY_RETRY_NANOS : shared.bodyIdleNanos);
      regulateInput();
    }
  }

  @HotPath
  private void next(long nowNanos) {
    releaseMessage();
    phase = Phase.HEAD;
    discarded = 0;
    idleSinceNanos = nowNanos;
    deadlineNanos = nowNanos + (persistence.isDraining() ? QUIET_NANOS : shared.keepAliveNanos);
    if (!input.isEmpty()) {
      if (output.isFull()) {
        deadlineNanos = output.start(nowNanos);
      }
      parseQueued(nowNanos);
    } else if (inputEnded) {
      shut(false, nowNanos);
    } else {
      regulateInput();
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
    input.close();
    Http1Message current = message;
    if (current != null && (!current.handedOut || current.handled)) {
      releaseMessage();
    }
    if (reset) {
      deadlineNanos = Long.MAX_VALUE;
      link.reset();
    } else {
      deadlineNanos = output.start(nowNanos);
      link.finish();
    }
  }
}
