package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutputWatch;
import weft.hub.file.OpenFile;
import weft.hub.memory.HotPath;

/// Writes one response into its connection's output.
///
/// Every step either happens whole or has to wait: for the client to take what is under way, or for
/// memory. A whole response given by [#respond] then goes on by itself, from [#resume]; whoever
/// writes piece by piece is told to try again. A client that takes nothing for too long is given
/// up.
final class Http1Writer {
  private static final byte[] NOTHING = new byte[0];

  private final Http1Hub shared;
  private final Http1Message message;
  private final OutputAppender appender;
  private final ResponseFraming framing = new ResponseFraming();
  private ResponseEncoder encoder;
  private @Nullable Http1Link link;
  private @Nullable OutputWatch output;
  private @Nullable ResponseHead head;
  private boolean begun;
  private boolean ended;
  private boolean persistent;
  private boolean pending;
  private boolean waiting;
  private byte[] content = NOTHING;
  private int offset;
  private int end;
  private long deadlineNanos;

  Http1Writer(Http1Hub shared, Http1Message message) {
    this.shared = shared;
    this.message = message;
    encoder = shared.encoder;
    appender = new OutputAppender(shared.tally);
  }

  /// Begins a new response.
  @HotPath
  void start(Http1Link link, OutputWatch output) {
    this.link = link;
    encoder = shared.encoder(link);
    appender.start(link);
    this.output = output;
    head = null;
    begun = false;
    ended = false;
    persistent = false;
    pending = false;
    waiting = false;
    content = NOTHING;
    deadlineNanos = Long.MAX_VALUE;
  }

  /// Lets go of the connection, and of what its sender lent.
  @HotPath
  void release() {
    link = null;
    appender.release();
    output = null;
    content = NOTHING;
  }

  /// Whether the head has been appended.
  @HotPath
  boolean isBegun() {
    return begun;
  }

  /// Whether everything has been appended.
  @HotPath
  boolean isEnded() {
    return ended;
  }

  /// Whether a client that sees the connection end now knows that the response is not whole.
  boolean isShortOnEnd() {
    return begun && !ended && !framing.endsWithConnection();
  }

  /// Whether the head said that the connection goes on.
  @HotPath
  boolean isPersistent() {
    return persistent;
  }

  /// Status of the response; once it has begun.
  @HotPath
  int status() {
    return head == null ? 0 : head.status();
  }

  /// When [#resume] wants to be called, or `Long.MAX_VALUE`.
  @HotPath
  long deadlineNanos() {
    return deadlineNanos;
  }

  /// Sends a whole response, as far as there is room for now, and later the rest by itself. Does
  /// nothing when one is under way: another thread at the same response, against the rules, must
  /// not put a second one behind it, which would answer the next request.
  ///
  /// @param canPersist whether the connection can go on behind it
  /// @return [Outcome#DONE]; [Outcome#WAIT] while it, or the one under way, is not all sent
  @HotPath
  int respond(
      ResponseHead head,
      byte[] content,
      int offset,
      int length,
      boolean canPersist,
      long nowNanos) {
    if (begun || pending) {
      return Outcome.WAIT;
    }
    this.content = content;
    this.offset = offset;
    end = offset + length;
    encodeHead(head, length, canPersist);
    pending = true;
    return pump(nowNanos);
  }

  @HotPath
  private int pump(long nowNanos) {
    if (!begun && !beginWhole()) {
      return awaitRoom(nowNanos);
    }
    while (offset < end) {
      int count = isFull() ? 0 : append(content, offset, end - offset);
      if (count == 0) {
        return awaitRoom(nowNanos);
      }
      offset += count;
    }
    if (!appendEnd()) {
      return awaitRoom(nowNanos);
    }
    pending = false;
    content = NOTHING;
    return Outcome.DONE;
  }

  /// Appends the head, and the body too when that is small and counted.
  @HotPath
  private boolean beginWhole() {
    int first =
        framing.bodiless || framing.isChunked()
            ? 0
            : Math.min(end - offset, OutputAppender.PIECE_BYTES_MAX);
    ResponseHead response = head;
    if (response == null) {
      return false;
    }
    encoder.encode(response, framing, persistent, message.parser.minorVersion() == 0);
    if (!appender.append(encoder.text(), content, offset, first)) {
      // What memory is left may lie in small pieces.
      first = 0;
      if (!appender.append(encoder.text(), content, offset, first)) {
        return false;
      }
    }
    begun = true;
    offset = framing.bodiless ? end : offset + first;
    return true;
  }

