package weft.verify.interop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import weft.hub.HubOptions;
import weft.hub.tls.DevelopmentCertificate;
import weft.web.App;
import weft.web.options.HttpsSettings;
import weft.web.options.ServerOptions;

/// An app of a test on two free ports of the loopback interface, one of them for TLS.
final class AppProbe implements AutoCloseable {
  private final App app;

  /// @param folder where the certificate is kept
  AppProbe(App app, Path folder) throws IOException {
    this.app = app;
    DevelopmentCertificate own =
        DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
    app.start(
        ServerOptions.DEFAULTS
            .withHost("127.0.0.1")
            .withPort(0)
            .withHubs(HubOptions.DEFAULTS.withHubs(1))
            .withHttps(
                HttpsSettings.DEFAULTS
                    .withPort(0)
                    .withCertificate(own.certificateFile())
                    .withKey(own.keyFile())));
  }

  String url(String path) {
    return "http://127.0.0.1:" + ((InetSocketAddress) app.address()).getPort() + path;
  }

  String secureUrl(String path) {
    InetSocketAddress address = (InetSocketAddress) Objects.requireNonNull(app.tlsAddress());
    return "https://127.0.0.1:" + address.getPort() + path;
  }

  @Override
  public void close() {
    app.close();
  }
}
