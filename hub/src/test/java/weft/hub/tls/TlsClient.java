package weft.hub.tls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A TLS client of the JDK, as tests need it.
final class TlsClient {
  private final SSLContext context;
  private final InetSocketAddress address;

  TlsClient(SocketAddress address, X509Certificate trusted) {
    this(address, trusted, null);
  }

  TlsClient(SocketAddress address, X509Certificate trusted, TestAuthority.Issued own) {
    this.address = (InetSocketAddress) address;
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry("trusted", trusted);
      TrustManagerFactory trusting = TrustManagerFactory.getInstance("PKIX");
      trusting.init(trust);
      context = SSLContext.getInstance("TLS");
      context.init(keys(own), trusting.getTrustManagers(), null);
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static KeyManager[] keys(TestAuthority.Issued own) throws Exception {
    if (own == null) {
      return new KeyManager[0];
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        own.keys().getPrivate(),
        new char[0],
        new X509Certificate[] {own.certificate(), own.authority()});
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  SSLSocket connect(String version, String host, String... applicationProtocols) throws Exception {
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
    plain.setSoTimeout(15_000);
    return over(plain, version, host, applicationProtocols);
  }

  SSLSocket over(Socket plain, String version, String host, String... applicationProtocols)
      throws Exception {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, "localhost", address.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(applicationProtocols);
    parameters.setServerNames(host == null ? List.of() : List.of(new SNIHostName(host)));
    socket.setSSLParameters(parameters);
    return socket;
  }
}
