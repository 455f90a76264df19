package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.protocol.Outcome;
import weft.http.protocol.OutgoingRequest;
import weft.http.protocol.OutputWatch;
import weft.hub.memory.HotPath;

/// Writes one request into its connection's output: the head by itself, as soon as there is memory
/// for it; the body as it is given.
///
/// What is sent always agrees with the head: a body longer or shorter than announced is refused.
final class Http1RequestSender {
  private final Http1ClientHub shared;
  private final OutputWatch output;
  private final OutputAppender appender;

  /// The request whose head has not been appended yet.
  private @Nullable OutgoingRequest unsent;

  private boolean chunked;
  private long remaining;
  private boolean ended;
  private boolean waiting;
  private long deadlineNanos = Long.MAX_VALUE;

  Http1RequestSender(Http1ClientState state) {
    shared = state.shared;
    output = state.output;
    appender = new OutputAppender(shared.tally());
    appender.start(state.link);
  }

  /// Begins a request that the hub's encoder has just encoded.
  @HotPath
  void start(OutgoingRequest request, long nowNanos) {
    unsent = request;
    chunked = request.bodyLength() < 0;
    remaining = Math.max(0, request.bodyLength());
    ended = false;
    waiting = false;
    deadlineNanos = Long.MAX_VALUE;
    appendHead(request, nowNanos);
  }

  /// Gives up whatever has not been sent.
  @HotPath
  void stop() {
    unsent = null;
    waiting = false;
    deadlineNanos = Long.MAX_VALUE;
  }

  /// Whether the head has been appended.
  @HotPath
  boolean isBegun() {
    return unsent == null;
  }

  /// Whether everything has been appended.
  @HotPath
  boolean isEnded() {
    return ended;
  }

  /// Whether somebody was told to wait.
  @HotPath
  boolean isWaiting() {
    return waiting;
  }

  /// When [#resume] wants to be called, or `Long.MAX_VALUE`.
  @HotPath
  long deadlineNanos() {
    return deadlineNanos;
  }

  /// Whether the deadline came because the server takes nothing, rather than for want of memory.
  boolean isStalled() {
    return output.isFull() && output.isStalled();
  }

  @HotPath
  private boolean appendHead(OutgoingRequest request, long nowNanos) {
    if (!appender.append(shared.encoder.text())) {
      deadlineNanos = output.retryNanos(nowNanos);
      return false;
    }
    unsent = null;
    shared.tally().requests++;
    ended = request.bodyLength() == 0;
    return true;
  }

  /// Refuses what would pass the announced length.
  ///
  /// @throws IllegalStateException when it would
  @HotPath
  void check(int length) {
    if (length > 0 && (chunked ? ended : length > remaining)) {
      throw tooLongSlow(length);
    }
  }

  private IllegalStateException tooLongSlow(int length) {
    return new IllegalStateException(
        chunked
            ? "the body of the request was ended before"
            : length + " bytes pass the announced length: " + remaining + " are left");
  }

  /// Sends body bytes that passed [#check].
  ///
  /// @param length at least 1
  /// @return how many, or [Outcome#WAIT]
  @HotPath
  int write(byte[] source, int offset, int length, long nowNanos) {
    int count =
        isBegun() && !output.isFull() ? appender.append(source, offset, length, chunked) : 0;
    if (count == 0) {
      return callerWaits(nowNanos);
    }
    if (!chunked) {
      remaining -= count;
      ended = remaining == 0;
    }
    return count;
  }

  /// Ends the body. Behind one whose length was announced trailers have no place and are left out;
  /// whoever sends some has to expect that (RFC 9110 §6.5.1).
  ///
  /// @return [Outcome#DONE] or [Outcome#WAIT]
  /// @throws IllegalStateException when the body is shorter than announced
  int end(FieldList trailers, long nowNanos) {
    if (remaining > 0) {
      throw new IllegalStateException(
          "the body lacks " + remaining + " bytes of the announced length");
    }
    if (ended || !chunked) {
      return Outcome.DONE;
    }
    ByteText text = shared.encoder.text();
    text.clear();
    text.addLastChunk(trailers);
    if (!isBegun() || !appender.append(text)) {
      return callerWaits(nowNanos);
    }
    ended = true;
    return Outcome.DONE;
  }

  private int callerWaits(long nowNanos) {
    waiting = true;
    deadlineNanos = output.retryNanos(nowNanos);
    return Outcome.WAIT;
  }

  /// There may be room now.
  ///
  /// @return whether whoever waits is to try again
  @HotPath
  boolean resume(long nowNanos) {
    deadlineNanos = Long.MAX_VALUE;
    OutgoingRequest request = unsent;
    if (request != null) {
      shared.encoder.encode(request);
      if (!appendHead(request, nowNanos)) {
        return false;
      }
    }
    if (waiting && output.isFull()) {
      deadlineNanos = output.retryNanos(nowNanos);
      return false;
    }
    return stopsWaiting();
  }

  /// Whether somebody waits; no longer then.
  @HotPath
  boolean stopsWaiting() {
    boolean waited = waiting;
    waiting = false;
    deadlineNanos = Long.MAX_VALUE;
    return waited;
  }
}
