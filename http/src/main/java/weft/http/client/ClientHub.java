package weft.http.client;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import weft.http.h1.Http1ClientHub;
import weft.http.h1.Http1ClientMachine;
import weft.http.h2.Http2ClientMachine;
import weft.http.h2.Http2Hub;
import weft.http.socket.WebSocketCarrier;
import weft.http.ws.WebSocketHub;
import weft.hub.Hub;
import weft.hub.StreamConnection;
import weft.hub.TcpConnection;
import weft.hub.Timer;

/// A client's part on one hub: its connections, by route. Confined to the hub, but for counters,
/// which others may read a little late.
final class ClientHub {
  /// Bytes of a response nobody wants that are let pass, so that its connection can be used again.
  private static final long DISCARD_BYTES_MAX = 64 * 1024;

  private static final int PIECE_BYTES = 16 * 1024;

  /// Servers that want HTTP/1.1 and are remembered; those that said so first are asked once more.
  private static final int WANT_HTTP1_MAX = 1000;

  /// How often unused connections are looked for in the time they are kept.
  private static final int SWEEPS = 4;

  private final Hub hub;
  private final ClientOptions options;
  private final Http1ClientHub http1;
  private @Nullable Http2Hub http2;
  private final Map<ClientRoute, RoutePool> pools = new HashMap<>();
  private final LinkedHashSet<Origin> wantHttp1 = new LinkedHashSet<>();
  private final Set<ClientConnection> connections = new LinkedHashSet<>();
  private final Set<WebSocketCarrier> sockets = new LinkedHashSet<>();
  private final Set<WebSocketOpening> openings = new LinkedHashSet<>();

  /// Those that are on their way: TCP, a tunnel, or TLS.
  private final Set<TcpConnection> connecting = new LinkedHashSet<>();

  private final WebSocketHub webSockets = new WebSocketHub();
  private final ClientTally tally = new ClientTally();
  private final Timer sweep;
  private byte[] piece = {};
  private boolean sweeping;
  private boolean closed;
  private boolean cut;
  private @Nullable CountDownLatch drained;

  ClientHub(Hub hub, ClientOptions options) {
    this.hub = hub;
    this.options = options;
    http1 =
        new Http1ClientHub(
            options.headBytesMax(),
            options.fieldCountMax(),
            DISCARD_BYTES_MAX,
            options.idleTimeout(),
            hub.buffers());
    sweep = new Timer(hub, this::sweep);
  }

  Hub hub() {
    return hub;
  }

  ClientOptions options() {
    return options;
  }

  ClientTally tally() {
    return tally;
  }

  boolean isClosed() {
    return closed;
  }

  /// Whether calls under way were ended.
  boolean isCut() {
    return cut;
  }

  boolean speaksHttp1Only(Origin origin) {
    return switch (options.protocol()) {
      case AUTO -> !origin.isSecure();
      case HTTP_1_1 -> true;
      case HTTP_2 -> false;
    };
  }

  /// Has a call begin, if it can.
  RoutePool.Place seek(ClientRoute route, ConnectionSeeker seeker) {
    if (closed) {
      return RoutePool.Place.CLOSED;
    }
    if (isRefused(route)) {
      RoutePool left = pools.get(route);
      if (left != null) {
        // It may have waited there.
        left.leave(seeker);
      }
      return RoutePool.Place.HTTP_1_1;
    }
    return pool(route).seek(seeker);
  }

  /// Whether the route offers HTTP/2 to a server that wants HTTP/1.1.
  boolean isRefused(ClientRoute route) {
    return !route.http1() && wantHttp1.contains(route.origin());
  }

  /// "The endpoint requires that HTTP/1.1 be used instead of HTTP/2": from now on it is asked by
  /// that at once. https://www.rfc-editor.org/rfc/rfc9113#section-7
  void wantsHttp1(Origin origin) {
    if (options.protocol() != ClientProtocol.AUTO || !wantHttp1.add(origin)) {
      return;
    }
    if (wantHttp1.size() > WANT_HTTP1_MAX) {
      wantHttp1.removeFirst();
    }
  }

  RoutePool pool(ClientRoute route) {
    return pools.computeIfAbsent(route, key -> new RoutePool(this, key));
  }

  void forgetIfEmpty(ClientRoute route, RoutePool pool) {
    if (pool.isEmpty()) {
      pools.remove(route, pool);
    }
  }

  /// A connection is on its way, until [#connected].
  void connects(TcpConnection tcp) {
    connecting.add(tcp);
  }

