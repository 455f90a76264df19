package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.RequestMessage;
import weft.http.protocol.Methods;
import weft.http.protocol.OutputWatch;
import weft.http.protocol.RequestTarget;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// One request and the state of its response, as HTTP/1.1 sees them. Owns a copy of the head, so
/// that received memory need not outlive its event. Used again for later requests of its hub.
public final class Http1Message implements RequestMessage {
  private final FieldTable fields = new FieldTable();
  final HeadParser parser;
  final Http1Body body;
  final BodyReader reader;
  final Http1Writer writer;

  private @Nullable Buffer headBuffer;

  /// The head, when it was known before.
  private @Nullable KnownHead known;

  private @Nullable RequestTarget target;
  private @Nullable String authority;

  /// The method when it has no number.
  private String otherMethod = "";

  /// Whether the request was handed to a handler.
  boolean handedOut;

  /// Whether the handler is done with it.
  boolean handled;

  /// Makes a message for the connections of a hub.
  public Http1Message(Http1Hub shared) {
    parser = new HeadParser(shared.limits, fields);
    body = new Http1Body(shared.limits.headBytesMax(), shared.limits.fieldCountMax());
    reader = new BodyReader(shared, body);
    writer = new Http1Writer(shared, this);
  }

  /// Begins a new head on a connection.
  @HotPath
  void start(Http1Link link, OutputWatch output) {
    parser.start();
    reader.start(link);
    writer.start(link, output);
    known = null;
    target = null;
    authority = null;
    otherMethod = "";
    handedOut = false;
    handled = false;
  }

  /// Begins the head that comes next on the same connection.
  @HotPath
  void startAgain(BufferPool pool, Http1Link link, OutputWatch output) {
    body.release(pool);
    start(link, output);
  }

  /// Copies a complete head that the parser has parsed, and looks at its target and host.
  ///
  /// @return what is wrong with them, or `null`
  @HotPath
  @Nullable Http1Fault copyHead(Http1Hub shared, long address, int length) {
    Buffer buffer = headRoom(shared.pool, length);
    if (buffer == null) {
      return null;
    }
    buffer.put(address, length);
    fields.setBase(buffer.readAddress());
    if (parser.methodId() == Methods.UNKNOWN) {
      otherMethod = methodSlow(address);
    }
    if (parser.methodId() == Methods.CONNECT) {
      return Http1Fault.NO_TUNNELS;
    }
    target =
        shared.targets.parse(
            address + parser.targetOffset(), parser.targetLength(), parser.methodId());
    if (target == null) {
      return Http1Fault.BAD_TARGET;
    }
    int host = parser.framing().hostIndex;
    authority =
        host < 0
            ? ""
            : shared.authorities.parse(fields.valueAddress(host), fields.valueLength(host));
    if (authority == null) {
      return Http1Fault.BAD_HOST;
    }
    body.start(parser.framing());
    if (parser.framing().expectsContinue) {
      reader.expectContinue();
    }
    return null;
  }

  /// Goes by a head that was parsed before, and copies nothing.
  @HotPath
  void shareHead(KnownHead head) {
    known = head;
    parser.recall(head);
    target = head.target;
    authority = head.authority;
    body.start(parser.framing());
  }

  /// Memory for a head: what the one before had, if that is enough.
  @HotPath
  private @Nullable Buffer headRoom(BufferPool pool, int length) {
    Buffer room = headBuffer;
    if (room == null || room.capacity() < length) {
      if (room != null) {
        pool.release(room);
      }
      room = pool.acquireForHead(length);
      headBuffer = room;
    } else {
      room.clear();
    }
    return room;
  }

  /// Whether the client would go on with HTTP/2, and nothing stands against it.
  @HotPath
  boolean upgradesToHttp2() {
    return parser.framing().upgradesToHttp2 && body.isEnded() && parser.minorVersion() > 0;
  }

  /// Whether [#copyHead] found memory for the head.
  @HotPath
  boolean hasHead() {
    return headBuffer != null;
  }

  /// Gives its memory back, and lets go of its connection. Its fields stay, for whoever is late.
  @HotPath
  void release(BufferPool pool) {
    reader.release();
    writer.release();
    fields.release();
    body.release(pool);
    if (headBuffer != null) {
      pool.release(headBuffer);
      headBuffer = null;
    }
  }

  /// Forgets its fields, since it may lie unused for long: when it is to be used again.
  @HotPath
  public void forget() {
    known = null;
    fields.clear();
    body.forget();
  }

  @Override
  @HotPath
  public String method() {
    int id = parser.methodId();
    return id != Methods.UNKNOWN ? Methods.name(id) : otherMethod;
  }

  @Override
  @HotPath
  public String target() {
    return requestTarget().text();
  }

  @Override
  @HotPath
  public String path() {
    return requestTarget().path();
  }

  @Override
  @HotPath
  public @Nullable String query() {
    return requestTarget().query();
  }

  /// `HTTP/1.0` or `HTTP/1.1`; what is newer than that counts as 1.1.
  @Override
  public String version() {
    return parser.minorVersion() == 0 ? "HTTP/1.0" : "HTTP/1.1";
  }

  /// Host and port from an absolute target or the Host field; may be empty.
  ///
  /// A target's authority wins: "the origin server MUST ignore the received Host header field (if
  /// any) and instead use the host information of the request-target." ([RFC 9112
  /// §3.2.2](https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2))
  @Override
  @HotPath
  public String authority() {
    String ofTarget = requestTarget().authority();
    if (ofTarget != null) {
      return ofTarget;
    }
    return authority == null ? "" : authority;
  }

  @Override
  @HotPath
  public FieldTable fields() {
    KnownHead head = known;
    return head == null ? fields : head.fields;
  }

  @Override
  public FieldTable trailers() {
    return body.trailers();
  }

  @Override
  @HotPath
  public long bodyLength() {
    return body.length();
  }

  /// What broke the body, or `null`.
  public @Nullable Http1Fault bodyFault() {
    return body.fault();
  }

  @HotPath
  boolean isHead() {
    return parser.methodId() == Methods.HEAD;
  }

  /// Method and path of a request that may be over: any thread may ask.
  @Override
  public String toString() {
    RequestTarget known = target;
    int id = parser.methodId();
    return known == null ? "no request" : (Methods.name(id) + " " + known.path()).trim();
  }

  RequestTarget requestTarget() {
    if (target == null) {
      throw new IllegalStateException("there is no request");
    }
    return target;
  }

  /// The text of a method that has no number.
  private String methodSlow(long address) {
    byte[] bytes = new byte[parser.methodLength()];
    Memory.copyOut(address + parser.methodOffset(), bytes, 0, bytes.length);
    return new String(bytes, ISO_8859_1);
  }
}
