package weft.hub.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A TLS server of the JDK, as tests need it: each connection on a thread of its own.
final class JdkTlsServer implements AutoCloseable {
  /// Serves one connection.
  interface Service {
    void serve(SSLSocket socket, Socket plain) throws Exception;
  }

  final List<String> failures = new CopyOnWriteArrayList<>();

  private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
  private final SSLContext context = SSLContext.getInstance("TLS");
  private final String version;
  private final Service service;

  JdkTlsServer(TestAuthority.Issued issued, String version, Service service) throws Exception {
    this.version = version;
    this.service = service;
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        issued.keys().getPrivate(),
        new char[0],
        new X509Certificate[] {issued.certificate()});
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, new char[0]);
    context.init(factory.getKeyManagers(), null, null);
    Thread.ofPlatform().daemon().start(this::accept);
  }

  static JdkTlsServer echo(TestAuthority.Issued issued, String version) throws Exception {
    return new JdkTlsServer(issued, version, (socket, _) -> echo(socket));
  }

  static void echo(SSLSocket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] part = new byte[5000];
    int count;
    while ((count = in.read(part)) > 0) {
      socket.getOutputStream().write(part, 0, count);
    }
  }

  SocketAddress address() {
    return listener.getLocalSocketAddress();
  }

  private void accept() {
    try {
      while (true) {
        Socket plain = listener.accept();
        plain.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().start(() -> serve(plain));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket plain) {
    try (plain;
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
      service.serve(socket, plain);
    } catch (Exception refused) {
      failures.add(String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
