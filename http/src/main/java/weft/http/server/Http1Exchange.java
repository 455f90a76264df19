package weft.http.server;

import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.HttpError;
import weft.http.Status;
import weft.http.WebSocketOptions;
import weft.http.h1.Http1Fault;
import weft.http.h1.Http1Message;
import weft.http.protocol.Outcome;
import weft.http.ws.ServerHandshake;
import weft.http.ws.WebSocketHub;
import weft.hub.file.OpenFile;
import weft.hub.memory.HotPath;

/// An exchange over HTTP/1.1: owns the message its connection fills.
final class Http1Exchange extends ServerExchange {
  final Http1Message message;
  private @Nullable Http1ServerConnection connection;

  Http1Exchange(ServerHub owner) {
    super(owner);
    message = new Http1Message(owner.http1());
  }

  /// A connection takes it for its next request.
  @HotPath
  void take(Http1ServerConnection connection) {
    this.connection = connection;
  }

  @Override
  @Nullable Http1ServerConnection connection() {
    return connection;
  }

  @Override
  @HotPath
  void recycle() {
    super.recycle();
    connection = null;
  }

  @Override
  int readNow(byte[] target, int offset, int length) {
    Http1ServerConnection link = connection;
    return link == null ? Outcome.GONE : link.readBody(target, offset, length);
  }

  @Override
  @HotPath
  void respondNow(byte[] content, int offset, int length) {
    Http1ServerConnection link = connection;
    if (link != null) {
      link.respond(head(), content, offset, length);
    }
  }

  @Override
  int beginNow(long length) {
    Http1ServerConnection link = connection;
    return link == null ? Outcome.GONE : link.begin(head(), length);
  }

  @Override
  int writeNow(byte[] source, int offset, int length) {
    Http1ServerConnection link = connection;
    return link == null ? Outcome.GONE : link.write(source, offset, length);
  }

  @Override
  int writableNow() {
    Http1ServerConnection link = connection;
    return link == null ? 0 : link.writable();
  }

  @Override
  int sendFileNow(OpenFile file, long position, int length) {
    Http1ServerConnection link = connection;
    return link == null ? Outcome.GONE : link.writeFile(file, position, length);
  }

  @Override
  int endNow() {
    Http1ServerConnection link = connection;
    return link == null ? Outcome.GONE : link.end();
  }

  @Override
  void informNow(int status, FieldList fields) {
    Http1ServerConnection link = connection;
    if (link != null) {
      link.inform(status, fields);
    }
  }

  /// HTTP/1.1 has no promises.
  @Override
  boolean pushNow(String target, FieldList fields) {
    return false;
  }

  @Override
  ServerHandshake handshake(WebSocketHub shared, WebSocketOptions options) {
    if (message.bodyLength() != 0) {
      throw new HttpError(Status.BAD_REQUEST, "an opening handshake has no body");
    }
    return ServerHandshake.http1(shared, options, message);
  }

  @Override
  boolean upgradeNow(WebSocketUpgrade upgrade) {
    Http1ServerConnection link = connection;
    return link != null && link.becomeWebSocket(head(), upgrade);
  }

  @Override
  void abortNow() {
    Http1ServerConnection link = connection;
    if (link != null) {
      link.abort();
    }
  }

  @Override
  @HotPath
  void handledNow() {
    Http1ServerConnection link = connection;
    connection = null;
    if (link != null) {
      link.handled();
    }
  }

  @Override
  RuntimeException bodyFailure() {
    Http1Fault fault = message.bodyFault();
    return fault == null
        ? new IllegalStateException("a body failed without a fault")
        : bodyFailure(fault.status(), fault.name(), fault.reason());
  }

  /// For whoever looks at a busy thread from outside.
  @Override
  public String toString() {
    return message.toString();
  }
}
