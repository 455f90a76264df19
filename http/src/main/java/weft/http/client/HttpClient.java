package weft.http.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocket;
import weft.http.WebSocketOptions;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;

/// Calls servers, in blocking style, from any thread but the bare one of a hub.
///
/// ```java
/// try (HttpClient client = HttpClient.open(ClientOptions.DEFAULTS)) {
///   try (ClientResponse response = client.get("https://example.org/").send()) {
///     System.out.println(response.status() + " " + response.text());
///   }
/// }
/// ```
///
/// One client is for all calls of a process: it keeps connections open for later ones. Virtual
/// threads of a hub, such as those of a server's handlers, use connections of their own hub.
public final class HttpClient implements AutoCloseable {
  /// Time given to connections that were cut to be gone.
  private static final long CUT_NANOS = 1_000_000_000L;

  private final ClientOptions options;
  private final Proxies proxies;
  private final LazyTls tls;
  private final Connector connector;
  private final Map<Hub, ClientHub> parts = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /// For threads of no hub.
  private volatile @Nullable Hubs outside;

  private final boolean ownsOutside;
  private volatile boolean closed;

  private HttpClient(@Nullable Hubs outside, ClientOptions options) {
    this.options = options;
    this.outside = outside;
    ownsOutside = outside == null;
    Proxies given = options.proxies();
    proxies = given == null ? Proxies.fromEnvironment() : given;
    tls = new LazyTls(options.tls());
    connector = new Connector(options, tls);
  }

  /// Opens a client. Threads that are not of a hub use one of its own, started for the first of
  /// them.
  public static HttpClient open(ClientOptions options) {
    return new HttpClient(null, options);
  }

  /// Opens a client that has threads which are not of a hub use hubs of others, such as those of a
  /// server.
  ///
  /// @param hubs must outlive the client; not closed by it
  public static HttpClient on(Hubs hubs, ClientOptions options) {
    return new HttpClient(hubs, options);
  }

  /// A request, to be told more about and then sent.
  ///
  /// @param method a token, such as `GET`; letters count as they are
  /// @param uri absolute, of http or https; a fragment is not sent
  /// @throws IllegalArgumentException when one of them is malformed
  public ClientRequest request(String method, String uri) {
    return new ClientRequest(this, method, Origin.uri(uri));
  }

  /// A GET request.
  public ClientRequest get(String uri) {
    return request("GET", uri);
  }

  /// A HEAD request.
  public ClientRequest head(String uri) {
    return request("HEAD", uri);
  }

  /// A POST request.
  public ClientRequest post(String uri) {
    return request("POST", uri);
  }

  /// A PUT request.
  public ClientRequest put(String uri) {
    return request("PUT", uri);
  }

  /// A DELETE request.
  public ClientRequest delete(String uri) {
    return request("DELETE", uri);
  }

  /// Opens a WebSocket ([RFC 6455](https://www.rfc-editor.org/rfc/rfc6455)) and waits until it is
  /// open: as a stream of a connection of HTTP/2 where the server takes that ([RFC
  /// 8441](https://www.rfc-editor.org/rfc/rfc8441)), else over HTTP/1.1 on a connection of its own.
  /// Redirects are not followed.
  ///
  /// @param uri absolute, of ws or wss
  /// @param options of our side; `origins` has no meaning here
  /// @param namesAndValues more fields of the request: names and values in turn
  /// @throws IllegalArgumentException when the URI or a field is malformed
  /// @throws IOException [CallFailed] when it was not opened
  public WebSocket webSocket(String uri, WebSocketOptions options, String... namesAndValues)
      throws IOException {
    return WebSocketOpening.open(this, uri, options, namesAndValues);
  }

  /// How it calls.
  public ClientOptions options() {
    return options;
  }

  /// Its library for TLS: `BoringSSL` or `JDK`. TLS is set up by the first call that needs it, or
  /// here, for programs that want to know at once that it can be.
  ///
  /// @throws IOException [weft.hub.tls.TlsConfigError] when it cannot be set up as asked,
  ///   [CallFailed] when the client is closed
  public String tlsProvider() throws IOException {
    return tls.get().provider();
  }

  /// What it has counted. Any thread.
  public ClientCounters counters() {
    ClientTotals totals = new ClientTotals();
    parts.values().forEach(part -> part.addTo(totals));
    return totals.counters();
  }

  // For Call.

  /// The part of the client on the caller's hub, or on one for it.
  ClientHub part() throws IOException {
    Hub current = Hub.current();
    if (current != null && !Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("the bare hub thread must not wait");
    }
    Hub hub = current == null ? outside() : current;
    ClientHub known = parts.get(hub);
    return known == null ? add(hub) : known;
  }

  private Hub outside() throws IOException {
    Hubs hubs = outside;
    if (hubs == null) {
      hubs = startOutside();
    }
    return hubs.hub((int) (Thread.currentThread().threadId() % hubs.count()));
  }

  private Hubs startOutside() throws IOException {
    lock.lock();
    try {
      requireOpen();
      Hubs hubs = outside;
      if (hubs == null) {
        // Hubs are not started by virtual threads.
        hubs =
            PlatformThreads.call(
                "weft-client-start", () -> Hubs.start(HubOptions.DEFAULTS.withHubs(1)));
        outside = hubs;
      }
      return hubs;
    } finally {
      lock.unlock();
    }
  }

  private ClientHub add(Hub hub) throws CallFailed {
    lock.lock();
    try {
      requireOpen();
      return parts.computeIfAbsent(hub, key -> new ClientHub(key, options));
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() throws CallFailed {
    if (closed) {
      throw CallFailed.clientClosed();
    }
  }

  Proxies proxies() {
    return proxies;
  }

  Connector connector() {
    return connector;
  }

  /// Takes no more calls, waits for those that have a connection, then closes; the others fail at
  /// once. Not on a bare hub thread.
  ///
  /// @param grace how long they may take; zero cuts them at once
  public void stop(Duration grace) {
    if (!beginClosing()) {
      return;
    }
    connector.close();
    List<ClientHub> all = List.copyOf(parts.values());
    CountDownLatch drained = new CountDownLatch(all.size());
    for (ClientHub part : all) {
      if (!isDone(part, () -> part.drain(drained))) {
        // With its hub all of it has ended: a server's may, before the client of its handlers.
        drained.countDown();
      }
    }
    if (!await(drained, TimeUnit.NANOSECONDS.convert(grace))) {
      for (ClientHub part : all) {
        isDone(part, part::cut);
      }
      await(drained, CUT_NANOS);
    }
    tls.close();
    Hubs own = ownsOutside ? outside : null;
    if (own != null) {
      own.close();
    }
  }

  private static boolean isDone(ClientHub part, Runnable step) {
    try {
      HubStep.run(part.hub(), "closing the client", step);
      return true;
    } catch (CallFailed ended) {
      return false;
    }
  }

  private boolean beginClosing() {
    lock.lock();
    try {
      boolean first = !closed;
      closed = true;
      return first;
    } finally {
      lock.unlock();
    }
  }

  private static boolean await(CountDownLatch latch, long nanos) {
    try {
      return latch.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      // Whoever interrupts a closing client is out of patience.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Closes at once; calls under way fail.
  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
