package weft.http.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
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
      TcpConnection tcp = connectTcp(route, attempt);
      try {
        if (route.isTunnel()) {
          ProxyTunnel.open(tcp, route, attempt, timeLeft(attempt));
        }
        if (route.origin().isSecure()) {
          secure(tcp, route, attempt);
        } else {
          plain(tcp, route, attempt);
        }
        done = true;
      } finally {
        if (!done) {
          tcp.reset();
        }
      }
    } finally {
      if (!done) {
        failed(route, attempt);
      }
    }
  }

  /// Connects for a WebSocket, which has the connection for itself, and waits until it is open.
  ///
  /// @param attempt of the opening handshake; names it and bounds its time
  void open(ClientRoute route, Attempt attempt, WebSocketOpening opening) throws IOException {
    boolean done = false;
    TcpConnection tcp = connectTcp(route, attempt);
    try {
      if (route.proxy() != null) {
        // "If the client is configured to use a proxy when using the WebSocket Protocol to connect
        // to host /host/ and port /port/, then the client SHOULD connect to that proxy and ask it
        // to open a TCP connection".
        // https://www.rfc-editor.org/rfc/rfc6455#section-4.1
        ProxyTunnel.open(tcp, route, attempt, timeLeft(attempt));
      }
      Origin origin = route.origin();
      TlsClient secure = origin.isSecure() ? tls(attempt) : null;
      HubStep.run(
          attempt.owner().hub(),
          attempt,
          () -> {
            if (secure != null) {
              opening.secure(tcp, secure, origin);
            } else {
              tcp.receiveWith(opening.begin(tcp));
            }
          });
      opening.await(timeLeft(attempt));
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
          break;
        }
      }
    }
    throw last instanceof CallFailed over ? over : connectFailed(proxy, attempt, last);
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
    return new CallFailed(
        proxy == null ? CallFailed.Kind.CONNECT : CallFailed.Kind.PROXY,
        attempt + (proxy == null ? ": " : ": the proxy " + proxy + ": ") + reason,
        true,
        cause);
  }

  // What is spoken over it.

  private void plain(TcpConnection tcp, ClientRoute route, Attempt attempt) throws IOException {
    ClientHub owner = attempt.owner();
    boolean http2 = options.protocol() == ClientProtocol.HTTP_2 && route.proxy() == null;
    HubStep.run(
        owner.hub(),
        attempt,
        () -> {
          RoutePool pool = owner.pool(route);
          ClientConnection connection = owner.connection(tcp, pool, http2);
          tcp.receiveWith(connection);
          pool.add(connection, !http2, attempt);
        });
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
