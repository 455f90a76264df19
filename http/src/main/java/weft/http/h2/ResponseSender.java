package weft.http.h2;

import java.util.function.Consumer;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.protocol.Outcome;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// Sends the responses of a connection's streams: heads at once, data within the windows and by the
/// schedule.
///
/// Every step either happens whole or has to wait: for a window, for its turn, for the client to
/// take what is under way, or for memory. A whole response then goes on by itself; whoever writes
/// piece by piece is given leave to try again.
final class ResponseSender {
  /// Most data in one frame, in bytes, so that others need not wait long.
  private static final int PIECE_BYTES_MAX = 16_384;

  private static final byte[] NOTHING = new byte[0];

  private final Http2Hub shared;
  private final Http2Link link;
  private final HeaderFrames heads;
  private final FloodGuard guard;
  private final StreamTable streams;
  private final EarliestDeadline deadlines;
  private final Consumer<Http2Stream> ends;
  private final SendSchedule schedule = new SendSchedule();

  /// What the peer is ready to take on all streams together.
  final SendWindow window = new SendWindow();

  /// Leaves given to write a piece that have not been used.
  private int grants;

  /// Whether something had to wait for memory.
  private boolean shortOfMemory;

  /// When the client has had enough time to open the connection's window, for which streams wait.
  private long windowDeadlineNanos = Long.MAX_VALUE;

  /// @param deadlines told when a stream wants to be looked at
  /// @param ends told of streams whose response has been sent whole
  ResponseSender(
      Http2Hub shared,
      Http2Link link,
      HeaderFrames heads,
      FloodGuard guard,
      StreamTable streams,
      EarliestDeadline deadlines,
      Consumer<Http2Stream> ends) {
    this.shared = shared;
    this.link = link;
    this.heads = heads;
    this.guard = guard;
    this.streams = streams;
    this.deadlines = deadlines;
    this.ends = ends;
    window.start(65_535);
  }

  /// Whether streams wait for the client to take what is under way, for memory or the connection's
  /// window.
  @HotPath
  boolean isWaiting() {
    return !schedule.isEmpty();
  }

  /// Whether [#resume] should be called soon, although nothing will tell when.
  @HotPath
  boolean isShortOfMemory() {
    return shortOfMemory;
  }

  @HotPath
  private boolean isFull() {
    return link.pendingOutput() + (long) grants * PIECE_BYTES_MAX >= Http2Hub.OUTPUT_BYTES_MAX;
  }

  // What exchanges ask for.

  /// Sends a whole response, as far as it may go for now.
  @HotPath
  void respond(
      Http2Stream stream,
      ResponseHead head,
      byte[] content,
      int offset,
      int length,
      long nowNanos) {
    StreamResponse response = stream.response;
    response.decide(head, length, stream.isHead());
    response.whole = true;
    response.content = content;
    response.offset = offset;
    response.end = response.bodiless ? offset : offset + length;
    // Whoever waits for the connection's window does not keep a head from going.
    if (isFull() || (window.available() > 0 && schedule.isAheadOf(stream))) {
      awaitTurn(stream, nowNanos);
    } else {
      goOn(stream, nowNanos);
    }
  }

  /// Sends a head whose body follows by [#write].
  ///
  /// @return [Outcome#DONE] or [Outcome#WAIT]
  int begin(Http2Stream stream, ResponseHead head, long length, long nowNanos) {
    stream.response.decide(head, length, stream.isHead());
    if ((useGrant(stream.response) || !isFull()) && sendHead(stream)) {
      return Outcome.DONE;
    }
    return callerWaits(stream, nowNanos);
  }

  /// Sends body bytes.
  ///
  /// @return how many, or [Outcome#WAIT]
  @HotPath
  int write(Http2Stream stream, byte[] source, int offset, int length, long nowNanos) {
    StreamResponse response = stream.response;
    if (response.bodiless) {
      return length;
    }
    if (!useGrant(response) && (isFull() || schedule.isAheadOf(stream))) {
      return callerWaits(stream, nowNanos);
    }
    int count = sendPiece(stream, source, offset, length);
    return count > 0 ? count : callerWaits(stream, nowNanos);
  }

  /// Ends a body.
  ///
  /// @return [Outcome#DONE] or [Outcome#WAIT]
  int end(Http2Stream stream, long nowNanos) {
    useGrant(stream.response);
    return stream.response.ended || sendEnd(stream) ? Outcome.DONE : callerWaits(stream, nowNanos);
  }

  /// Sends an interim response, or leaves it out when there is no room or it would come too late.
  void inform(Http2Stream stream, int status, FieldList fields) {
    if (!stream.response.begun && !isFull()) {
      heads.interim(stream.id, status, fields);
    }
  }

  // What happens to the connection.

  /// The client has taken what was under way, or memory may have come back.
  void resume(long nowNanos) {
    grants = 0;
    shortOfMemory = false;
    sendHeads(nowNanos);
    sendReady(nowNanos);
  }

