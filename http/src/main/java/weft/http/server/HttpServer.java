package weft.http.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.http.Handler;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;
import weft.hub.Hub;
import weft.hub.Hubs;
import weft.hub.Substitution;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;
import weft.hub.tls.TlsServer;

/// An HTTP server: a listener on every hub, one more for TLS if asked for, a handler for every
/// request.
///
/// TCP listeners share their address (SO_REUSEPORT), and the system spreads connections over them;
/// a Unix-domain socket has one listener, on the first hub.
public final class HttpServer implements AutoCloseable {
  /// Time given to connections that were reset, and to listeners, to be gone.
  private static final long CUT_NANOS = 1_000_000_000L;

  private static final System.Logger LOG = System.getLogger("weft.http");

  private final Hubs runtime;
  private final HttpOptions options;
  private final ServerShare share;
  private final @Nullable TlsServer tls;
  private final SocketSettings sockets;
  private final List<ServerHub> hubs;
  private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Substitution substitution = this::substituted;

  private HttpServer(
      Hubs runtime,
      HttpOptions options,
      ServerShare share,
      List<ServerHub> hubs,
      @Nullable TlsServer tls) {
    this.runtime = runtime;
    this.options = options;
    this.share = share;
    this.tls = tls;
    this.hubs = new CopyOnWriteArrayList<>(hubs);
    this.sockets = hubs.size() > 1 ? options.sockets().withReusePort(true) : options.sockets();
  }

