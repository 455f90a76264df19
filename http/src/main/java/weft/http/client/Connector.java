package weft.http.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.SocketFailure;
import weft.hub.TcpConnection;
import weft.hub.tls.TlsClient;
import weft.hub.tls.TlsConfigError;

/// Makes connections, in blocking style on the thread of the call that needs one.
final class Connector {
  private final ClientOptions options;
  private final LazyTls tls;
  private final NameLookups names = new NameLookups();

  Connector(ClientOptions options, LazyTls tls) {
    this.options = options;
    this.tls = tls;
  }

  /// Ends: whoever waits for the address of a host is told.
  void close() {
    names.close();
  }

  /// Connects, adds the connection to its pool, and has the call begin on it.
  void connect(ClientRoute route, ConnectionSeeker seeker, Deadline by) throws IOException {
    boolean done = false;
    try {
      establish(route, seeker, by, tcp -> speak(tcp, route, seeker, by));
      done = true;
    } finally {
      if (!done) {
        failed(route, seeker);
      }
    }
  }

  private void speak(TcpConnection tcp, ClientRoute route, ConnectionSeeker seeker, Deadline by)
      throws IOException {
    if (route.isTunnel()) {
      ProxyTunnel.open(tcp, route, seeker, timeLeft(seeker, by));
    }
    if (route.origin().isSecure()) {
      secure(tcp, route, seeker, by);
    } else {
      plain(tcp, route, seeker);
    }
  }

  /// What makes a TCP connection one that serves the seeker.
  private interface Establishment {
    void run(TcpConnection tcp) throws IOException;
  }

  /// Connects and establishes; a connection that comes to nothing is reset, and its client's close
  /// named as the cause where it was that.
  private void establish(
      ClientRoute route, ConnectionSeeker seeker, Deadline by, Establishment rest)
      throws IOException {
    TcpConnection tcp = null;
    boolean done = false;
    try {
      tcp = connectTcp(route, seeker, by);
      rest.run(tcp);
      done = true;
    } catch (CallFailed failed) {
      throw seeker.owner.isClosed() ? seeker.closed(failed.isUnprocessed()) : failed;
    } finally {
      if (!done && tcp != null) {
        leave(tcp, seeker);
      }
    }
  }

  /// At the last moment it may have become the pool's, and serve others.
  private static void leave(TcpConnection tcp, ConnectionSeeker seeker) {
    ClientHub owner = seeker.owner;
    owner
        .hub()
        .execute(() -> {
          if (owner.connected(tcp)) {
            tcp.reset();
          }
        });
  }

  /// Connects for a WebSocket, which has the connection for itself, and waits until it is open.
  void open(ClientRoute route, WebSocketOpening opening) throws IOException {
    Deadline by = opening.connectDeadline();
    establish(route, opening, by, tcp -> open(tcp, route, opening, by));
  }

  private void open(TcpConnection tcp, ClientRoute route, WebSocketOpening opening, Deadline by)
      throws IOException {
    if (route.proxy() != null) {
      // "If the client is configured to use a proxy when using the WebSocket Protocol to connect
      // to host /host/ and port /port/, then the client SHOULD connect to that proxy and ask it
      // to open a TCP connection".
      // https://www.rfc-editor.org/rfc/rfc6455#section-4.1
      ProxyTunnel.open(tcp, route, opening, timeLeft(opening, by));
    }
    Origin origin = route.origin();
    TlsClient secure = origin.isSecure() ? tls(opening) : null;
    HubStep.run(
        opening.hub,
        opening,
        () -> {
          if (!opening.begins()) {
            return;
          }
          opening.owner.connected(tcp);
          if (secure != null) {
            opening.secure(tcp, secure, origin);
          } else {
            tcp.receiveWith(opening.begin(tcp));
          }
        });
    boolean done = false;
    try {
      opening.await(timeLeft(opening, by));
      done = true;
    } finally {
      if (!done) {
        tcp.reset();
      }
    }
  }

  private static void failed(ClientRoute route, ConnectionSeeker seeker) {
    ClientHub owner = seeker.owner;
    owner
        .hub()
        .execute(() -> {
          owner.tally().connectionsFailed++;
          // At the last moment it may have come about and been counted.
          if (seeker.connection() == null) {
            owner.pool(route).connectFailed();
          }
        });
  }

  private long timeLeft(ConnectionSeeker seeker, Deadline by) throws CallFailed {
    long left = by.left(options.connectTimeout(), seeker.hub);
    if (left == 0) {
      throw new CallFailed(
          CallFailed.Kind.TIMEOUT, seeker + ": the time is over for connecting", true, null);
    }
    return left;
  }

  // TCP.

  private TcpConnection connectTcp(ClientRoute route, ConnectionSeeker seeker, Deadline by)
      throws IOException {
    ProxyAddress proxy = route.proxy();
    Origin end = proxy == null ? route.origin() : proxy.origin();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (InetAddress address :
        AddressRace.interleaved(names.addresses(end.host(), timeLeft(seeker, by), seeker))) {
      addresses.add(new InetSocketAddress(address, end.port()));
    }
    try {
      return AddressRace.connect(seeker, addresses, options.sockets(), by.nanos());
    } catch (SocketFailure failed) {
      throw connectFailed(proxy, seeker, failed);
    }
  }

  private static CallFailed connectFailed(
      @Nullable ProxyAddress proxy, ConnectionSeeker seeker, IOException cause) {
    CallFailed.Kind kind = proxy == null ? CallFailed.Kind.CONNECT : CallFailed.Kind.PROXY;
    return new CallFailed(
        cause instanceof SocketFailure.DeadlinePassed ? CallFailed.Kind.TIMEOUT : kind,
        seeker + (proxy == null ? ": " : ": the proxy " + proxy + ": ") + cause.getMessage(),
        true,
        cause);
  }

  // What is spoken over it.

  private void plain(TcpConnection tcp, ClientRoute route, ConnectionSeeker seeker)
      throws IOException {
    ClientHub owner = seeker.owner;
    boolean http2 = options.protocol() == ClientProtocol.HTTP_2 && route.proxy() == null;
    boolean[] begun = new boolean[1];
    HubStep.run(
        owner.hub(),
        seeker,
        () -> {
          if (!owner.isClosed()) {
            begun[0] = true;
            owner.connected(tcp);
            RoutePool pool = owner.pool(route);
            ClientConnection connection = owner.connection(tcp, pool, http2);
            tcp.receiveWith(connection);
            pool.add(connection, !http2, seeker);
          }
        });
    if (!begun[0]) {
      throw seeker.closed(true);
    }
  }

  private void secure(TcpConnection tcp, ClientRoute route, ConnectionSeeker seeker, Deadline by)
      throws IOException {
    ClientHandshake handshake = new ClientHandshake(tcp, route, seeker);
    handshake.run(tls(seeker), protocols(route), timeLeft(seeker, by));
  }

  private TlsClient tls(ConnectionSeeker seeker) throws IOException {
    try {
      return tls.get();
    } catch (TlsConfigError refused) {
      throw new CallFailed(
          CallFailed.Kind.TLS, seeker + ": " + refused.getMessage(), true, refused);
    }
  }

  private List<String> protocols(ClientRoute route) {
    return switch (options.protocol()) {
      case AUTO -> route.http1() ? List.of("http/1.1") : List.of("h2", "http/1.1");
      case HTTP_1_1 -> List.of("http/1.1");
      case HTTP_2 -> List.of("h2");
    };
  }
}
