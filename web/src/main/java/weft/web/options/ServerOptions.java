package weft.web.options;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;
import weft.http.OptionBounds;
import weft.hub.HubOptions;
import weft.hub.tls.TlsConfigError;
import weft.hub.tls.TlsOptions;
import weft.web.forms.FormLimits;
import weft.web.forms.MultipartLimits;

/// Everything that can be set about a server that runs an app.
///
/// @param host name or address to listen on
/// @param port TCP port, 0 to 65535; 0 picks a free one
/// @param unixSocket Unix-domain socket to listen on instead of host and port, a path of
///   [#UNIX_SOCKET_BYTES_MAX] bytes at most; null for TCP
/// @param stopGrace how long a stop waits for requests in flight, at most a year
/// @param moveHogs whether a route that holds up a hub for longer than the watchdog's threshold
///   runs on the offload pool from then on
/// @param https whether and how it also listens for TLS, on the same host
/// @param hubs the event loops
/// @param http the protocol; its addresses are replaced by those given here
/// @param forms what urlencoded forms may have unless their handler says otherwise
/// @param multipart what multipart forms may have unless their handler says otherwise
public record ServerOptions(
    String host,
    int port,
    @Nullable Path unixSocket,
    Duration stopGrace,
    boolean moveHogs,
    HttpsSettings https,
    HubOptions hubs,
    HttpOptions http,
    FormLimits forms,
    MultipartLimits multipart) {
  /// Longest path of a Unix-domain socket, in bytes of UTF-8 (unix(7), less the zero behind it).
  public static final int UNIX_SOCKET_BYTES_MAX = 107;

  /// All IPv4 addresses, port 8080, 30 seconds of grace, the defaults of hub, HTTP and forms.
  public static final ServerOptions DEFAULTS =
      new ServerOptions(
          "0.0.0.0",
          8080,
          null,
          Duration.ofSeconds(30),
          false,
          HttpsSettings.DEFAULTS,
          HubOptions.DEFAULTS,
          HttpOptions.DEFAULTS,
          FormLimits.DEFAULTS,
          MultipartLimits.DEFAULTS);

  /// Refuses what cannot work.
  public ServerOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is empty");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is not in 0 to 65535");
    }
    OptionBounds.time("stopGrace", stopGrace);
    if (unixSocket != null) {
      requireShort(unixSocket);
    }
    if (unixSocket != null && https.redirects()) {
      throw new IllegalArgumentException(
          "a Unix-domain socket has no plain port whose requests could be redirected; leave"
              + " --https-redirect out, or --unix-socket");
    }
  }

  private static void requireShort(Path unixSocket) {
    int bytes = unixSocket.toString().getBytes(UTF_8).length;
    if (bytes > UNIX_SOCKET_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a Unix-domain socket's path has "
              + UNIX_SOCKET_BYTES_MAX
              + " bytes at most, not "
              + bytes);
    }
  }

  /// Where to listen.
  ///
  /// @throws UnknownHostException when the host has no address
  public SocketAddress address() throws UnknownHostException {
    return unixSocket != null
        ? UnixDomainSocketAddress.of(unixSocket)
        : new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /// What to serve, and how: [#http] with the addresses given here.
  ///
  /// @throws UnknownHostException when the host has no address
  /// @throws TlsConfigError when a development certificate cannot be made
  public HttpOptions effectiveHttp() throws UnknownHostException, TlsConfigError {
    HttpOptions plain = http.withAddress(address());
    if (!https.isOn()) {
      return plain;
    }
    TlsOptions tls = https.withCertificate();
    if (!http.http2().enabled()) {
      tls = tls.withApplicationProtocols(List.of("http/1.1"));
    }
    SocketAddress address = new InetSocketAddress(InetAddress.getByName(host), https.port());
    return plain.withHttps(new HttpsOptions(address, tls, https.hsts()));
  }

  /// The same on another host.
  public ServerOptions withHost(String host) {
    return new ServerOptions(
        host, port, unixSocket, stopGrace, moveHogs, https, hubs, http, forms, multipart);
  }

  /// The same on another port.
  public ServerOptions withPort(int port) {
    return new ServerOptions(
        host, port, unixSocket, stopGrace, moveHogs, https, hubs, http, forms, multipart);
  }

  /// The same on a Unix-domain socket; null for TCP.
  public ServerOptions withUnixSocket(@Nullable Path unixSocket) {
    return new ServerOptions(
        host, port, unixSocket, stopGrace, moveHogs, https, hubs, http, forms, multipart);
  }

  /// The same with another time for requests in flight.
  public ServerOptions withStopGrace(Duration stopGrace) {
    return new ServerOptions(
        host, port, unixSocket, stopGrace, moveHogs, https, hubs, http, forms, multipart);
  }

  /// The same with routes that hold up a hub moved to the pool, or left where they are.
  public ServerOptions withMoveHogs(boolean moveHogs) {
    return new ServerOptions(
        host, port, unixSocket, stopGrace, moveHogs, https, hubs, http, forms, multipart);
  }

  /// The same with another way to listen for TLS.
  public ServerOptions withHttps(HttpsSettings https) {
    return new ServerOptions(
        host, port, unixSocket, stopGrace, moveHogs, https, hubs, http, forms, multipart);
  }

  /// The same with other event loops.
  public ServerOptions withHubs(HubOptions hubs) {
    return new ServerOptions(
        host, port, unixSocket, stopGrace, moveHogs, https, hubs, http, forms, multipart);
  }

  /// The same with another protocol setting.
  public ServerOptions withHttp(HttpOptions http) {
    return new ServerOptions(
        host, port, unixSocket, stopGrace, moveHogs, https, hubs, http, forms, multipart);
  }

  /// The same with other limits for urlencoded forms.
  public ServerOptions withForms(FormLimits forms) {
    return new ServerOptions(
        host, port, unixSocket, stopGrace, moveHogs, https, hubs, http, forms, multipart);
  }

  /// The same with other limits for multipart forms.
  public ServerOptions withMultipart(MultipartLimits multipart) {
    return new ServerOptions(
        host, port, unixSocket, stopGrace, moveHogs, https, hubs, http, forms, multipart);
  }
}
