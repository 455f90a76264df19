package weft.http.client;

import weft.http.FieldList;
import weft.http.protocol.ClientStream;
import weft.http.protocol.Outcome;
import weft.http.socket.LiveWebSocket;
import weft.http.socket.WebSocketTunnel;

/// A stream of HTTP/2 that a server has accepted as a WebSocket. Confined to its hub.
final class ClientSocketStream extends WebSocketTunnel {
  private final ClientHub owner;
  private final ClientConnection connection;
  private final ClientStream stream;
  private final boolean secure;

  ClientSocketStream(
      ClientHub owner, ClientConnection connection, ClientStream stream, LiveWebSocket socket) {
    super(owner.hub(), owner.webSockets(), socket);
    this.owner = owner;
    this.connection = connection;
    this.stream = stream;
    secure = socket.request().scheme().equals("https");
  }

  @Override
  protected byte[] piece() {
    return owner.piece();
  }

  @Override
  protected int begin() {
    return Outcome.DONE;
  }

  @Override
  protected int take(byte[] target, int length) {
    int count = stream.readBody(target, 0, length, nowNanos());
    connection.touched();
    return count;
  }

  @Override
  protected int give(byte[] source, int length) {
    int count = stream.write(source, 0, length, nowNanos());
    connection.touched();
    return count;
  }

  @Override
  protected int end() {
    int result = stream.end(new FieldList(), nowNanos());
    connection.touched();
    return result;
  }

  /// A stream that has not ended both ways is reset, whyever it is left.
  @Override
  protected void left(boolean resets) {
    stream.release(nowNanos());
    connection.released();
    owner.gone(this);
  }

  @Override
  public boolean isSecure() {
    return secure;
  }
}
