package weft.http.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.http.Handler;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.h1.Http1Hub;
import weft.http.h1.Http1Tally;
import weft.http.h2.Http2Hub;
import weft.http.h2.Http2Tally;
import weft.http.protocol.DateLine;
import weft.http.ws.WebSocketHub;
import weft.hub.Hub;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.HotPath;
import weft.hub.tls.TlsServer;

/// A server's part on one hub: its connections, the exchanges they share, and what they count.
/// Confined to the hub, but for counters, which others may read a little late.
final class ServerHub {
  /// Exchanges kept for use again.
  private static final int SPARE_EXCHANGES_MAX = 1024;

  private static final int PIECE_BYTES = 16 * 1024;

  private final Hub hub;
  private final ServerShare server;
  private final Http1Tally tally = new Http1Tally();
  private final HttpOptions options;
  private final DateLine date;
  private final Http1Hub http1;
  private final Http2Tally http2Tally = new Http2Tally();
  private @Nullable Http2Hub http2;
  private final WebSocketHub webSockets = new WebSocketHub();

  private byte[] piece = new byte[0];

  /// Sockets whose user code has not ended.
  private final Set<WebSocketRun> sockets = new HashSet<>();

  private final Spares<Http2Exchange> http2Exchanges =
      new Spares<>(new Http2Exchange[SPARE_EXCHANGES_MAX]);
  private final Spares<Http1Exchange> http1Exchanges =
      new Spares<>(new Http1Exchange[SPARE_EXCHANGES_MAX]);
  private @Nullable ServerConnection connections;
  private int connectionCount;
  private int listenersOpen;
  private boolean draining;
  private @Nullable CountDownLatch drained;

  private long accepted;
  private long refusedConnections;
  private long refusedRequests;
  private int openRequests;

  ServerHub(Hub hub, HttpOptions options, ServerShare server) {
    this.hub = hub;
    this.server = server;
    this.options = options;
    date = new DateLine(hub::nowNanos, InstantSource.system());
    http1 = new Http1Hub(options, hub.buffers(), tally, date);
  }

  Hub hub() {
    return hub;
  }

  Http1Hub http1() {
    return http1;
  }

  /// Made when the first client speaks it.
  @HotPath
  Http2Hub http2() {
    Http2Hub made = http2;
    return made != null ? made : makeHttp2Slow();
  }

  private Http2Hub makeHttp2Slow() {
    Http2Hub made = new Http2Hub(options, hub.buffers(), http2Tally, date);
    http2 = made;
    return made;
  }

  Http2Tally http2Tally() {
    return http2Tally;
  }

  Http1Tally http1Tally() {
    return tally;
  }

  WebSocketHub webSockets() {
    return webSockets;
  }

  HttpLimits limits() {
    return server.limits();
  }

  Handler handler() {
    return server.handler();
  }

  SocketAddress address() {
    return server.address();
  }

  String failureId() {
    return server.failureId();
  }

  // Connections.

  /// Opens a listener. Any thread but a bare hub thread.
  TcpListener listen(
      SocketAddress address,
      SocketSettings settings,
      Function<TcpConnection, StreamReceiver> acceptor)
      throws IOException {
    TcpListener listener = hub.listen(address, settings, acceptor);
    listener.whenClosed(this::listenerClosed);
    hub.invoke(() -> listenersOpen++);
    return listener;
  }

  private void listenerClosed() {
    listenersOpen--;
    tellDrained();
  }

  /// Takes a connection the system has accepted on the plain address.
  StreamReceiver accept(TcpConnection tcp) {
    SocketAddress address = countedAddress(tcp);
    return enters(address)
        ? add(new Http1ServerConnection(this, tcp, address, options.http2().enabled()))
        : RefusedConnection.told(this, tcp);
  }

  /// Takes a connection the system has accepted on the address for TLS.
  StreamReceiver acceptSecure(TcpConnection tcp, TlsServer tls) {
    SocketAddress address = countedAddress(tcp);
    return enters(address)
        ? add(new HandshakingConnection(this, tcp, tls, address))
        : RefusedConnection.reset(tcp);
  }

  private @Nullable SocketAddress countedAddress(TcpConnection tcp) {
    return server.census().isActive() ? tcp.remoteAddress() : null;
  }

  private boolean enters(@Nullable SocketAddress address) {
    accepted++;
    if (server.enter(address)) {
      return true;
    }
    refusedConnections++;
    return false;
  }

  private ServerConnection add(ServerConnection connection) {
    connection.next = connections;
    if (connections != null) {
      connections.previous = connection;
    }
    connections = connection;
    connectionCount++;
    if (draining) {
      // It waited at the listener when the server was told to stop.
      connection.drain();
    }
    return connection;
  }

