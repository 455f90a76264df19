package weft.http.server;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The JDK's WebSocket client, remembering what it is told as lines.
final class WebSocketClientPeer implements WebSocket.Listener {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private int binary;

  private WebSocketClientPeer() {}

  /// A peer and its connection.
  record Opened(WebSocket socket, WebSocketClientPeer peer) {
    String next() throws InterruptedException {
      String event = peer.events.poll(20, TimeUnit.SECONDS);
      return event == null ? "nothing came" : event;
    }
  }

  static Opened open(HttpServer server, String path, String... subprotocols) {
    int port = ((InetSocketAddress) server.address()).getPort();
    WebSocketClientPeer peer = new WebSocketClientPeer();
    WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
    if (subprotocols.length > 0) {
      String[] others = Arrays.copyOfRange(subprotocols, 1, subprotocols.length);
      builder.subprotocols(subprotocols[0], others);
    }
    WebSocket socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + path), peer).join();
    return new Opened(socket, peer);
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      events.add("text " + text);
      text.setLength(0);
    }
    return WebSocket.Listener.super.onText(socket, data, last);
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    binary += data.remaining();
    if (last) {
      events.add("binary " + binary);
      binary = 0;
    }
    return WebSocket.Listener.super.onBinary(socket, data, last);
  }

  @Override
  public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    events.add("pong " + message.remaining());
    return WebSocket.Listener.super.onPong(socket, message);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    events.add("close " + code + " " + reason);
    return WebSocket.Listener.super.onClose(socket, code, reason);
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    events.add("error " + error);
  }
}
