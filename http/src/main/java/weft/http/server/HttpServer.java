package weft.http.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import weft.http.Handler;
import weft.http.HttpOptions;
import weft.http.h1.Http1Fault;
import weft.hub.Hub;
import weft.hub.Hubs;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;

/// An HTTP server: a listener on every hub, a handler for every request.
///
/// TCP listeners share their address (SO_REUSEPORT), and the system spreads connections over them; a
/// Unix-domain socket has one listener, on the first hub.
public final class HttpServer implements AutoCloseable {
  /// Time given to connections that were reset to be gone, in milliseconds.
  private static final long CUT_MILLIS = 1000;

  private final ServerShare share;
  private final List<ServerHub> hubs;
  private final List<TcpListener> listeners = new ArrayList<>();
  private boolean stopped;

  private HttpServer(ServerShare share, List<ServerHub> hubs) {
    this.share = share;
    this.hubs = hubs;
  }

  /// Starts a server. When this returns it accepts connections.
  ///
  /// @param hubs must outlive the server; not closed by it
  /// @throws IOException when the address cannot be had; a [java.net.BindException] when somebody
  ///     else uses it
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
    HttpServer server = new HttpServer(share, List.copyOf(parts));
    try {
      server.listen(options, count > 1);
    } catch (IOException | RuntimeException refused) {
      server.closeListeners();
      throw refused;
    }
    return server;
  }

  private void listen(HttpOptions options, boolean several) throws IOException {
    SocketSettings settings =
        several ? options.sockets().withReusePort(true) : options.sockets();
    SocketAddress address = options.address();
    for (ServerHub part : hubs) {
      TcpListener listener = part.hub().listen(address, settings, part::accept);
      listeners.add(listener);
      // The first listener settles the port when 0 was asked for.
      address = listener.address();
      share.setAddress(address);
    }
  }

  /// Where it listens.
  public SocketAddress address() {
    return share.address();
  }

  /// What it has counted. Any thread.
  public HttpCounters counters() {
    long[] sums = new long[15];
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
      sums[12] += part.tally().overloads;
      sums[13] += part.tally().bytesReceived;
      sums[14] += part.tally().bytesSent;
      for (Http1Fault fault : Http1Fault.values()) {
        long count = part.tally().faults[fault.number()];
        if (count > 0) {
          faults.merge(fault.name(), count, Long::sum);
        }
      }
    }
    return new HttpCounters(
        sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7], sums[8], sums[9],
        sums[10], share.failures(), sums[11], sums[12], sums[13], sums[14], faults);
  }

  /// Stops in good order: no new connections, idle ones end at once, requests being handled are
  /// finished and their connections end behind them. What is left at the deadline is cut: handlers
  /// are interrupted, connections reset. Blocks; not on a bare hub thread. The second call finds
  /// nothing to do.
  ///
  /// @param grace how long requests may take to finish; zero cuts at once
  public StopReport stop(Duration grace) {
    long start = hubs.getFirst().hub().clockNanos();
    closeListeners();
    int connections = 0;
    int requests = 0;
    CountDownLatch drained = new CountDownLatch(hubs.size());
    for (ServerHub part : hubs) {
      connections += part.connectionCount();
      requests += part.openRequests();
      part.hub().invoke(() -> part.drain(drained));
    }
    int[] cut = new int[2];
    if (!await(drained, grace.toNanos())) {
      for (ServerHub part : hubs) {
        part.hub().invoke(() -> count(part.cut(), cut));
      }
      await(drained, TimeUnit.MILLISECONDS.toNanos(CUT_MILLIS));
    }
    Hub clock = hubs.getFirst().hub();
    return new StopReport(
        Duration.ofNanos(clock.clockNanos() - start), connections, requests, cut[0], cut[1]);
  }

  private static void count(long cut, int[] sums) {
    sums[0] += (int) cut;
    sums[1] += (int) (cut >>> 32);
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

  private void closeListeners() {
    if (!stopped) {
      stopped = true;
      for (TcpListener listener : listeners) {
        listener.close();
      }
    }
  }

  /// Stops without waiting for requests.
  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
