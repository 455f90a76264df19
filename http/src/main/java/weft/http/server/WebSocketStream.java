package weft.http.server;

import weft.http.ResponseHead;
import weft.http.h2.Http2Stream;
import weft.http.socket.WebSocketTunnel;

/// A stream of HTTP/2 that a client has opened as a WebSocket.
final class WebSocketStream extends WebSocketTunnel {
  private final ServerHub owner;
  private final Http2ServerConnection connection;
  private final Http2Stream stream;
  private final ResponseHead head;
  private final WebSocketUpgrade upgrade;

  WebSocketStream(
      ServerHub owner,
      Http2ServerConnection connection,
      Http2Stream stream,
      ResponseHead head,
      WebSocketUpgrade upgrade) {
    super(owner.hub(), owner.webSockets(), upgrade.socket());
    this.owner = owner;
    this.connection = connection;
    this.stream = stream;
    this.head = head;
    this.upgrade = upgrade;
  }

  /// Tells the client, now or when there is room.
  void open() {
    connection.tunnel(stream);
    ask();
  }

  @Override
  protected byte[] piece() {
    return owner.piece();
  }

  @Override
  protected int begin() {
    int result = connection.begin(stream, head, -1);
    if (result > 0) {
      owner.socketOpened(upgrade);
    }
    return result;
  }

  @Override
  protected int take(byte[] target, int length) {
    return connection.readBody(stream, target, 0, length);
  }

  @Override
  protected int give(byte[] source, int length) {
    return connection.write(stream, source, 0, length);
  }

  @Override
  protected int end() {
    return connection.end(stream);
  }

  @Override
  protected void left(boolean resets) {
    if (resets) {
      connection.abort(stream);
    }
    connection.handled(stream);
  }

  @Override
  public boolean isSecure() {
    return connection.isSecure();
  }
}
