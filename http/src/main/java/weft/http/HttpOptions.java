package weft.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.SocketSettings;

/// How a server listens and presents itself.
///
/// @param address TCP ([InetSocketAddress]; port 0 picks a free one) or Unix domain
///   ([java.net.UnixDomainSocketAddress])
/// @param sockets listening and accepted sockets; `reusePort` is set by the server where it needs
///   it
/// @param serverName value of the Server field, empty for none
/// @param halfClosingClients whether a client that ends its sending side may still wait for its
///   answer; otherwise that means it has gone, and its handler is interrupted
/// @param https where it also listens for TLS, `null` for nowhere
/// @param http2 how it speaks HTTP/2
/// @param limits everything a peer can make us hold or wait for
public record HttpOptions(
    SocketAddress address,
    SocketSettings sockets,
    String serverName,
    boolean halfClosingClients,
    @Nullable HttpsOptions https,
    Http2Options http2,
    HttpLimits limits) {
  /// Port 8080 of every address.
  public static final HttpOptions DEFAULTS =
      new HttpOptions(
          new InetSocketAddress(8080),
          SocketSettings.DEFAULTS,
          "weft",
          false,
          null,
          Http2Options.DEFAULTS,
          HttpLimits.DEFAULTS);

  /// Refuses a server name that cannot be sent.
  public HttpOptions {
    if (!Ascii.isFieldValue(serverName)) {
      throw new IllegalArgumentException("serverName has characters no field may have");
    }
  }

  /// What responses over TLS say about coming by TLS only, or `null`.
  public @Nullable Hsts hsts() {
    return https == null ? null : https.hsts();
  }

  /// The same with another address.
  public HttpOptions withAddress(SocketAddress address) {
    return new HttpOptions(address, sockets, serverName, halfClosingClients, https, http2, limits);
  }

  /// The same on another port of every address.
  ///
  /// @param port 0 to 65535
  public HttpOptions withPort(int port) {
    return withAddress(new InetSocketAddress(port));
  }

  /// The same with other socket settings.
  public HttpOptions withSockets(SocketSettings sockets) {
    return new HttpOptions(address, sockets, serverName, halfClosingClients, https, http2, limits);
  }

  /// The same with another Server field, empty for none.
  public HttpOptions withServerName(String serverName) {
    return new HttpOptions(address, sockets, serverName, halfClosingClients, https, http2, limits);
  }

  /// The same with another idea of half-closing clients.
  public HttpOptions withHalfClosingClients(boolean halfClosingClients) {
    return new HttpOptions(address, sockets, serverName, halfClosingClients, https, http2, limits);
  }

  /// The same, listening for TLS too; `null` for not.
  public HttpOptions withHttps(@Nullable HttpsOptions https) {
    return new HttpOptions(address, sockets, serverName, halfClosingClients, https, http2, limits);
  }

  /// The same with another way to speak HTTP/2.
  public HttpOptions withHttp2(Http2Options http2) {
    return new HttpOptions(address, sockets, serverName, halfClosingClients, https, http2, limits);
  }

  /// The same with other limits.
  public HttpOptions withLimits(HttpLimits limits) {
    return new HttpOptions(address, sockets, serverName, halfClosingClients, https, http2, limits);
  }
}
