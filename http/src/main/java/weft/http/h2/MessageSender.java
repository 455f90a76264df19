package weft.http.h2;

import weft.http.protocol.ConnectionLink;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutputWatch;
import weft.hub.file.OpenFile;
import weft.hub.memory.HotPath;

/// Sends the messages of a connection's streams: heads at once, data within the windows and by the
/// schedule.
///
/// Every step either happens whole or has to wait: for a window, for its turn, for the peer to take
/// what is under way, or for memory. A whole message then goes on by itself; whoever writes piece
/// by piece is given leave to try again.
final class MessageSender {
  private final Http2Hub shared;
  private final ConnectionLink link;
  private final OutputWatch output;
  private final StreamTable streams;
  private final EarliestDeadline deadlines;
  private final Http2Side side;
  private final MessageFrames frames;
  private final SendSchedule schedule = new SendSchedule();

  /// What the peer is ready to take on all streams together.
  final SendWindow window;

  /// Leaves given to write a piece that have not been used.
  private int grants;

  /// When the peer has had enough time to open the connection's window, for which streams wait.
  private long windowDeadlineNanos = Long.MAX_VALUE;

  /// @param deadlines told when a stream wants to be looked at
  /// @param side told of streams whose message has been sent whole
  MessageSender(
      Http2Hub shared,
      ConnectionLink link,
      FrameOutput frameOutput,
      OutputWatch output,
      HeaderFrames heads,
      FloodGuard guard,
      StreamTable streams,
      EarliestDeadline deadlines,
      Http2Side side) {
    this.shared = shared;
    this.link = link;
    this.output = output;
    this.streams = streams;
    this.deadlines = deadlines;
    this.side = side;
    frames = new MessageFrames(link, frameOutput, heads, guard, this::ended);
    window = frames.window;
  }

  /// Whether streams wait for the peer to take what is under way, for memory or the connection's
  /// window.
  @HotPath
  boolean isWaiting() {
    return !schedule.isEmpty();
  }

  /// Whether [#resume] should be called soon, although nothing will tell when.
  @HotPath
  boolean isShortOfMemory() {
    return frames.isShortOfMemory;
  }

  /// Whether the peer has to take some of what is under way first.
  @HotPath
  boolean isFull() {
    return output.isFull(grantedBytes());
  }

  @HotPath
  private long grantedBytes() {
    return (long) grants * MessageFrames.PIECE_BYTES_MAX;
  }

  // What exchanges ask for.

  /// Sends a whole message, its head too, as far as it may go for now.
  @HotPath
  void send(MessageStream stream, byte[] content, int offset, int length, long nowNanos) {
    OutgoingMessage message = stream.outgoing;
    message.whole = true;
    message.content = content;
    message.offset = offset;
    message.end = message.bodiless ? offset : offset + length;
    // Whoever waits for the connection's window does not keep a head from going.
    if (isFull() || (window.available() > 0 && schedule.isAheadOf(stream))) {
      awaitTurn(stream, nowNanos);
    } else {
      goOn(stream, nowNanos);
    }
  }

  /// Sends a head, if it can go at once; otherwise when output has been taken or there is memory.
  boolean sendHead(MessageStream stream) {
    return link.pendingOutput() < OutputWatch.BYTES_MAX && frames.sendHead(stream);
  }

  /// Sends a head whose body follows by [#write].
  ///
  /// @return [Outcome#DONE] or [Outcome#WAIT]
  int begin(MessageStream stream, long nowNanos) {
    if ((useGrant(stream.outgoing) || !isFull()) && frames.sendHead(stream)) {
      return Outcome.DONE;
    }
    return callerWaits(stream, nowNanos);
  }

  /// Sends body bytes.
  ///
  /// @return how many, or [Outcome#WAIT]
  @HotPath
  int write(MessageStream stream, byte[] source, int offset, int length, long nowNanos) {
    OutgoingMessage message = stream.outgoing;
    if (message.bodiless) {
      return length;
    }
    if (!useGrant(message) && (isFull() || schedule.isAheadOf(stream))) {
      return callerWaits(stream, nowNanos);
    }
    int count = frames.sendPiece(stream, source, offset, length);
    return count > 0 ? count : callerWaits(stream, nowNanos);
  }

