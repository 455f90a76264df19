package weft.http.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import weft.http.Handler;
import weft.http.Http2Options;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;
import weft.http.WebSocket;
import weft.http.WebSocketOptions;
import weft.http.server.HttpServer;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsClientOptions;
import weft.hub.tls.TlsOptions;

/// A server and a client of ours that open WebSockets by a mode.
final class SocketSite implements AutoCloseable {
  final HttpServer server;
  final HttpClient client;
  private final CallMode mode;

  /// @param extendedConnect whether the server takes WebSockets over HTTP/2
  /// @param connectTimeout how long the client tries to open one
  SocketSite(
      CallMode mode, Path folder, boolean extendedConnect, Duration connectTimeout, Handler handler)
      throws IOException {
    this.mode = mode;
    HttpOptions options =
        HttpOptions.DEFAULTS
            .withAddress(loopback())
            .withHttp2(Http2Options.DEFAULTS.withExtendedConnect(extendedConnect));
    ClientOptions calls =
        ClientOptions.DEFAULTS
            .withProtocol(mode.protocol)
            .withProxies(Proxies.NONE)
            .withConnectTimeout(connectTimeout);
    if (mode.isSecure()) {
      DevelopmentCertificate certificate =
          DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
      TlsOptions tls =
          TlsOptions.DEFAULTS.withIdentity(certificate.identity()).withProvider(mode.tls());
      options = options.withHttps(new HttpsOptions(loopback(), tls));
      calls =
          calls.withTls(
              TlsClientOptions.DEFAULTS
                  .withTrustAnchors(List.of(certificate.certificateFile()))
                  .withProvider(mode.tls()));
    }
    server = HttpServer.start(mode.hubs.hubs(), options, handler);
    client = HttpClient.on(mode.hubs.hubs(), calls);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  WebSocket open(String path, WebSocketOptions options) throws IOException {
    InetSocketAddress address =
        (InetSocketAddress) (mode.isSecure() ? server.tlsAddress() : server.address());
    String scheme = mode.isSecure() ? "wss" : "ws";
    String uri = scheme + "://127.0.0.1:" + address.getPort() + path;
    return client.webSocket(uri, options, "X-Mine", "yes");
  }

  @Override
  public void close() {
    client.close();
    server.close();
    mode.hubs.assertBuffersReturned();
  }
}
