package weft.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import weft.hub.tls.DevelopmentCertificate;
import weft.web.options.HttpsSettings;
import weft.web.options.ServerOptions;

/// An app on two free ports of the loopback interface, one of them for TLS, with clients that trust
/// its certificate.
final class SecureSite implements AutoCloseable {
  private final App app;
  private final Path certificate;
  private final SSLContext trust;

  /// @param options with the settings of [#https]
  SecureSite(App app, ServerOptions options) throws IOException, GeneralSecurityException {
    this.app = app;
    certificate = Objects.requireNonNull(options.https().certificate());
    trust = trust(certificate);
    app.start(options);
  }

  /// TLS on a free port with a certificate of its own.
  ///
  /// @param folder where the certificate is kept
  static HttpsSettings https(Path folder) throws IOException {
    DevelopmentCertificate own =
        DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
    return HttpsSettings.DEFAULTS
        .withPort(0)
        .withCertificate(own.certificateFile())
        .withKey(own.keyFile());
  }

  private static SSLContext trust(Path certificate) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "own", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  int port() {
    return ((InetSocketAddress) app.address()).getPort();
  }

  int tlsPort() {
    return ((InetSocketAddress) Objects.requireNonNull(app.tlsAddress())).getPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  String secureUrl(String path) {
    return "https://127.0.0.1:" + tlsPort() + path;
  }

  Path certificate() {
    return certificate;
  }

  /// A client that follows redirects.
  HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder()
        .sslContext(trust)
        .version(version)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  HttpResponse<String> get(HttpClient.Version version, String url)
      throws IOException, InterruptedException {
    return send(version, HttpRequest.newBuilder(URI.create(url)));
  }

  HttpResponse<String> send(HttpClient.Version version, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient client = client(version)) {
      return client.send(
          request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /// Sends bytes as they are to the plain port and reads until the server closes.
  String raw(String message) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port())) {
      return talk(socket, message);
    }
  }

  /// Sends bytes as they are, without TLS, to the port for TLS and reads until the server closes.
  String rawPlainToTlsPort(String message) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", tlsPort())) {
      return talk(socket, message);
    }
  }

  /// Sends bytes as they are over TLS and reads until the server closes.
  String rawSecure(String message) throws IOException {
    try (Socket socket = trust.getSocketFactory().createSocket("127.0.0.1", tlsPort())) {
      return talk(socket, message);
    }
  }

  private static String talk(Socket socket, String message) throws IOException {
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(message.getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  @Override
  public void close() {
    app.close();
  }
}
