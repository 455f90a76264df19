package weft.http.server;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.http.socket.LiveWebSocket;
import weft.http.socket.WebSocketCarrier;
import weft.http.ws.WebSocketLink;
import weft.http.ws.WebSocketMachine;
import weft.hub.StreamConnection;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// A connection that began with HTTP/1.1 and is one WebSocket now.
final class WebSocketConnection extends ServerConnection
    implements WebSocketLink, WebSocketCarrier {
  private final LiveWebSocket socket;
  private final WebSocketMachine machine;

  WebSocketConnection(
      ServerHub owner,
      StreamConnection channel,
      @Nullable SocketAddress countedAddress,
      LiveWebSocket socket) {
    super(owner, channel, countedAddress);
    this.socket = socket;
    machine = new WebSocketMachine(owner.webSockets(), this, socket.settings(), now());
    socket.carriedBy(this);
  }

  /// Takes what came behind the request.
  void begin(BufferQueue rest) {
    while (!rest.isEmpty()) {
      int length = rest.runLength();
      machine.received(rest.address(), length, now());
      rest.consume(owner.hub().buffers(), length);
    }
    setTimer();
  }

  @Override
  @HotPath
  public WebSocketMachine machine() {
    return machine;
  }

  @Override
  @HotPath
  public void stepped() {
    setTimer();
  }

  @Override
  @HotPath
  public long nowNanos() {
    return now();
  }

  // What the machine asks for.

  @Override
  @HotPath
  public void received(WebSocketMessage message) {
    socket.received(message);
  }

  @Override
  @HotPath
  public long unread() {
    return socket.unread();
  }

  @Override
  public boolean isBusy() {
    return socket.isBusy();
  }

  @Override
  public void ended(WebSocketClose close) {
    socket.ended(close);
  }
}
