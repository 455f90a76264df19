package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.protocol.ReceivedTrailers;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// One stream, whichever end of the connection we are: the message that comes in, the one that goes
/// out, and the stream's state.
abstract sealed class MessageStream permits Http2Stream, CallStream {
  final Http2Hub shared;

  /// The body that comes in.
  final StreamBody body;

  final OutgoingMessage outgoing = new OutgoingMessage();
  final Priority priority = new Priority();
  private final ReceivedTrailers trailers = new ReceivedTrailers();
  private @Nullable TrailerFields trailerSink;

  int id;
  StreamState state = StreamState.IDLE;

  /// Whether it was given up by either side.
  boolean isReset;

  /// Whether the head of what comes in is there: before it, no data can come.
  boolean hasHead;

  /// Whether nobody wants anything of it any more.
  boolean handled;

  // Its place in a ring of [SendSchedule]; alone, its own neighbour.
  boolean isScheduled;
  MessageStream scheduledBefore = this;
  MessageStream scheduledAfter = this;

  MessageStream(Http2Hub shared) {
    this.shared = shared;
    body = new StreamBody(shared);
  }

  /// Whoever found no body bytes, or no room for output, may try again.
  abstract void ready();

  /// Appends the head of what goes out.
  ///
  /// @param ends whether nothing follows
  /// @return false when there is no memory
  abstract boolean sendHead(HeaderFrames heads, boolean ends);

  /// Begins anew.
  @HotPath
  final void start(int id) {
    this.id = id;
    state = StreamState.OPEN;
    isReset = false;
    handled = false;
    trailers.clear();
  }

  /// Gives the memory of bodies and trailers back.
  @HotPath
  final void releaseBodies() {
    outgoing.release();
    body.drop();
    trailers.release(shared.pool);
  }

  /// Forgets the fields behind the body.
  @HotPath
  final void forgetTrailers() {
    trailers.clear();
  }

  /// What takes the fields behind the body.
  final TrailerFields trailerSink() {
    TrailerFields sink = trailerSink;
    if (sink == null) {
      sink = new TrailerFields(trailers.table(), shared.limits.fieldCountMax());
      trailerSink = sink;
    }
    return sink;
  }

  /// Keeps the bytes the trailers lie in; they are the stream's from now on.
  final void keepTrailers(Buffer buffer) {
    trailers.end(buffer);
  }

  /// The fields behind the body, none before all of them have come.
  public final FieldTable trailers() {
    return trailers.fields();
  }

  /// Bytes of the body, 0 for none, -1 when nobody said.
  @HotPath
  public final long bodyLength() {
    return body.length();
  }
}