  /// Body bytes that [#write] takes at once, in one piece or several, if buffers get half full.
  int writable(MessageStream stream) {
    OutgoingMessage message = stream.outgoing;
    if (!message.begun
        || message.granted
        || isFull()
        || shared.pool.isFull()
        || schedule.isAheadOf(stream)) {
      return 0;
    }
    long windows = Math.min(window.available(), message.window.available());
    return (int) Math.max(0, Math.min(windows, output.room(grantedBytes())));
  }

  /// Sends bytes of a file as body bytes, if they are in memory.
  ///
  /// @return how many, [Outcome#WAIT], or [Outcome#ABSENT] when they have to be written
  @HotPath
  int sendFile(MessageStream stream, OpenFile file, long position, int length, long nowNanos) {
    OutgoingMessage message = stream.outgoing;
    if (message.bodiless) {
      return length;
    }
    if (!useGrant(message) && (isFull() || schedule.isAheadOf(stream))) {
      return callerWaits(stream, nowNanos);
    }
    int count = frames.sendFilePiece(stream, file, position, length);
    if (count < 0) {
      // The turn was not used.
      turnFreed(nowNanos);
      return Outcome.ABSENT;
    }
    return count > 0 ? count : callerWaits(stream, nowNanos);
  }

  /// Ends a body.
  ///
  /// @return [Outcome#DONE] or [Outcome#WAIT]
  int end(MessageStream stream, long nowNanos) {
    useGrant(stream.outgoing);
    stream.outgoing.ending = true;
    return stream.outgoing.ended || frames.sendEnd(stream)
        ? Outcome.DONE
        : callerWaits(stream, nowNanos);
  }

  // What happens to the connection.

  /// The peer has taken what was under way, or memory may have come back.
  void resume(long nowNanos) {
    grants = 0;
    frames.isShortOfMemory = false;
    sendHeadsAndEnds(nowNanos);
    sendReady(nowNanos);
  }

  /// A stream's window was opened.
  void windowOpened(MessageStream stream, long nowNanos) {
    if (mayGoOn(stream)) {
      sendReady(nowNanos);
    }
  }

  /// The windows of all streams were changed.
  void windowsChanged(long nowNanos) {
    // Sending may end streams, which moves others in the table: so that comes after.
    for (int slot = 0; slot < streams.slotCount(); slot++) {
      MessageStream stream = streams.slot(slot);
      if (stream != null) {
        mayGoOn(stream);
      }
    }
    sendReady(nowNanos);
  }

