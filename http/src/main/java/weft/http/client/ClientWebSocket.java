package weft.http.client;

import weft.http.socket.DrivenConnection;
import weft.http.socket.LiveWebSocket;
import weft.http.socket.WebSocketCarrier;
import weft.http.ws.WebSocketMachine;
import weft.hub.StreamConnection;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// A connection of a client that is a WebSocket. Confined to its hub.
final class ClientWebSocket extends DrivenConnection implements WebSocketCarrier {
  private final ClientHub owner;
  private final WebSocketMachine machine;

  ClientWebSocket(ClientHub owner, StreamConnection channel, LiveWebSocket socket) {
    super(channel);
    this.owner = owner;
    machine =
        new WebSocketMachine(
            owner.webSockets(),
            channel.hub().buffers(),
            this,
            socket.owner(),
            socket.settings(),
            now());
    socket.carriedBy(this);
  }

  /// Takes what came behind the response.
  void begin(BufferQueue rest) {
    takeOver(rest);
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
}
