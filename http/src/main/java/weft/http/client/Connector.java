package weft.http.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
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
  void connect(ClientRoute route, Attempt attempt) throws IOException {
    Deadline by = deadline(attempt);
    boolean done = false;
    try {
      establish(route, attempt, by, tcp -> speak(tcp, route, attempt, by));
      done = true;
    } finally {
      if (!done) {
        failed(route, attempt);
      }
    }
  }

  /// All of connecting, from the host's name to TLS, has one deadline.
  private Deadline deadline(Attempt attempt) {
    Hub hub = attempt.owner().hub();
    return new Deadline(attempt.deadline().within(options.connectTimeout(), hub));
  }

  private void speak(TcpConnection tcp, ClientRoute route, Attempt attempt, Deadline by)
      throws IOException {
    if (route.isTunnel()) {
      ProxyTunnel.open(tcp, route, attempt, timeLeft(attempt, by));
    }
    if (route.origin().isSecure()) {
      secure(tcp, route, attempt, by);
    } else {
      plain(tcp, route, attempt);
    }
  }

  /// What makes a TCP connection one that serves the attempt.
  private interface Establishment {
    void run(TcpConnection tcp) throws IOException;
  }

  /// Connects and establishes; a connection that comes to nothing is reset, and its client's close
  /// named as the cause where it was that.
  private void establish(ClientRoute route, Attempt attempt, Deadline by, Establishment rest)
      throws IOException {
    TcpConnection tcp = null;
    boolean done = false;
    try {
      tcp = connectTcp(route, attempt, by);
      rest.run(tcp);
      done = true;
    } catch (CallFailed failed) {
      throw attempt.owner().isClosed() ? attempt.closed(failed.isUnprocessed()) : failed;
    } finally {
      if (!done && tcp != null) {
        leave(tcp, attempt);
      }
    }
  }

  /// At the last moment it may have become the pool's, and serve others.
  private static void leave(TcpConnection tcp, Attempt attempt) {
    ClientHub owner = attempt.owner();
    owner
        .hub()
        .execute(() -> {
          if (owner.connected(tcp)) {
            tcp.reset();
          }
        });
  }

  /// Connects for a WebSocket, which has the connection for itself, and waits until it is open.
  ///
  /// @param attempt of the opening handshake; names it and bounds its time
  void open(ClientRoute route, Attempt attempt, WebSocketOpening opening) throws IOException {
    Deadline by = deadline(attempt);
    establish(route, attempt, by, tcp -> open(tcp, route, attempt, by, opening));
  }

  private void open(
      TcpConnection tcp, ClientRoute route, Attempt attempt, Deadline by, WebSocketOpening opening)
      throws IOException {
    if (route.proxy() != null) {
      // "If the client is configured to use a proxy when using the WebSocket Protocol to connect
      // to host /host/ and port /port/, then the client SHOULD connect to that proxy and ask it
      // to open a TCP connection".
      // https://www.rfc-editor.org/rfc/rfc6455#section-4.1
      ProxyTunnel.open(tcp, route, attempt, timeLeft(attempt, by));
    }
    Origin origin = route.origin();
    TlsClient secure = origin.isSecure() ? tls(attempt) : null;
    HubStep.run(
        attempt.owner().hub(),
        attempt,
        () -> {
          if (!opening.begins()) {
            return;
          }
          attempt.owner().connected(tcp);
          if (secure != null) {
            opening.secure(tcp, secure, origin);
          } else {
            tcp.receiveWith(opening.begin(tcp));
          }
        });
    boolean done = false;
    try {
      opening.await(timeLeft(attempt, by));
      done = true;
    } finally {
      if (!done) {
        tcp.reset();
      }
    }
  }

  private static void failed(ClientRoute route, Attempt attempt) {
    ClientHub owner = attempt.owner();
    owner
        .hub()
        .execute(() -> {
          owner.tally().connectionsFailed++;
          // At the last moment it may have come about and been counted.
          if (!attempt.hasBegun()) {
            owner.pool(route).connectFailed();
          }
        });
  }

  private long timeLeft(Attempt attempt, Deadline by) throws CallFailed {
    long left = by.left(options.connectTimeout(), attempt.owner().hub());
    if (left == 0) {
      throw new CallFailed(
          CallFailed.Kind.TIMEOUT, attempt + ": the time is over for connecting", true, null);
    }
    return left;
  }

  // TCP.

  private TcpConnection connectTcp(ClientRoute route, Attempt attempt, Deadline by)
      throws IOException {
    ProxyAddress proxy = route.proxy();
    Origin end = proxy == null ? route.origin() : proxy.origin();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (InetAddress address :
        AddressRace.interleaved(names.addresses(end.host(), timeLeft(attempt, by), attempt))) {
      addresses.add(new InetSocketAddress(address, end.port()));
    }
    try {
      return AddressRace.connect(attempt, addresses, options.sockets(), by.nanos());
    } catch (SocketFailure failed) {
      throw connectFailed(proxy, attempt, failed);
    }
  }

  private static CallFailed connectFailed(
      @Nullable ProxyAddress proxy, Attempt attempt, IOException cause) {
    CallFailed.Kind kind = proxy == null ? CallFailed.Kind.CONNECT : CallFailed.Kind.PROXY;
    return new CallFailed(
        cause instanceof SocketFailure.DeadlinePassed ? CallFailed.Kind.TIMEOUT : kind,
        attempt + (proxy == null ? ": " : ": the proxy " + proxy + ": ") + cause.getMessage(),
        true,
        cause);
  }

  // What is spoken over it.

  private void plain(TcpConnection tcp, ClientRoute route, Attempt attempt) throws IOException {
    ClientHub owner = attempt.owner();
    boolean http2 = options.protocol() == ClientProtocol.HTTP_2 && route.proxy() == null;
    boolean[] begun = new boolean[1];
    HubStep.run(
        owner.hub(),
        attempt,
        () -> {
          if (!owner.isClosed()) {
            begun[0] = true;
            owner.connected(tcp);
            RoutePool pool = owner.pool(route);
            ClientConnection connection = owner.connection(tcp, pool, http2);
            tcp.receiveWith(connection);
            pool.add(connection, !http2, attempt);
          }
        });
    if (!begun[0]) {
      throw attempt.closed(true);
    }
  }

  private void secure(TcpConnection tcp, ClientRoute route, Attempt attempt, Deadline by)
      throws IOException {
    ClientHandshake handshake = new ClientHandshake(tcp, route, attempt);
    handshake.run(tls(attempt), protocols(), timeLeft(attempt, by));
  }

  private TlsClient tls(Attempt attempt) throws IOException {
    try {
      return tls.get();
    } catch (TlsConfigError refused) {
      throw new CallFailed(
          CallFailed.Kind.TLS, attempt + ": " + refused.getMessage(), true, refused);
    }
  }

  private List<String> protocols() {
    return switch (options.protocol()) {
      case AUTO -> List.of("h2", "http/1.1");
      case HTTP_1_1 -> List.of("http/1.1");
      case HTTP_2 -> List.of("h2");
    };
  }
}