  /// There it is, or will not be.
  ///
  /// @return whether it was on its way until now
  boolean connected(TcpConnection tcp) {
    return connecting.remove(tcp);
  }

  /// Makes a connection that speaks HTTP/1.1 or HTTP/2; its bytes are still to be sent there.
  ClientConnection connection(StreamConnection channel, RoutePool pool, boolean speaksHttp2) {
    ClientConnection made =
        speaksHttp2
            ? new ClientConnection(
                channel, pool, "HTTP/2", (link, now) -> new Http2ClientMachine(http2(), link, now))
            : new ClientConnection(
                channel, pool, "HTTP/1.1", (link, now) -> new Http1ClientMachine(http1, link, now));
    tally.connectionsOpened++;
    connections.add(made);
    if (!sweeping) {
      sweeping = true;
      sweep.set(hub.nowNanos() + sweepNanos());
    }
    return made;
  }

  /// Adds what has been counted to sums. Any thread.
  void addTo(ClientTotals totals) {
    totals.add(tally, connections.size());
    totals.add(http1.tally(), http1.tally().faults);
    Http2Hub known = http2;
    if (known != null) {
      totals.add(known.tally(), known.tally().faults);
    }
  }

  /// What its WebSockets share.
  WebSocketHub webSockets() {
    return webSockets;
  }

  /// A WebSocket is being opened.
  ///
  /// @return false when the client is closed
  boolean begins(WebSocketOpening opening) {
    return !closed && openings.add(opening);
  }

  /// It is open, or will not be.
  void over(WebSocketOpening opening) {
    openings.remove(opening);
  }

  /// A WebSocket is open.
  void opened(WebSocketCarrier socket) {
    sockets.add(socket);
    if (closed) {
      drain(socket);
    }
  }

  private static void drain(WebSocketCarrier socket) {
    socket.machine().drain(socket.nowNanos());
    socket.stepped();
  }

  /// Room that its WebSockets move bytes through.
  byte[] piece() {
    if (piece.length == 0) {
      piece = new byte[PIECE_BYTES];
    }
    return piece;
  }

  /// A WebSocket's connection, or stream, is gone.
  void gone(WebSocketCarrier socket) {
    sockets.remove(socket);
    tellIfDrained();
  }

  Http1ClientHub http1() {
    return http1;
  }

  /// Made when the first server speaks it.
  private Http2Hub http2() {
    Http2Hub made = http2;
    if (made == null) {
      made =
          new Http2Hub(
              options.http2(),
              options.headBytesMax(),
              options.fieldCountMax(),
              DISCARD_BYTES_MAX,
              options.idleTimeout(),
              hub.buffers());
      http2 = made;
    }
    return made;
  }

  private long sweepNanos() {
    return Math.max(1, options.keepAlive().toNanos() / SWEEPS);
  }

  private void sweep() {
    sweeping = false;
    for (ClientConnection connection : List.copyOf(connections)) {
      connection.endIfIdle(options.keepAlive().toNanos());
    }
    if (!connections.isEmpty()) {
      sweeping = true;
      sweep.set(hub.nowNanos() + sweepNanos());
    }
  }

  /// A connection is gone.
  void gone(ClientConnection connection) {
    connections.remove(connection);
    tellIfDrained();
  }

  /// Takes no more calls; those under way may end.
  void drain(CountDownLatch latch) {
    closed = true;
    drained = latch;
    for (RoutePool pool : List.copyOf(pools.values())) {
      pool.wakeAll();
    }
    for (TcpConnection tcp : List.copyOf(connecting)) {
      tcp.reset();
    }
    for (WebSocketOpening opening : List.copyOf(openings)) {
      opening.clientCloses();
    }
    for (ClientConnection connection : List.copyOf(connections)) {
      connection.drain();
    }
    for (WebSocketCarrier socket : List.copyOf(sockets)) {
      drain(socket);
    }
    tellIfDrained();
  }

  /// Ends what is left.
  void cut() {
    cut = true;
    for (ClientConnection connection : List.copyOf(connections)) {
      connection.cut();
    }
    for (WebSocketCarrier socket : List.copyOf(sockets)) {
      socket.machine().cut(socket.nowNanos());
    }
  }

  private void tellIfDrained() {
    CountDownLatch latch = drained;
    if (latch != null && connections.isEmpty() && sockets.isEmpty()) {
      drained = null;
      sweep.cancel();
      latch.countDown();
    }
  }
}
