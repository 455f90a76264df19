package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.ResponseHead;
import weft.http.Status;
import weft.hub.memory.HotPath;

/// How far the response of a stream has got.
final class StreamResponse {
  private static final byte[] NOTHING = new byte[0];

  /// What the peer is ready to take of it.
  final SendWindow window = new SendWindow();

  @Nullable ResponseHead head;

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

  StreamResponse() {}

  @HotPath
  void start(int windowBytes) {
    window.start(windowBytes);
    head = null;
    begun = false;
    ended = false;
    bodiless = false;
    contentLength = -1;
    left = -1;
    whole = false;
    content = NOTHING;
    offset = 0;
    end = 0;
    waiting = false;
    granted = false;
    deadlineNanos = Long.MAX_VALUE;
  }

  /// Takes the head, and decides what it says about the body.
  ///
  /// @param length bytes of the body as its sender knows it, or -1
  @HotPath
  void decide(ResponseHead head, long length, boolean toHead) {
    this.head = head;
    int status = head.status();
    long declared = head.declaredLength();
    bodiless = toHead || Status.isBodiless(status) || status == Status.RESET_CONTENT;
    long known = declared >= 0 ? declared : length;
    if (!bodiless) {
      contentLength = known;
      left = head.trailers().size() == 0 ? known : -1;
    } else {
      contentLength = bodilessLength(status, declared, length);
      left = 0;
    }
  }

  /// See RFC 9110 §8.6: 204 has none; 304 and answers to HEAD have what GET would have, if known.
  private static long bodilessLength(int status, long declared, long length) {
    return switch (status) {
      case Status.RESET_CONTENT -> 0;
      case Status.NO_CONTENT -> -1;
      case Status.NOT_MODIFIED -> declared;
      default -> declared >= 0 ? declared : length > 0 ? length : -1;
    };
  }

  /// Fields behind the body.
  @HotPath
  FieldList trailers() {
    ResponseHead known = head;
    return known == null || left >= 0 ? Http2Hub.NO_FIELDS : known.trailers();
  }

  @HotPath
  int status() {
    ResponseHead known = head;
    return known == null ? 0 : known.status();
  }

  /// Whether it waits for somebody but its own sender.
  @HotPath
  boolean isBlocked() {
    return !ended && (whole || waiting);
  }

  /// We are the slow ones: the deadline does not come yet.
  void excuse(long nowNanos) {
    deadlineNanos = Math.max(deadlineNanos, nowNanos + Http2Hub.MEMORY_GRACE_NANOS);
  }

  /// Lets go of what the handler lent.
  @HotPath
  void release() {
    head = null;
    content = NOTHING;
  }
}
