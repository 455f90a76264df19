package weft.http.h2;

import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.RequestMessage;
import weft.http.ResponseHead;
import weft.http.Status;
import weft.http.protocol.Methods;
import weft.http.protocol.RequestTarget;
import weft.hub.memory.HotPath;

/// One stream of a server: a request and the state of its response. Used again for later requests
/// of its hub.
public final class Http2Stream extends MessageStream implements RequestMessage {
  final Http2StreamOwner owner;
  final RequestHead head;
  private @Nullable ResponseHead answer;

  /// Whether its request was handed to a handler.
  boolean handedOut;

  /// Whether the client need not be told to send the body.
  boolean continued;

  /// Whether it ended in order before its handler was done.
  boolean lingers;

  /// Whether we have promised it.
  boolean promised;

  /// Promises made for it so far.
  int promises;

  /// Makes a stream for the connections of a hub.
  public Http2Stream(Http2Hub shared, Http2StreamOwner owner) {
    super(shared);
    this.owner = owner;
    head = new RequestHead(shared.limits.fieldCountMax());
    hasHead = true;
  }

  /// Begins, with its head judged and kept.
  @HotPath
  void start(int id, int receiveWindowBytes, int sendWindowBytes) {
    start(id);
    handedOut = false;
    promises = 0;
    continued = !head.expectsContinue();
    lingers = false;
    priority.set(head.priority());
    body.start(head.contentLength(), receiveWindowBytes);
    outgoing.start(sendWindowBytes);
    answer = null;
  }

  /// Begins as one that is promised behind another: all of the request is there, and its response
  /// goes behind that one's where they compete, unless the promise says how urgent it is.
  void promise(int id, int sendWindowBytes, Http2Stream asked) {
    start(id, 0, sendWindowBytes);
    state = StreamState.RESERVED_LOCAL;
    promised = true;
    body.end();
    if (!head.hasPriority()) {
      priority.setBehind(asked.priority);
    }
  }

  /// Gives its memory back. Its fields stay, for whoever is late.
  @HotPath
  void release() {
    promised = false;
    head.release(shared.pool);
    releaseBodies();
    answer = null;
  }

  /// Forgets its fields, since it may lie unused for long: when it is to be used again.
  @HotPath
  public void forget() {
    head.fields().clear();
    forgetTrailers();
  }

  @Override
  @HotPath
  void ready() {
    owner.ready();
  }

  // The response.

  /// Takes the head of the response, and decides what it says about the body.
  ///
  /// @param length bytes of the body as its sender knows it, or -1
  @HotPath
  void answer(ResponseHead head, long length) {
    answer = head;
    int status = head.status();
    long declared = head.declaredLength();
    OutgoingMessage message = outgoing;
    message.bodiless = isHead() || Status.isBodiless(status) || status == Status.RESET_CONTENT;
    if (message.bodiless) {
      message.contentLength = bodilessLength(status, declared, length);
      message.left = 0;
      return;
    }
    message.contentLength = declared >= 0 ? declared : length;
    if (head.trailers().size() == 0) {
      message.left = message.contentLength;
    } else {
      message.left = -1;
      message.trailers = head.trailers();
    }
  }

  /// Takes the trailers of the response, which may have been added since its head went.
  void answerTrailers() {
    ResponseHead known = answer;
    if (known != null) {
      outgoing.trailers = known.trailers();
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

  @Override
  @HotPath
  boolean sendHead(HeaderFrames heads, boolean ends) {
    ResponseHead known = answer;
    return known != null && heads.response(id, known, outgoing.contentLength, ends);
  }

  /// Status of the response, 0 before it.
  @HotPath
  int status() {
    ResponseHead known = answer;
    return known == null ? 0 : known.status();
  }

  // For whoever handles the request; any thread between requested and handled.

  @Override
  @HotPath
  public String method() {
    return head.method();
  }

  /// Whether the method is HEAD.
  @HotPath
  boolean isHead() {
    return head.methodId() == Methods.HEAD;
  }

  @Override
  @HotPath
  public String target() {
    RequestTarget target = head.target();
    return target == null ? head.authority() : target.text();
  }

  @Override
  @HotPath
  public String path() {
    RequestTarget target = head.target();
    return target == null ? "" : target.path();
  }

  @Override
  @HotPath
  public @Nullable String query() {
    RequestTarget target = head.target();
    return target == null ? null : target.query();
  }

  @Override
  public String version() {
    return "HTTP/2";
  }

  @Override
  @HotPath
  public String authority() {
    return head.authority();
  }

  /// The protocol of an extended CONNECT (RFC 8441 §4), or `null`.
  public @Nullable String protocol() {
    return head.protocol();
  }

  @Override
  @HotPath
  public FieldTable fields() {
    return head.fields();
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
