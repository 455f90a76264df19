package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.protocol.Methods;
import weft.http.protocol.RequestTarget;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// One stream: a request and the state of its response. Used again for later requests of its hub.
public final class Http2Stream {
  final Http2StreamOwner owner;
  final RequestHead head;
  final StreamBody body;
  final StreamResponse response = new StreamResponse();
  final Priority priority = new Priority();
  private final Http2Hub shared;
  private @Nullable FieldTable trailers;
  private @Nullable TrailerFields trailerSink;
  private @Nullable Buffer trailerBuffer;

  int id;
  StreamState state = StreamState.IDLE;

  /// Whether it was given up by either side.
  boolean isReset;

  /// Whether its request was handed to a handler.
  boolean handedOut;

  /// Whether the handler is done.
  boolean handled;

  /// Whether the client need not be told to send the body.
  boolean continued;

  // Its place in a ring of [SendSchedule]; alone, its own neighbour.
  boolean isScheduled;
  Http2Stream scheduledBefore = this;
  Http2Stream scheduledAfter = this;

  /// Makes a stream for the connections of a hub.
  public Http2Stream(Http2Hub shared, Http2StreamOwner owner) {
    this.shared = shared;
    this.owner = owner;
    head = new RequestHead(shared.limits.fieldCountMax());
    body = new StreamBody(shared);
  }

  /// Begins, with its head judged and kept.
  @HotPath
  void start(int id, int receiveWindowBytes, int sendWindowBytes) {
    this.id = id;
    state = StreamState.OPEN;
    isReset = false;
    handedOut = false;
    handled = false;
    continued = !head.expectsContinue();
    priority.set(head.priority());
    body.start(head.contentLength(), receiveWindowBytes);
    response.start(sendWindowBytes);
  }

  /// Gives its memory back.
  @HotPath
  void release() {
    head.release(shared.pool);
    response.release();
    body.drop();
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
  TrailerFields trailerSink() {
    TrailerFields sink = trailerSink;
    if (sink == null) {
      sink = new TrailerFields(trailers(), shared.limits.fieldCountMax());
      trailerSink = sink;
    }
    return sink;
  }

  /// Keeps the bytes the trailers lie in; they are the stream's from now on.
  void keepTrailers(Buffer buffer) {
    trailerBuffer = buffer;
    trailers().setBase(buffer.readAddress());
  }

  // For whoever handles the request; any thread between requested and handled.

  /// The method.
  @HotPath
  public String method() {
    return head.method();
  }

  /// Whether the method is HEAD.
  @HotPath
  boolean isHead() {
    return head.methodId() == Methods.HEAD;
  }

  /// The target as it came.
  @HotPath
  public String target() {
    RequestTarget target = head.target();
    return target == null ? head.authority() : target.text();
  }

  /// The path, undecoded.
  @HotPath
  public String path() {
    RequestTarget target = head.target();
    return target == null ? "" : target.path();
  }

  /// The query, undecoded, or `null`.
  @HotPath
  public @Nullable String query() {
    RequestTarget target = head.target();
    return target == null ? null : target.query();
  }

  /// Host and port; may be empty.
  @HotPath
  public String authority() {
    return head.authority();
  }

  /// The protocol of an extended CONNECT (RFC 8441 §4), or `null`.
  public @Nullable String protocol() {
    return head.protocol();
  }

  /// The fields of the head.
  @HotPath
  public FieldTable fields() {
    return head.fields();
  }

  /// The fields behind the body, once it has been read.
  public FieldTable trailers() {
    FieldTable table = trailers;
    if (table == null) {
      table = new FieldTable();
      trailers = table;
    }
    return table;
  }

  /// Bytes of the body, 0 for none, -1 when nobody said.
  @HotPath
  public long bodyLength() {
    return body.length();
  }

  /// What broke the body, or `null`.
  public @Nullable Http2Fault bodyFault() {
    return body.fault();
  }

  /// Method and path of a request that may be over: any thread may ask.
  @Override
  public String toString() {
    RequestTarget target = head.target();
    return target == null ? "no request" : Methods.name(head.methodId()) + " " + target.path();
  }
}
