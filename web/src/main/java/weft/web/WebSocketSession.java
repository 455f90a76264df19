package weft.web;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocket;
import weft.http.WebSocketBroadcast;
import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.http.WebSocketMessageStream;
import weft.http.WebSocketRequest;
import weft.web.forms.NamedValues;

/// A WebSocket as handlers of an [App] see it: the socket, and what its route and its filters know
/// about the request that opened it.
public final class WebSocketSession implements WebSocket {
  private final WebSocket socket;
  private final Map<String, String> parameters;
  private final Map<Attribute<?>, Object> attributes;
  private @Nullable NamedValues query;

  /// @param parameters of the route's path, decoded
  /// @param attributes what the filters have kept
  WebSocketSession(
      WebSocket socket, Map<String, String> parameters, Map<Attribute<?>, Object> attributes) {
    this.socket = socket;
    this.parameters = parameters;
    this.attributes = attributes;
  }

  // The request.

  /// A parameter of the route's path, decoded.
  ///
  /// @throws IllegalArgumentException when the route has none of this name
  public Parameter path(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no path parameter '" + name + "'");
    }
    return new Parameter("path", name, value);
  }

  /// The first query parameter of that name, decoded; may be absent.
  ///
  /// @throws ProblemError when the query has a bad percent-encoding
  public Parameter query(String name) {
    return new Parameter("query", name, query().first(name));
  }

  /// All query parameters.
  ///
  /// @throws ProblemError when the query has a bad percent-encoding
  public NamedValues query() {
    NamedValues known = query;
    if (known == null) {
      known = QueryParameters.parse(request().query());
      query = known;
    }
    return known;
  }

  /// The value of the first field of that name; null without one.
  public @Nullable String header(String name) {
    return request().header(name);
  }

  /// What a filter has kept under a key; null without it.
  public <T> @Nullable T attribute(Attribute<T> key) {
    // Only [WebRequest#attribute(Attribute, Object)] puts values in, so the type is the key's.
    @SuppressWarnings("unchecked")
    T value = (T) attributes.get(key);
    return value;
  }

  /// The client's address; behind a proxy, the proxy's.
  public SocketAddress clientAddress() {
    return request().peerAddress();
  }

  // The socket.

  @Override
  public @Nullable WebSocketMessage receive() throws IOException {
    return socket.receive();
  }

  @Override
  public @Nullable WebSocketMessageStream receiveStream(long bytesMax) throws IOException {
    return socket.receiveStream(bytesMax);
  }

  @Override
  public void send(String text) throws IOException {
    socket.send(text);
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    socket.send(bytes);
  }

  @Override
  public void send(WebSocketBroadcast message) throws IOException {
    socket.send(message);
  }

  @Override
  public OutputStream stream(boolean isText) {
    return socket.stream(isText);
  }

  @Override
  public void ping() throws IOException {
    socket.ping();
  }

  @Override
  public @Nullable Duration roundTrip() {
    return socket.roundTrip();
  }

  @Override
  public void close(int code, String reason) {
    socket.close(code, reason);
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public @Nullable WebSocketClose closed() {
    return socket.closed();
  }

  @Override
  public @Nullable String subprotocol() {
    return socket.subprotocol();
  }

  @Override
  public boolean isDeflated() {
    return socket.isDeflated();
  }

  @Override
  public WebSocketRequest request() {
    return socket.request();
  }
}
