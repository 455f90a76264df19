package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// One stream, whichever end of the connection we are: the message that comes in, the one that goes
/// out, and the stream's state.
abstract sealed class MessageStream permits Http2Stream, CallStream {
  private static final FieldTable NO_TRAILERS = new FieldTable();

  final Http2Hub shared;

  /// The body that comes in.
  final StreamBody body;

  final OutgoingMessage outgoing = new OutgoingMessage();
  final Priority priority = new Priority();
  private @Nullable FieldTable trailers;
  private @Nullable TrailerFields trailerSink;
  private @Nullable Buffer trailerBuffer;

  /// Whether the trailers have come as a whole. Before that, and when they are a fault, their table
  /// has places of bytes that lie nowhere. Any thread may ask.
  private volatile boolean hasTrailers;

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
  }

  /// Gives the memory of bodies and trailers back.
  @HotPath
  final void releaseBodies() {
    outgoing.release();
    body.drop();
    hasTrailers = false;
    if (trailers != null) {
      trailers.clear();
    }
    Buffer buffer = trailerBuffer;
    if (buffer != null) {
      trailerBuffer = null;
      shared.pool.release(buffer);
    }
  }

  /// What takes the fields behind the body.
  final TrailerFields trailerSink() {
    TrailerFields sink = trailerSink;
    if (sink == null) {
      sink = new TrailerFields(trailerTable(), shared.limits.fieldCountMax());
      trailerSink = sink;
    }
    return sink;
  }

  /// Keeps the bytes the trailers lie in; they are the stream's from now on.
  final void keepTrailers(Buffer buffer) {
    trailerBuffer = buffer;
    trailerTable().setBase(buffer.readAddress());
    hasTrailers = true;
  }

  /// The fields behind the body, none before all of them have come.
  public final FieldTable trailers() {
    return hasTrailers ? trailerTable() : NO_TRAILERS;
  }

  private FieldTable trailerTable() {
    FieldTable table = trailers;
    if (table == null) {
      table = new FieldTable();
      trailers = table;
    }
    return table;
  }

  /// Bytes of the body, 0 for none, -1 when nobody said.
  @HotPath
  public final long bodyLength() {
    return body.length();
  }
}