  /// A stream's window was opened.
  void windowOpened(Http2Stream stream, long nowNanos) {
    if (mayGoOn(stream)) {
      sendReady(nowNanos);
    }
  }

  /// The windows of all streams were changed.
  void windowsChanged(long nowNanos) {
    // Sending may end streams, which moves others in the table: so that comes after.
    for (int slot = 0; slot < streams.slotCount(); slot++) {
      Http2Stream stream = streams.slot(slot);
      if (stream != null) {
        mayGoOn(stream);
      }
    }
    sendReady(nowNanos);
  }

  private boolean mayGoOn(Http2Stream stream) {
    StreamResponse response = stream.response;
    if (!response.isBlocked() || response.window.available() <= 0) {
      return false;
    }
    response.deadlineNanos = Long.MAX_VALUE;
    schedule.add(stream);
    return true;
  }

  /// The connection's window was opened.
  void windowOpened(long nowNanos) {
    windowDeadlineNanos = Long.MAX_VALUE;
    sendReady(nowNanos);
  }

  /// A stream is over that may have kept others from their turn.
  void turnFreed(long nowNanos) {
    sendReady(nowNanos);
  }

  /// Whether a stream has waited too long for a window.
  boolean isStalled(Http2Stream stream, long nowNanos) {
    return nowNanos >= stream.response.deadlineNanos
        || (nowNanos >= windowDeadlineNanos && stream.isScheduled && needsWindow(stream.response));
  }

  /// We could not hear of windows: the deadline does not come yet.
  void excuse(long nowNanos) {
    windowDeadlineNanos = Math.max(windowDeadlineNanos, nowNanos + Http2Hub.MEMORY_GRACE_NANOS);
  }

  /// When streams that wait for the connection's window are to be looked at again.
  long windowDeadlineNanos(long nowNanos) {
    if (nowNanos >= windowDeadlineNanos) {
      windowDeadlineNanos = nowNanos + shared.writeNanos;
    }
    return windowDeadlineNanos;
  }

  void reprioritize(Http2Stream stream, Priority priority) {
    schedule.reprioritize(stream, priority);
  }

  /// A stream sends nothing more.
  @HotPath
  void forget(Http2Stream stream) {
    unschedule(stream);
    useGrant(stream.response);
    stream.response.deadlineNanos = Long.MAX_VALUE;
  }

  // Turns.

  @HotPath
  private void unschedule(Http2Stream stream) {
    schedule.remove(stream);
    if (schedule.isEmpty()) {
      windowDeadlineNanos = Long.MAX_VALUE;
    }
  }

  /// Heads need no window: they go before data.
  private void sendHeads(long nowNanos) {
    if (schedule.isEmpty() || window.available() > 0) {
      return;
    }
    for (int slot = 0; slot < streams.slotCount() && !isFull(); slot++) {
      Http2Stream stream = streams.slot(slot);
      if (stream == null || !stream.isScheduled || stream.response.begun) {
        continue;
      }
      if (stream.response.whole) {
        goOn(stream, nowNanos);
      } else {
        grant(stream);
      }
    }
  }

  @HotPath
  private void sendReady(long nowNanos) {
    while (!schedule.isEmpty() && !isFull()) {
      Http2Stream stream = schedule.next();
      if (stream == null || !takeTurn(stream, nowNanos)) {
        return;
      }
    }
  }

  /// @return false when nobody can go on
  @HotPath
  private boolean takeTurn(Http2Stream stream, long nowNanos) {
    StreamResponse response = stream.response;
    if (window.available() <= 0 && needsWindow(response)) {
      awaitConnectionWindow(nowNanos);
      return false;
    }
    if (response.waiting) {
      grant(stream);
      return true;
    }
    schedule.sent(stream);
    if (!response.begun) {
      return sendHead(stream) && proceed(stream, nowNanos);
    }
    if (response.offset < response.end) {
      int count =
          sendPiece(stream, response.content, response.offset, response.end - response.offset);
      if (count == 0) {
        if (response.window.available() <= 0) {
          awaitWindow(stream, nowNanos);
          return true;
        }
        return false;
      }
      response.offset += count;
    }
    return proceed(stream, nowNanos);
  }

  /// Gives whoever waits leave to go on.
  @HotPath
  private void grant(Http2Stream stream) {
    StreamResponse response = stream.response;
    unschedule(stream);
    response.waiting = false;
    response.granted = true;
    response.deadlineNanos = Long.MAX_VALUE;
    grants++;
    stream.owner.ready();
  }

  /// A whole response has got further by one step.
  @HotPath
  private boolean proceed(Http2Stream stream, long nowNanos) {
    StreamResponse response = stream.response;
    if (!response.ended && response.offset == response.end) {
      return sendEnd(stream);
    }
    if (!response.ended && response.window.available() <= 0) {
      awaitWindow(stream, nowNanos);
    }
    return true;
  }

