package weft.http.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import weft.hub.tls.DevelopmentCertificate;

/// A server that speaks TLS by the JDK and then what a test says, also by the TCP connection below:
/// for ends of TLS that no good server makes. Threads of its own.
final class JdkTlsSite implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  /// What to do on one connection.
  interface Script {
    void play(SSLSocket socket, InputStream input, Socket plain) throws IOException;
  }

  private final ServerSocket listener;
  private final SSLContext context;
  private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

  JdkTlsSite(DevelopmentCertificate certificate, String version, boolean asks, Script script)
      throws IOException {
    context = context(certificate);
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.add(Thread.ofPlatform().start(() -> accept(version, asks, script)));
  }

  private static SSLContext context(DevelopmentCertificate own) throws IOException {
    try (InputStream file = Files.newInputStream(own.certificateFile())) {
      Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(file);
      String pem = Files.readString(own.keyFile()).replaceAll("-----[A-Z ]+-----", "");
      PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own",
          KeyFactory.getInstance("EC").generatePrivate(key),
          new char[0],
          new Certificate[] {certificate});
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, new char[0]);
      SSLContext made = SSLContext.getInstance("TLS");
      made.init(keys.getKeyManagers(), null, null);
      return made;
    } catch (GeneralSecurityException impossible) {
      throw new IOException(impossible);
    }
  }

  private void accept(String version, boolean asks, Script script) {
    while (true) {
      try {
        Socket plain = listener.accept();
        plain.setSoTimeout(PATIENCE_MILLIS);
        plain.setTcpNoDelay(true);
        threads.add(Thread.ofPlatform().start(() -> play(plain, version, asks, script)));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void play(Socket plain, String version, boolean asks, Script script) {
    try (plain;
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, true)) {
      socket.setEnabledProtocols(new String[] {version});
      socket.setNeedClientAuth(asks);
      script.play(socket, socket.getInputStream(), plain);
    } catch (IOException gone) {
      // The client has what it wants.
    }
  }

  String uri(String host) {
    return "https://" + host + ":" + listener.getLocalPort() + "/";
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Thread thread : List.copyOf(threads)) {
      try {
        thread.join(PATIENCE_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
