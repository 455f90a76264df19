package weft.http.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
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

  /// Connects, adds the connection to its pool, and has the call begin on it.
  void connect(ClientRoute route, Attempt attempt) throws IOException {
    boolean done = false;
    try {
      establish(route, attempt, tcp -> speak(tcp, route, attempt));
      done = true;
    } finally {
      if (!done) {
        failed(route, attempt);
      }
    }
  }

  private void speak(TcpConnection tcp, ClientRoute route, Attempt attempt) throws IOException {
    if (route.isTunnel()) {
      tunnel(tcp, route, attempt);
    }
    if (route.origin().isSecure()) {
      announce(tcp, attempt);
      secure(tcp, route, attempt);
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
  private void establish(ClientRoute route, Attempt attempt, Establishment rest)
      throws IOException {
    TcpConnection tcp = connectTcp(route, attempt);
    boolean done = false;
    try {
      rest.run(tcp);
      done = true;
    } catch (CallFailed failed) {
      throw attempt.owner().isClosed() ? attempt.closed(failed.isUnprocessed()) : failed;
    } finally {
      if (!done) {
        tcp.reset();
        leave(tcp, attempt);
      }
    }
  }

  /// Has the client know of the connection, and end it when it is closed.
  private static void announce(TcpConnection tcp, Attempt attempt) throws CallFailed {
    ClientHub owner = attempt.owner();
    if (HubStep.ask(owner.hub(), attempt, () -> owner.connects(tcp) ? 1 : 0) == 0) {
      throw attempt.closed(true);
    }
  }

  private static void leave(TcpConnection tcp, Attempt attempt) {
    ClientHub owner = attempt.owner();
    owner.hub().execute(() -> owner.connected(tcp));
  }

  private void tunnel(TcpConnection tcp, ClientRoute route, Attempt attempt) throws IOException {
    announce(tcp, attempt);
    ProxyTunnel.open(tcp, route, attempt, timeLeft(attempt));
    HubStep.run(attempt.owner().hub(), attempt, () -> attempt.owner().connected(tcp));
  }

  /// Connects for a WebSocket, which has the connection for itself, and waits until it is open.
  ///
  /// @param attempt of the opening handshake; names it and bounds its time
  void open(ClientRoute route, Attempt attempt, WebSocketOpening opening) throws IOException {
    establish(route, attempt, tcp -> open(tcp, route, attempt, opening));
  }

  private void open(TcpConnection tcp, ClientRoute route, Attempt attempt, WebSocketOpening opening)
      throws IOException {
    if (route.proxy() != null) {
      // "If the client is configured to use a proxy when using the WebSocket Protocol to connect
      // to host /host/ and port /port/, then the client SHOULD connect to that proxy and ask it
      // to open a TCP connection".
      // https://www.rfc-editor.org/rfc/rfc6455#section-4.1
      tunnel(tcp, route, attempt);
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
          if (secure != null) {
            opening.secure(tcp, secure, origin);
          } else {
            tcp.receiveWith(opening.begin(tcp));
          }
        });
    opening.await(timeLeft(attempt));
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

  private long timeLeft(Attempt attempt) throws CallFailed {
    Duration most = options.connectTimeout();
    long left = attempt.deadline().left(most, attempt.owner().hub());
    if (left == 0) {
      throw new CallFailed(
          CallFailed.Kind.TIMEOUT, attempt + ": the time is over for connecting", true, null);
    }
    return left;
  }

  // TCP.

  private TcpConnection connectTcp(ClientRoute route, Attempt attempt) throws IOException {
    ProxyAddress proxy = route.proxy();
    Origin end = proxy == null ? route.origin() : proxy.origin();
    Hub hub = attempt.owner().hub();
    IOException last = null;
    for (InetAddress address : names.addresses(end.host(), timeLeft(attempt), attempt)) {
      try {
        return hub.connect(
            new InetSocketAddress(address, end.port()), options.sockets(), timeLeft(attempt));
      } catch (IOException failed) {
        last = chained(failed, last);
        if (Thread.currentThread().isInterrupted()) {
          throw interrupted(last);
        }
      }
    }
    throw last instanceof CallFailed over ? over : connectFailed(proxy, attempt, last);
  }

  private static InterruptedIOException interrupted(IOException cause) {
    InterruptedIOException interrupted = new InterruptedIOException("interrupted while connecting");
    interrupted.initCause(cause);
    return interrupted;
  }

  private static IOException chained(IOException failed, @Nullable IOException before) {
    if (before != null) {
      failed.addSuppressed(before);
    }
    return failed;
  }

  private static CallFailed connectFailed(
      @Nullable ProxyAddress proxy, Attempt attempt, @Nullable IOException cause) {
    String reason = cause == null ? "its host has no address" : cause.getMessage();
    CallFailed.Kind kind = proxy == null ? CallFailed.Kind.CONNECT : CallFailed.Kind.PROXY;
    return new CallFailed(
        cause instanceof SocketFailure.DeadlinePassed ? CallFailed.Kind.TIMEOUT : kind,
        attempt + (proxy == null ? ": " : ": the proxy " + proxy + ": ") + reason,
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

  private void secure(TcpConnection tcp, ClientRoute route, Attempt attempt) throws IOException {
    ClientHandshake handshake = new ClientHandshake(tcp, route, attempt);
    handshake.run(tls(attempt), protocols(), timeLeft(attempt));
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