  /// Sends the head of a response whose body follows by [#write].
  ///
  /// @param length bytes of the body, or -1
  /// @return [Outcome#DONE], [Outcome#WAIT], or [Outcome#GONE] when a response has begun
  int begin(ResponseHead head, long length, boolean canPersist, long nowNanos) {
    if (begun || pending) {
      return Outcome.GONE;
    }
    encodeHead(head, length, canPersist);
    content = NOTHING;
    offset = 0;
    end = 0;
    return beginWhole() ? Outcome.DONE : callerWaits(nowNanos);
  }

  /// Sends body bytes.
  ///
  /// @return how many, [Outcome#WAIT], or [Outcome#GONE] when no body is being written
  @HotPath
  int write(byte[] source, int offset, int length, long nowNanos) {
    if (!isBodyOpen()) {
      return Outcome.GONE;
    }
    int count = isFull() ? 0 : append(source, offset, length);
    return count > 0 ? count : callerWaits(nowNanos);
  }

  /// Whether the head has gone and a body follows piece by piece. Only threads that are at the same
  /// response together, against the rules, ask for anything else: the message they make stays one.
  @HotPath
  private boolean isBodyOpen() {
    return begun && !ended && !pending;
  }

  /// Body bytes that [#write] takes at once while there is memory.
  int writable() {
    return begun && !ended && output != null ? output.room(0) : 0;
  }

  /// Sends bytes of a file as body bytes, if they are in memory.
  ///
  /// @return how many, [Outcome#WAIT], [Outcome#ABSENT] when they have to be written, or
  ///   [Outcome#GONE] when no body is being written
  @HotPath
  int sendFile(OpenFile file, long position, int length, long nowNanos) {
    if (!isBodyOpen()) {
      return Outcome.GONE;
    }
    if (framing.bodiless) {
      return length;
    }
    if (framing.isChunked()) {
      // A chunk's length stands before it, and a file may turn out to be shorter.
      return Outcome.ABSENT;
    }
    int taken = isFull() ? 0 : appender.sendFile(file, position, length);
    if (taken == 0) {
      return callerWaits(nowNanos);
    }
    return taken > 0 ? taken : Outcome.ABSENT;
  }

  /// Ends the body.
  ///
  /// @return [Outcome#DONE], [Outcome#WAIT], or [Outcome#GONE] when no body is being written
  int end(long nowNanos) {
    if (!isBodyOpen()) {
      return Outcome.GONE;
    }
    return appendEnd() ? Outcome.DONE : callerWaits(nowNanos);
  }

  /// Sends an interim response, unless it would come too late.
  ///
  /// @return false when there is no memory
  boolean inform(int status, FieldList fields) {
    if (begun) {
      return true;
    }
    encoder.encodeInterim(status, fields);
    return appender.append(encoder.text());
  }

  /// There may be room now.
  ///
  /// @return [Outcome#DONE] when that ended the response
  int resume(long nowNanos) {
    deadlineNanos = Long.MAX_VALUE;
    if (pending) {
      return pump(nowNanos);
    }
    if (waiting) {
      if (isFull()) {
        awaitRoom(nowNanos);
      } else {
        wakeCaller();
      }
    }
    return Outcome.WAIT;
  }

  /// Whether the deadline came because the client takes nothing, rather than for want of memory.
  boolean isStalled() {
    return isFull() && output != null && output.isStalled();
  }

  /// Tells whoever waits to try again.
  void wakeCaller() {
    if (waiting && link != null) {
      waiting = false;
      link.outputReady();
    }
  }

  private int callerWaits(long nowNanos) {
    waiting = true;
    return awaitRoom(nowNanos);
  }

  private int awaitRoom(long nowNanos) {
    deadlineNanos = output == null ? Long.MAX_VALUE : output.retryNanos(nowNanos);
    return Outcome.WAIT;
  }

  @HotPath
  private boolean isFull() {
    return output != null && output.isFull();
  }

  @HotPath
  private void encodeHead(ResponseHead head, long length, boolean canPersist) {
    this.head = head;
    framing.decide(head, length, message.isHead(), message.parser.minorVersion() == 0);
    persistent = canPersist && !head.isClosing() && !framing.endsWithConnection();
  }

  /// Appends data.
  ///
  /// @return how many bytes, 0 when there is no memory
  @HotPath
  private int append(byte[] source, int offset, int length) {
    return framing.bodiless ? length : appender.append(source, offset, length, framing.isChunked());
  }

  @HotPath
  private boolean appendEnd() {
    if (framing.isChunked() && head != null) {
      encoder.encodeLastChunk(head.trailers());
      if (!appender.append(encoder.text())) {
        return false;
      }
    }
    ended = true;
    deadlineNanos = Long.MAX_VALUE;
    return true;
  }
}
