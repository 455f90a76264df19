package weft.http.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import weft.http.Handler;
import weft.http.HttpOptions;
import weft.http.h1.Http1Fault;
import weft.hub.Hub;
import weft.hub.Hubs;
import weft.hub.Substitution;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;

/// An HTTP server: a listener on every hub, a handler for every request.
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
  private final SocketSettings sockets;
  private final List<ServerHub> hubs;
  private final List<TcpListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Substitution substitution = this::substituted;

  private HttpServer(Hubs runtime, HttpOptions options, ServerShare share, List<ServerHub> hubs) {
    this.runtime = runtime;
    this.options = options;
    this.share = share;
    this.hubs = new CopyOnWriteArrayList<>(hubs);
    this.sockets = hubs.size() > 1 ? options.sockets().withReusePort(true) : options.sockets();
  }

  /// Starts a server. When this returns it accepts connections.
  ///
  /// @param hubs must outlive the server; not closed by it
  /// @throws IOException when the address cannot be had; a [java.net.BindException] when somebody
  ///   else uses it
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
    HttpServer server = new HttpServer(hubs, options, share, parts);
    try {
      server.listen();
    } catch (IOException | RuntimeException refused) {
      server.beginClosing();
      throw refused;
    }
    return server;
  }

  private void listen() throws IOException {
    SocketAddress address = options.address();
    if (sockets.reusePort() && address instanceof InetSocketAddress inet && inet.getPort() != 0) {
      requireFree(inet);
    }
    for (ServerHub part : hubs) {
      // The first listener settles the port when 0 was asked for.
      address = listen(part, address);
      share.setAddress(address);
    }
    runtime.onSubstitution(substitution);
  }

  private SocketAddress listen(ServerHub part, SocketAddress address) throws IOException {
    TcpListener listener = part.listen(address, sockets);
    listeners.add(listener);
    return listener.address();
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
      listen(part, share.address());
    } catch (IOException refused) {
      LOG.log(System.Logger.Level.ERROR, "cannot listen in place of a held-up hub", refused);
    }
  }

  /// Where it listens.
  public SocketAddress address() {
    return share.address();
  }

  /// What it has counted. Any thread.
  public HttpCounters counters() {
    long[] sums = new long[14];
    Map<String, Long> faults = new TreeMap<>();
    for (ServerHub part : hubs) {
      sums[0] += part.accepted();
      sums[1] += part.refusedConnections();
      sums[2] += part.connectionCount();
      sums[3] += part.tally().requests;
      sums[4] += part.openRequests();
      sums[5] += part.refusedRequests();
      for (int status = 2; status <= 5; status++) {
        sums[4 + status] += part.tally().responses[status];
      }
      sums[10] += part.tally().responsesAborted;
      sums[11] += part.tally().clientsGone;
      sums[12] += part.tally().bytesReceived;
      sums[13] += part.tally().bytesSent;
      for (Http1Fault fault : Http1Fault.values()) {
        long count = part.tally().faults[fault.number()];
        if (count > 0) {
          faults.merge(fault.name(), count, Long::sum);
        }
      }
    }
    return new HttpCounters(
        sums[0],
        sums[1],
        sums[2],
        sums[3],
        sums[4],
        sums[5],
        sums[6],
        sums[7],
        sums[8],
        sums[9],
        sums[10],
        share.failures(),
        sums[11],
        sums[12],
        sums[13],
        faults);
  }

  /// Stops in good order: no new connections, idle ones end at once, requests being handled are
  /// finished and their connections end behind them. What is left at the deadline is cut: handlers
  /// are interrupted, connections reset. Blocks; not on a bare hub thread. The second call finds
  /// nothing to do.
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
    if (!await(drained, grace.toNanos())) {
      for (ServerHub part : hubs) {
        part.hub().execute(() -> cut.addAndGet(part.cut()));
      }
      await(drained, CUT_NANOS);
    }
    if (first) {
      listeners.forEach(listener -> listener.awaitClosed(CUT_NANOS));
    }
    return new StopReport(
        Duration.ofNanos(clock.clockNanos() - start),
        connections,
        requests,
        (int) cut.get(),
        (int) (cut.get() >>> 32));
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