  private boolean mayGoOn(MessageStream stream) {
    OutgoingMessage message = stream.outgoing;
    if (!message.isBlocked() || message.window.available() <= 0) {
      return false;
    }
    message.deadlineNanos = Long.MAX_VALUE;
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
  boolean isStalled(MessageStream stream, long nowNanos) {
    return nowNanos >= stream.outgoing.deadlineNanos
        || (nowNanos >= windowDeadlineNanos && stream.isScheduled && needsWindow(stream.outgoing));
  }

  /// We could not hear of windows: the deadline does not come yet.
  void excuse(long nowNanos) {
    windowDeadlineNanos =
        Math.max(windowDeadlineNanos, nowNanos + ConnectionLink.MEMORY_GRACE_NANOS);
  }

  /// When streams that wait for the connection's window are to be looked at again.
  long windowDeadlineNanos(long nowNanos) {
    if (nowNanos >= windowDeadlineNanos) {
      windowDeadlineNanos = Http2Hub.after(nowNanos, shared.windowNanos);
    }
    return windowDeadlineNanos;
  }

  void reprioritize(MessageStream stream, Priority priority) {
    schedule.reprioritize(stream, priority);
  }

  @HotPath
  private void ended(MessageStream stream) {
    forget(stream);
    side.sentEnd(stream);
  }

  /// A stream sends nothing more.
  @HotPath
  void forget(MessageStream stream) {
    unschedule(stream);
    useGrant(stream.outgoing);
    stream.outgoing.deadlineNanos = Long.MAX_VALUE;
  }

  // Turns.

  @HotPath
  private void unschedule(MessageStream stream) {
    schedule.remove(stream);
    if (schedule.isEmpty()) {
      windowDeadlineNanos = Long.MAX_VALUE;
    }
  }

  /// Heads and ends need no window: they go before data.
  private void sendHeadsAndEnds(long nowNanos) {
    if (schedule.isEmpty() || window.available() > 0) {
      return;
    }
    for (int slot = 0; slot < streams.slotCount() && !isFull(); slot++) {
      MessageStream stream = streams.slot(slot);
      if (stream == null || !stream.isScheduled || needsWindow(stream.outgoing)) {
        continue;
      }
      if (stream.outgoing.whole) {
        goOn(stream, nowNanos);
      } else {
        grant(stream);
      }
    }
  }

  @HotPath
  private void sendReady(long nowNanos) {
    while (!schedule.isEmpty() && !isFull()) {
      MessageStream stream = schedule.next();
      if (stream == null || !takeTurn(stream, nowNanos)) {
        return;
      }
    }
  }

  /// @return false when nobody can go on
  @HotPath
  private boolean takeTurn(MessageStream stream, long nowNanos) {
    OutgoingMessage message = stream.outgoing;
    if (window.available() <= 0 && needsWindow(message)) {
      awaitConnectionWindow(nowNanos);
      return false;
    }
    if (message.waiting) {
      grant(stream);
      return true;
    }
    schedule.sent(stream);
    if (!message.begun) {
      return frames.sendHead(stream) && proceed(stream, nowNanos);
    }
    if (message.offset < message.end) {
      int count =
          frames.sendPiece(stream, message.content, message.offset, message.end - message.offset);
      if (count == 0) {
        if (message.window.available() <= 0) {
          awaitWindow(stream, nowNanos);
          return true;
        }
        return false;
      }
      message.offset += count;
    }
    return proceed(stream, nowNanos);
  }

  /// Gives whoever waits leave to go on.
  @HotPath
  private void grant(MessageStream stream) {
    OutgoingMessage message = stream.outgoing;
    unschedule(stream);
    message.waiting = false;
    message.granted = true;
    message.deadlineNanos = Long.MAX_VALUE;
    grants++;
    stream.ready();
  }

  /// A whole message has got further by one step.
  @HotPath
  private boolean proceed(MessageStream stream, long nowNanos) {
    OutgoingMessage message = stream.outgoing;
    if (!message.ended && message.offset == message.end) {
      return frames.sendEnd(stream);
    }
    if (!message.ended && message.window.available() <= 0) {
      awaitWindow(stream, nowNanos);
    }
    return true;
  }

  /// Sends as much of a whole message as may go, without looking at others.
  @HotPath
  private void goOn(MessageStream stream, long nowNanos) {
    OutgoingMessage message = stream.outgoing;
    if (!message.begun && !frames.sendHead(stream)) {
      awaitTurn(stream, nowNanos);
      return;
    }
    while (!message.ended) {
      if (message.offset == message.end) {
        if (!frames.sendEnd(stream)) {
          awaitTurn(stream, nowNanos);
        }
        return;
      }
      int count =
          isFull()
              ? 0
              : frames.sendPiece(
                  stream, message.content, message.offset, message.end - message.offset);
      if (count == 0) {
        awaitTurn(stream, nowNanos);
        return;
      }
      message.offset += count;
    }
  }

  @HotPath
  private int callerWaits(MessageStream stream, long nowNanos) {
    stream.outgoing.waiting = true;
    awaitTurn(stream, nowNanos);
    return Outcome.WAIT;
  }

  /// Waits for whatever is missing.
  @HotPath
  private void awaitTurn(MessageStream stream, long nowNanos) {
    OutgoingMessage message = stream.outgoing;
    boolean needsWindow = needsWindow(message);
    if (needsWindow && message.window.available() <= 0) {
      awaitWindow(stream, nowNanos);
    } else {
      schedule.add(stream);
      if (needsWindow && window.available() <= 0) {
        awaitConnectionWindow(nowNanos);
      }
    }
  }

  /// Whether what comes next is data, and not a head or an end.
  @HotPath
  private static boolean needsWindow(OutgoingMessage message) {
    return message.begun
        && !message.bodiless
        && message.left != 0
        && (message.whole ? message.offset < message.end : !message.ending);
  }

  @HotPath
  private void awaitConnectionWindow(long nowNanos) {
    if (windowDeadlineNanos == Long.MAX_VALUE) {
      windowDeadlineNanos = deadlines.by(Http2Hub.after(nowNanos, shared.windowNanos));
    }
  }

  @HotPath
  private void awaitWindow(MessageStream stream, long nowNanos) {
    unschedule(stream);
    stream.outgoing.deadlineNanos = deadlines.by(Http2Hub.after(nowNanos, shared.windowNanos));
  }

  @HotPath
  private boolean useGrant(OutgoingMessage message) {
    if (!message.granted) {
      return false;
    }
    message.granted = false;
    grants = Math.max(0, grants - 1);
    return true;
  }
}
