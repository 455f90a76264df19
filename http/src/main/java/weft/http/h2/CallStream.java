package weft.http.h2;

import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.OutgoingRequest;

/// One stream of a client: a call.
final class CallStream extends MessageStream implements ClientStream {
  final OutgoingRequest request;
  final ClientStreamOwner owner;
  final ResponseFields head;
  private final ClientSide side;

  /// Interim responses so far.
  int interims;

  /// Whether all of the response has come: whatever happens to its connection, it can be read.
  boolean isWhole;

  /// @param side the connection's, which does all the work
  CallStream(Http2Hub shared, ClientSide side, OutgoingRequest request, ClientStreamOwner owner) {
    super(shared);
    this.side = side;
    this.request = request;
    this.owner = owner;
    head = new ResponseFields(shared.limits.fieldCountMax());
    // Uploads share the connection, each in pieces.
    priority.setIncremental();
  }

  /// Opens it, for its head to be sent.
  void open(int id, int receiveWindowBytes, int sendWindowBytes) {
    start(id);
    body.start(-1, receiveWindowBytes);
    outgoing.start(sendWindowBytes);
    long length = request.bodyLength();
    outgoing.left = length;
    outgoing.contentLength = length > 0 || (length == 0 && hasMeaning()) ? length : -1;
  }

  /// "A user agent SHOULD send Content-Length in a request when the method defines a meaning for
  /// enclosed content and it is not sending Transfer-Encoding", even when there is none.
  /// https://www.rfc-editor.org/rfc/rfc9110#section-8.6
  private boolean hasMeaning() {
    return switch (request.method()) {
      case "POST", "PUT", "PATCH" -> true;
      default -> false;
    };
  }

  /// It could not be opened for want of memory.
  void unopen() {
    id = 0;
    state = StreamState.IDLE;
  }

  /// Whether its head is still to be sent.
  boolean isUnsent() {
    return id == 0;
  }

  /// Whether it carries another protocol, whose two ways end each by itself. "A client MUST ignore
  /// any Content-Length … received in a successful response to CONNECT."
  /// https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6
  boolean isTunnel() {
    return request.method().equals("CONNECT") && head.status() / 100 == 2;
  }

  @Override
  void ready() {
    owner.ready();
  }

  @Override
  boolean sendHead(HeaderFrames heads, boolean ends) {
    return heads.request(id, request, outgoing.contentLength, ends);
  }

  /// Gives its memory back.
  void free() {
    head.release(shared.pool);
    releaseBodies();
  }

  // For whoever made the call.

  @Override
  public int write(byte[] source, int offset, int length, long nowNanos) {
    return side.write(this, source, offset, length, nowNanos);
  }

  @Override
  public int end(FieldList trailers, long nowNanos) {
    return side.end(this, trailers, nowNanos);
  }

  @Override
  public int readBody(byte[] target, int offset, int length, long nowNanos) {
    return side.readBody(this, target, offset, length, nowNanos);
  }

  @Override
  public void release(long nowNanos) {
    side.release(this, nowNanos);
  }

  @Override
  public int status() {
    return head.status();
  }

  @Override
  public FieldTable fields() {
    return head.fields();
  }
}
