package weft.http.client;

import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.http.socket.DrivenConnection;
import weft.http.socket.LiveWebSocket;
import weft.http.socket.WebSocketCarrier;
import weft.http.ws.WebSocketLink;
import weft.http.ws.WebSocketMachine;
import weft.hub.StreamConnection;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// A connection of a client that is a WebSocket. Confined to its hub.
final class ClientWebSocket extends DrivenConnection implements WebSocketLink, WebSocketCarrier {
  private final ClientHub owner;
  private final LiveWebSocket socket;
  private final WebSocketMachine machine;

  ClientWebSocket(ClientHub owner, StreamConnection channel, LiveWebSocket socket) {
    super(channel);
    this.owner = owner;
    this.socket = socket;
    machine = new WebSocketMachine(owner.webSockets(), this, socket.settings(), now());
    socket.carriedBy(this);
  }

  /// Takes what came behind the response.
  void begin(BufferQueue rest) {
    BufferPool pool = owner.hub().buffers();
    while (!rest.isEmpty()) {
      int length = rest.runLength();
      machine.received(rest.address(), length, now());
      rest.consume(pool, length);
    }
    setTimer();
  }

  @Override
  @HotPath
  public WebSocketMachine machine() {
    return machine;
  }

  @Override
  protected void gone() {
    owner.gone(this);
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