  /// Starts a server. When this returns it accepts connections.
  ///
  /// @param hubs must outlive the server; not closed by it
  /// @throws IOException a [BindException] that names the address and the reason when it cannot be
  ///   listened on; a [weft.hub.tls.TlsConfigError] when TLS cannot be set up as asked
  public static HttpServer start(Hubs hubs, HttpOptions options, Handler handler)
      throws IOException {
    boolean isUnix = options.address() instanceof UnixDomainSocketAddress;
    int count = isUnix ? 1 : hubs.count();
    ServerShare share = new ServerShare(options, handler);
    List<ServerHub> parts = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      parts.add(new ServerHub(hubs.hub(index), options, share));
    }
    share.setHubs(parts.toArray(ServerHub[]::new));
    HttpsOptions https = options.https();
    TlsServer tls = https == null ? null : TlsServer.create(https.tls());
    HttpServer server = new HttpServer(hubs, options, share, parts, tls);
    try {
      server.listen();
    } catch (IOException | RuntimeException refused) {
      server.beginClosing();
      server.closeTls();
      throw refused;
    }
    return server;
  }

  private void listen() throws IOException {
    HttpsOptions https = options.https();
    if (https != null) {
      // First: who is sent there from the plain port finds it open.
      share.setTlsAddress(listen(https.address(), this::listenSecure));
    }
    share.setAddress(listen(options.address(), this::listenPlain));
    runtime.onSubstitution(substitution);
  }

  /// One hub's listener on an address.
  private interface Listening {
    TcpListener open(ServerHub part, SocketAddress address) throws IOException;
  }

  private SocketAddress listen(SocketAddress wanted, Listening listening) throws IOException {
    try {
      return listenOnAll(wanted, listening);
    } catch (SocketException refused) {
      BindException named = new BindException(place(wanted) + ": " + refused.getMessage());
      named.initCause(refused);
      throw named;
    }
  }

  private static String place(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getHostString() + ":" + inet.getPort()
        : address.toString();
  }

  /// @return the address with the port the system chose
  private SocketAddress listenOnAll(SocketAddress wanted, Listening listening) throws IOException {
    if (sockets.reusePort() && wanted instanceof InetSocketAddress inet && inet.getPort() != 0) {
      requireFree(inet);
    }
    SocketAddress address = wanted;
    for (ServerHub part : hubs) {
      // The first listener settles the port when 0 was asked for.
      TcpListener listener = listening.open(part, address);
      listeners.add(listener);
      address = listener.address();
    }
    return address;
  }

  private TcpListener listenPlain(ServerHub part, SocketAddress address) throws IOException {
    return part.listen(address, sockets, part::accept);
  }

  private TcpListener listenSecure(ServerHub part, SocketAddress address) throws IOException {
    TlsServer server = Objects.requireNonNull(tls);
    return part.listen(address, sockets, tcp -> part.acceptSecure(tcp, server));
  }

  /// Listeners that share their address also share it with those of another process of the same
  /// user, which would take half of the connections in silence. A socket that does not share finds
  /// out.
  private static void requireFree(InetSocketAddress address) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(address);
    }
  }

  /// A hub is held up for good: a fresh one takes new connections. Requests that are stuck stay
  /// where they are.
  private void substituted(Hub heldUp, Hub fresh) {
    if (stopped.get() || hubs.stream().noneMatch(part -> part.hub() == heldUp)) {
      return;
    }
    ServerHub part = new ServerHub(fresh, options, share);
    hubs.add(part);
    share.setHubs(hubs.toArray(ServerHub[]::new));
    try {
      listeners.add(listenPlain(part, share.address()));
      SocketAddress secure = share.tlsAddress();
      if (secure != null) {
        listeners.add(listenSecure(part, secure));
      }
    } catch (IOException refused) {
      LOG.log(System.Logger.Level.ERROR, "cannot listen in place of a held-up hub", refused);
    }
  }

  /// Where it listens.
  public SocketAddress address() {
    return share.address();
  }

  /// Where it listens for TLS, or `null`.
  public @Nullable SocketAddress tlsAddress() {
    return share.tlsAddress();
  }

  /// Certificates and settings of TLS, to have them reloaded or watched; `null` without TLS. Closed
  /// with the server.
  public @Nullable TlsServer tls() {
    return tls;
  }

  /// What it has counted. Any thread.
  public HttpCounters counters() {
    HttpTotals totals = new HttpTotals();
    hubs.forEach(totals::add);
    return totals.counters(share.failures());
  }

  /// What its WebSockets have counted. Any thread.
  public WebSocketCounters webSockets() {
    WebSocketTotals totals = new WebSocketTotals();
    hubs.forEach(part -> totals.add(part.webSockets().tally()));
    return totals.counters();
  }

  /// Stops in good order: no new connections, idle ones end at once, requests being handled are
  /// finished and their connections end behind them. What is left at the deadline is cut: handlers
  /// are interrupted, connections reset; those that were answered and wait for their client's end
  /// still get up to a second, since a reset could overtake the answer. Blocks; not on a bare hub
  /// thread. The second call finds nothing to do.
  ///
  /// @param grace how long requests may take to finish; zero cuts at once
  public StopReport stop(Duration grace) {
    Hub clock = hubs.getFirst().hub();
    long start = clock.clockNanos();
    boolean first = beginClosing();
    int connections = 0;
    int requests = 0;
    CountDownLatch drained = new CountDownLatch(hubs.size());
    // Without waiting for any hub: one that is held up must not hold this up too.
    for (ServerHub part : hubs) {
      connections += part.connectionCount();
      requests += part.openRequests();
      part.hub().execute(() -> part.drain(drained));
    }
    AtomicLong cut = new AtomicLong();
    if (!await(drained, TimeUnit.NANOSECONDS.convert(grace))) {
      for (ServerHub part : hubs) {
        part.hub().execute(() -> cut.addAndGet(part.cut()));
      }
      await(drained, CUT_NANOS);
    }
    if (first) {
      listeners.forEach(listener -> listener.awaitClosed(CUT_NANOS));
      closeTls();
    }
    return new StopReport(
        Duration.ofNanos(clock.clockNanos() - start),
        connections,
        requests,
        (int) cut.get(),
        (int) (cut.get() >>> 32));
  }

  private void closeTls() {
    if (tls != null) {
      tls.close();
    }
  }

  private static boolean await(CountDownLatch latch, long nanos) {
    try {
      return latch.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      // Whoever interrupts a stopping server is out of patience.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// @return whether this is the first call
  private boolean beginClosing() {
    if (!stopped.compareAndSet(false, true)) {
      return false;
    }
    runtime.removeSubstitution(substitution);
    listeners.forEach(TcpListener::closeLater);
    return true;
  }

  /// Stops without waiting for requests.
  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
