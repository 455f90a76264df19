package weft.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import weft.bench.plan.BenchCase;

/// Blocking connections to a server, with TLS where the case has it.
///
/// @param factory makes them
record ClientSockets(SocketFactory factory) {
  static ClientSockets of(BenchCase load) throws IOException {
    if (!load.overTls()) {
      return new ClientSockets(SocketFactory.getDefault());
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      return new ClientSockets(context.getSocketFactory());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /// Connects.
  Socket open(InetSocketAddress server) throws IOException {
    Socket socket = factory.createSocket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    return socket;
  }

  /// The server is our own child.
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
