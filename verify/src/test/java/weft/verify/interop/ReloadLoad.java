package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;

/// Clients that go on asking while certificates change: some with a new connection for each
/// request, half of these by full handshakes and half resuming, some on connections that stay.
final class ReloadLoad implements AutoCloseable {
  private static final int CLIENTS_OF_A_KIND = 2;
  private static final int PATIENCE_SECONDS = 20;
  private static final String REQUEST = "GET /plaintext HTTP/1.1\r\nHost: a\r\n\r\n";

  private final int port;
  private final X509TrustManager trust;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final Semaphore news = new Semaphore(0);
  private final AtomicInteger handshakes = new AtomicInteger();
  private volatile boolean ended;

  /// What one client does, again and again until the end.
  private interface Play {
    void go() throws IOException, GeneralSecurityException;
  }

  ReloadLoad(int port, X509TrustManager trust) {
    this.port = port;
    this.trust = trust;
  }

  void start() throws GeneralSecurityException {
    SSLContext remembering = CertificateFiles.client(trust);
    for (int count = 0; count < CLIENTS_OF_A_KIND; count++) {
      play(() -> askOnce(CertificateFiles.client(trust)));
      play(() -> askOnce(remembering));
      play(this::askOn);
    }
  }

  private void play(Play play) {
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                while (!ended) {
                  play.go();
                }
              } catch (IOException | GeneralSecurityException | AssertionError failure) {
                failures.add(failure.toString());
                news.release(Short.MAX_VALUE);
              }
            }));
  }

  private void askOnce(SSLContext context) throws IOException {
    try (SSLSocket socket = open(context)) {
      ask(socket);
    }
  }

  private void askOn() throws IOException, GeneralSecurityException {
    try (SSLSocket socket = open(CertificateFiles.client(trust))) {
      while (!ended) {
        ask(socket);
      }
    }
  }

  private SSLSocket open(SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) Duration.ofSeconds(PATIENCE_SECONDS).toMillis());
    socket.startHandshake();
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    names.add(shown.getSubjectX500Principal().getName().substring("CN=".length()));
    handshakes.incrementAndGet();
    news.release();
    return socket;
  }

  private static void ask(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("Hello, World!")) {
      answer.append((char) in.readUnsignedByte());
    }
    assertThat(answer).startsWith("HTTP/1.1 200 OK");
  }

  /// Waits for more handshakes, or a failure.
  void awaitHandshakes(int count) throws InterruptedException {
    news.drainPermits();
    assertThat(news.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /// Lets every client end what it does.
  void end() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(PATIENCE_SECONDS));
    }
  }

  /// What went wrong.
  List<String> failures() {
    return List.copyOf(failures);
  }

  /// Handshakes made.
  int handshakes() {
    return handshakes.get();
  }

  /// Common names of the certificates seen.
  Set<String> names() {
    return names;
  }

  @Override
  public void close() throws InterruptedException {
    end();
  }
}