  /// Sends as much of a whole response as may go, without looking at others.
  @HotPath
  private void goOn(Http2Stream stream, long nowNanos) {
    StreamResponse response = stream.response;
    if (!response.begun && !sendHead(stream)) {
      awaitTurn(stream, nowNanos);
      return;
    }
    while (!response.ended) {
      if (response.offset == response.end) {
        if (!sendEnd(stream)) {
          awaitTurn(stream, nowNanos);
        }
        return;
      }
      int count =
          isFull()
              ? 0
              : sendPiece(
                  stream, response.content, response.offset, response.end - response.offset);
      if (count == 0) {
        awaitTurn(stream, nowNanos);
        return;
      }
      response.offset += count;
    }
  }

  @HotPath
  private int callerWaits(Http2Stream stream, long nowNanos) {
    stream.response.waiting = true;
    awaitTurn(stream, nowNanos);
    return Outcome.WAIT;
  }

  /// Waits for whatever is missing.
  @HotPath
  private void awaitTurn(Http2Stream stream, long nowNanos) {
    StreamResponse response = stream.response;
    boolean needsWindow = needsWindow(response);
    if (needsWindow && response.window.available() <= 0) {
      awaitWindow(stream, nowNanos);
    } else {
      schedule.add(stream);
      if (needsWindow && window.available() <= 0) {
        awaitConnectionWindow(nowNanos);
      }
    }
  }

  /// Whether what comes next is data.
  @HotPath
  private static boolean needsWindow(StreamResponse response) {
    return response.begun && !response.bodiless && response.left != 0;
  }

  @HotPath
  private void awaitConnectionWindow(long nowNanos) {
    if (windowDeadlineNanos == Long.MAX_VALUE) {
      windowDeadlineNanos = deadlines.by(nowNanos + shared.writeNanos);
    }
  }

  @HotPath
  private void awaitWindow(Http2Stream stream, long nowNanos) {
    unschedule(stream);
    stream.response.deadlineNanos = deadlines.by(nowNanos + shared.writeNanos);
  }

  @HotPath
  private boolean useGrant(StreamResponse response) {
    if (!response.granted) {
      return false;
    }
    response.granted = false;
    grants = Math.max(0, grants - 1);
    return true;
  }

  // Frames.

  @HotPath
  private boolean sendHead(Http2Stream stream) {
    StreamResponse response = stream.response;
    ResponseHead head = response.head;
    if (head == null) {
      return false;
    }
    boolean ends = response.left == 0;
    if (!heads.head(stream.id, head, response.contentLength, ends)) {
      shortOfMemory = true;
      return false;
    }
    response.begun = true;
    if (ends) {
      ended(stream);
    }
    return true;
  }

  /// Sends one DATA frame.
  ///
  /// @return bytes of the source in it, 0 when a window or the want of memory forbids it
  @HotPath
  private int sendPiece(Http2Stream stream, byte[] source, int offset, int length) {
    StreamResponse response = stream.response;
    long allowed = Math.min(window.available(), response.window.available());
    if (response.left > 0) {
      allowed = Math.min(allowed, response.left);
    }
    int count = (int) Math.min(Math.min(length, PIECE_BYTES_MAX), allowed);
    if (count <= 0) {
      return 0;
    }
    boolean ends = response.left == count;
    if (!sendData(stream.id, source, offset, count, ends)) {
      return 0;
    }
    window.take(count);
    response.window.take(count);
    response.deadlineNanos = Long.MAX_VALUE;
    if (response.left > 0) {
      response.left -= count;
    }
    if (ends) {
      ended(stream);
    }
    return count;
  }

  /// Ends a body that is not ended by its length.
  @HotPath
  private boolean sendEnd(Http2Stream stream) {
    FieldList trailers = stream.response.trailers();
    boolean sent =
        trailers.size() > 0
            ? heads.trailers(stream.id, trailers)
            : sendData(stream.id, NOTHING, 0, 0, true);
    shortOfMemory |= !sent;
    if (sent) {
      ended(stream);
    }
    return sent;
  }

  @HotPath
  private boolean sendData(int id, byte[] source, int offset, int length, boolean ends) {
    Buffer room = link.reserve(FrameReader.HEADER_BYTES + length);
    if (room == null) {
      shortOfMemory = true;
      return false;
    }
    ControlFrames.header(
        room.writeAddress(), length, FrameType.DATA, ends ? FrameType.END_STREAM : 0, id);
    room.wrote(FrameReader.HEADER_BYTES);
    room.put(source, offset, length);
    shared.tally.bytesSent += FrameReader.HEADER_BYTES + length;
    guard.sentData();
    link.flushLater();
    return true;
  }

  @HotPath
  private void ended(Http2Stream stream) {
    stream.response.ended = true;
    stream.state = stream.state.sentEnd();
    forget(stream);
    ends.accept(stream);
  }
}