  /// Another object drives a connection from now on.
  void replace(ServerConnection old, ServerConnection successor) {
    successor.previous = old.previous;
    successor.next = old.next;
    if (old.previous != null) {
      old.previous.next = successor;
    } else {
      connections = successor;
    }
    if (old.next != null) {
      old.next.previous = successor;
    }
    forgetNeighbours(old);
    if (draining) {
      successor.drain();
    }
  }

  void closed(ServerConnection connection) {
    if (connection.previous != null) {
      connection.previous.next = connection.next;
    } else {
      connections = connection.next;
    }
    if (connection.next != null) {
      connection.next.previous = connection.previous;
    }
    forgetNeighbours(connection);
    // Whoever sees the count gone down finds room for another of that address.
    server.leave(connection.countedAddress());
    connectionCount--;
    tellDrained();
  }

  /// Else whoever still holds one that has gone held its neighbours too, theirs, and so on.
  private static void forgetNeighbours(ServerConnection connection) {
    connection.previous = null;
    connection.next = null;
  }

  private void tellDrained() {
    if (drained != null
        && listenersOpen == 0
        && connectionCount == 0
        && openRequests == 0
        && sockets.isEmpty()) {
      drained.countDown();
      drained = null;
    }
  }

  /// Ends connections as soon as they are idle.
  void drain(CountDownLatch done) {
    draining = true;
    drained = done;
    ServerConnection connection = connections;
    while (connection != null) {
      ServerConnection following = connection.next;
      connection.drain();
      connection = following;
    }
    sockets.forEach(WebSocketRun::drain);
    tellDrained();
  }

  /// Ends every connection at once.
  ///
  /// @return how many there were, and how many requests were being handled, in the high half
  long cut() {
    int count = connectionCount;
    int requests = openRequests;
    ServerConnection connection = connections;
    while (connection != null) {
      ServerConnection following = connection.next;
      connection.cut();
      connection = following;
    }
    sockets.forEach(WebSocketRun::interrupt);
    return (long) requests << 32 | count;
  }

  // WebSockets.

  /// What bytes of one step go through, made when the first stream needs it.
  byte[] piece() {
    if (piece.length == 0) {
      piece = new byte[PIECE_BYTES];
    }
    return piece;
  }

  /// A socket is open: has user code run for it.
  void socketOpened(WebSocketUpgrade upgrade) {
    WebSocketRun run = new WebSocketRun(this, upgrade);
    sockets.add(run);
    hub.dispatch(run);
  }

  /// The user code of a socket has ended.
  void socketEnded(WebSocketRun run) {
    sockets.remove(run);
    tellDrained();
  }

  // Exchanges.

  @HotPath
  Http1Exchange takeHttp1Exchange() {
    Http1Exchange spare = http1Exchanges.take();
    return spare != null ? spare : makeHttp1ExchangeSlow();
  }

  private Http1Exchange makeHttp1ExchangeSlow() {
    return new Http1Exchange(this);
  }

  @HotPath
  void give(Http1Exchange exchange) {
    if (exchange.isReusable()) {
      exchange.message.forget();
      http1Exchanges.give(exchange);
    }
  }

  @HotPath
  Http2Exchange takeHttp2Exchange() {
    Http2Exchange spare = http2Exchanges.take();
    return spare != null ? spare : makeHttp2ExchangeSlow();
  }

  private Http2Exchange makeHttp2ExchangeSlow() {
    return new Http2Exchange(this);
  }

  @HotPath
  void give(Http2Exchange exchange) {
    if (exchange.isReusable()) {
      exchange.stream.forget();
      http2Exchanges.give(exchange);
    }
  }

  /// Counts a request in, unless too many are being handled.
  @HotPath
  boolean admitRequest() {
    openRequests++;
    if (server.admits(openRequests)) {
      return true;
    }
    refusedRequests++;
    return false;
  }

  /// Whether one more request would be counted in.
  boolean hasRoom() {
    openRequests++;
    boolean admitted = server.admits(openRequests);
    openRequests--;
    return admitted;
  }

  @HotPath
  void requestEnded() {
    openRequests--;
    if (drained != null) {
      tellDrained();
    }
  }

  // Counters, any thread.

  int openRequests() {
    return openRequests;
  }

  int connectionCount() {
    return connectionCount;
  }

  long accepted() {
    return accepted;
  }

  long refusedConnections() {
    return refusedConnections;
  }

  long refusedRequests() {
    return refusedRequests;
  }
}
