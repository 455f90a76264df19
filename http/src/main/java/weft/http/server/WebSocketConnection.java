package weft.http.server;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.http.socket.LiveWebSocket;
import weft.http.socket.WebSocketCarrier;
import weft.http.ws.WebSocketMachine;
import weft.hub.StreamConnection;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;

/// A connection that began with HTTP/1.1 and is one WebSocket now.
final class WebSocketConnection extends ServerConnection implements WebSocketCarrier {
  private final WebSocketMachine machine;

  WebSocketConnection(
      ServerHub owner,
      StreamConnection channel,
      @Nullable SocketAddress countedAddress,
      LiveWebSocket socket) {
    super(owner, channel, countedAddress);
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

  /// Takes what came behind the request.
  void begin(BufferQueue rest) {
    takeOver(rest);
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
}
