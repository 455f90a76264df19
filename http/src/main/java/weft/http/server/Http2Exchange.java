package weft.http.server;

import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.Status;
import weft.http.WebSocketOptions;
import weft.http.h2.Http2Fault;
import weft.http.h2.Http2Stream;
import weft.http.h2.Http2StreamOwner;
import weft.http.protocol.Outcome;
import weft.http.ws.ServerHandshake;
import weft.http.ws.WebSocketHub;
import weft.hub.file.OpenFile;
import weft.hub.memory.HotPath;

/// An exchange over HTTP/2: owns the stream its connection fills.
final class Http2Exchange extends ServerExchange implements Http2StreamOwner {
  final Http2Stream stream;
  private @Nullable Http2ServerConnection connection;

  /// What its stream has become, or `null`.
  private @Nullable WebSocketStream socket;

  Http2Exchange(ServerHub owner) {
    super(owner);
    stream = new Http2Stream(owner.http2(), this);
  }

  /// A connection takes it for its next request.
  @HotPath
  void take(Http2ServerConnection connection) {
    this.connection = connection;
  }

  @Override
  @Nullable Http2ServerConnection connection() {
    return connection;
  }

  // What its stream tells.

  @Override
  @HotPath
  public void requested() {
    admit(stream);
  }

  @Override
  public void gone() {
    if (socket != null) {
      socket.lost();
    } else {
      withdraw();
    }
  }

  @Override
  @HotPath
  public void ready() {
    if (socket != null) {
      socket.ask();
    } else {
      wake();
    }
  }

  @Override
  @HotPath
  public void released() {
    recycle();
    socket = null;
    connection = null;
    owner.give(this);
  }

  // What its handler asks for.

  @Override
  int readNow(byte[] target, int offset, int length) {
    Http2ServerConnection link = connection;
    return link == null ? Outcome.GONE : link.readBody(stream, target, offset, length);
  }

  @Override
  @HotPath
  void respondNow(byte[] content, int offset, int length) {
    Http2ServerConnection link = connection;
    if (link != null) {
      link.respond(stream, head(), content, offset, length);
    }
  }

  @Override
  int beginNow(long length) {
    Http2ServerConnection link = connection;
    return link == null ? Outcome.GONE : link.begin(stream, head(), length);
  }

  @Override
  int writeNow(byte[] source, int offset, int length) {
    Http2ServerConnection link = connection;
    return link == null ? Outcome.GONE : link.write(stream, source, offset, length);
  }

  @Override
  int writableNow() {
    Http2ServerConnection link = connection;
    return link == null ? 0 : link.writable(stream);
  }

  @Override
  int sendFileNow(OpenFile file, long position, int length) {
    Http2ServerConnection link = connection;
    return link == null ? Outcome.GONE : link.writeFile(stream, file, position, length);
  }

  @Override
  int endNow() {
    Http2ServerConnection link = connection;
    return link == null ? Outcome.GONE : link.end(stream);
  }

  @Override
  void informNow(int status, FieldList fields) {
    Http2ServerConnection link = connection;
    if (link != null) {
      link.inform(stream, status, fields);
    }
  }

  /// Whoever promises must answer: so not while the server refuses requests.
  @Override
  boolean pushNow(String target, FieldList fields) {
    Http2ServerConnection link = connection;
    return link != null && link.owner.hasRoom() && link.push(stream, target, fields);
  }

  @Override
  ServerHandshake handshake(WebSocketHub shared, WebSocketOptions options) {
    ServerHandshake shake = ServerHandshake.http2(shared, options, stream.protocol(), stream);
    FieldList answer = shake.answer();
    for (int index = 0; index < answer.size(); index++) {
      response().header(answer.name(index), answer.value(index));
    }
    return shake;
  }

  @Override
  boolean upgradeNow(WebSocketUpgrade upgrade) {
    Http2ServerConnection link = connection;
    if (link == null) {
      return false;
    }
    WebSocketStream opening = new WebSocketStream(link.owner, link, stream, head(), upgrade);
    socket = opening;
    connection = null;
    opening.open();
    return true;
  }

  @Override
  void abortNow() {
    Http2ServerConnection link = connection;
    if (link != null) {
      link.abort(stream);
    }
  }

  @Override
  @HotPath
  void handledNow() {
    Http2ServerConnection link = connection;
    connection = null;
    if (link != null) {
      link.handled(stream);
    }
  }

  @Override
  RuntimeException bodyFailure() {
    Http2Fault fault = stream.bodyFault();
    return fault == null
        ? new IllegalStateException("a body failed without a fault")
        : bodyFailure(Status.REQUEST_TIMEOUT, fault.name(), fault.reason());
  }

  /// For whoever looks at a busy thread from outside.
  @Override
  public String toString() {
    return stream.toString();
  }
}
