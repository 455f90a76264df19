package weft.hub.tls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/// A TLS client of the JDK, as tests need it.
final class JdkTlsClient {
  private final SSLContext context;
  private final InetSocketAddress address;
  private final TrustManager[] trust;

  JdkTlsClient(SocketAddress address, X509Certificate trusted) {
    this(address, trusted, null);
  }

  JdkTlsClient(SocketAddress address, X509Certificate trusted, TestAuthority.Issued own) {
    this.address = (InetSocketAddress) address;
    try {
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      anchors.setCertificateEntry("trusted", trusted);
      TrustManagerFactory trusting = TrustManagerFactory.getInstance("PKIX");
      trusting.init(anchors);
      context = SSLContext.getInstance("TLS");
      trust = trusting.getTrustManagers();
      context.init(keys(own), trust, null);
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// One that shows its certificate whatever authorities the server names.
  static JdkTlsClient stubborn(
      SocketAddress address, X509Certificate trusted, TestAuthority.Issued own) {
    JdkTlsClient client = new JdkTlsClient(address, trusted, own);
    try {
      KeyManager[] keys = {new Stubborn(own)};
      client.context.init(keys, client.trust, null);
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
    return client;
  }

  private static final class Stubborn extends X509ExtendedKeyManager {
    private final TestAuthority.Issued own;

    Stubborn(TestAuthority.Issued own) {
      this.own = own;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[] {"own"};
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
      return "own";
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {own.certificate(), own.authority()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return own.keys().getPrivate();
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

  /// One for a test that moves the records itself.
  SSLEngine engine(String version) {
    SSLEngine engine = context.createSSLEngine("localhost", address.getPort());
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {version});
    return engine;
  }

  SSLSocket connect(String version, String host, String... applicationProtocols) throws Exception {
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
    plain.setSoTimeout(15_000);
    // Else the second of two small writes waits 40 ms for an acknowledgement, here as elsewhere.
    plain.setTcpNoDelay(true);
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
