package weft.http.h2;

import weft.http.FieldList;
import weft.http.protocol.ConnectionLink;
import weft.hub.memory.HotPath;

/// How far the message that a stream sends has got: a server's response, a client's request.
final class OutgoingMessage {
  private static final byte[] NOTHING = new byte[0];

  /// What the peer is ready to take of it.
  final SendWindow window = new SendWindow();

  /// Whether the head has been appended to the output.
  boolean begun;

  /// Whether everything has.
  boolean ended;

  /// Whether it has no body, whatever its fields say.
  boolean bodiless;

  /// Content-Length of its head, or -1 for none.
  long contentLength;

  /// Bytes of the body still to come when that is known and ends it, or -1.
  long left;

  /// Whether whoever writes it piece by piece has no more of it.
  boolean ending;

  /// Fields behind a body that does not end by its length.
  FieldList trailers = Http2Hub.NO_FIELDS;

  /// Whether it goes on by itself: all of its content is there.
  boolean whole;

  byte[] content = NOTHING;
  int offset;
  int end;

  /// Whether somebody waits for leave to go on.
  boolean waiting;

  /// Whether that leave was given and not used.
  boolean granted;

  /// When the peer has had enough time to open a window.
  long deadlineNanos;

  OutgoingMessage() {}

  @HotPath
  void start(int windowBytes) {
    window.start(windowBytes);
    begun = false;
    ended = false;
    bodiless = false;
    contentLength = -1;
    left = -1;
    ending = false;
    trailers = Http2Hub.NO_FIELDS;
    whole = false;
    content = NOTHING;
    offset = 0;
    end = 0;
    waiting = false;
    granted = false;
    deadlineNanos = Long.MAX_VALUE;
  }

  /// Whether it has begun to go, or goes by itself as soon as it can: another is not begun. Only
  /// threads that are at the same message together, against the rules, ask for that.
  @HotPath
  boolean isUnderWay() {
    return begun || whole;
  }

  /// Whether its head has gone and its body follows piece by piece.
  @HotPath
  boolean takesPieces() {
    return begun && !whole;
  }

  /// Whether it waits for somebody but its own sender.
  @HotPath
  boolean isBlocked() {
    return !ended && (whole || waiting);
  }

  /// We are the slow ones: the deadline does not come yet.
  void excuse(long nowNanos) {
    deadlineNanos = Math.max(deadlineNanos, nowNanos + ConnectionLink.MEMORY_GRACE_NANOS);
  }

  /// Lets go of what its sender lent.
  @HotPath
  void release() {
    trailers = Http2Hub.NO_FIELDS;
    content = NOTHING;
  }
}
