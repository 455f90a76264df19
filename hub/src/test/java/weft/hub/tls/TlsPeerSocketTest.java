package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;

/// What peers do wrong, slowly or half, on every back-end with every library.
@Timeout(60)
class TlsPeerSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final TestAuthority.Issued EC = AUTHORITY.server("localhost");
  private static final TestAuthority.Issued RSA = AUTHORITY.rsaServer("localhost");
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  private static TlsOptions options(TlsProviderChoice provider) {
    return TlsOptions.DEFAULTS.withProvider(provider).withIdentity(EC.identity());
  }

  private static Socket plain(TlsEcho echo) throws IOException {
    int port = ((InetSocketAddress) echo.address()).getPort();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(15_000);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static byte[] readUntilEnd(InputStream in) throws IOException {
    try {
      return in.readAllBytes();
    } catch (SocketException reset) {
      return new byte[0];
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#allVersions")
  void aClientMayEndItsHalfFirst(HubOptions kind, TlsProviderChoice provider, String version)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      byte[] sent = new byte[100_000];
      Arrays.fill(sent, (byte) 7);
      try (SSLSocket socket = client.connect(version, "localhost")) {
        socket.getOutputStream().write(sent);
        boolean endsHalf = version.equals("TLSv1.3");
        if (endsHalf) {
          socket.shutdownOutput();
        }

        assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        if (endsHalf) {
          // The server's close_notify: otherwise this throws.
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
      }
      TlsEcho.await("the end", () -> echo.events.contains("closed"));
      assertThat(echo.events).containsExactly("ended", "closed");
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aStreamThatIsCutIsToldFromOneThatEnds(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider));
        Socket plain = plain(echo)) {
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      SSLSocket socket = client.over(plain, "TLSv1.3", "localhost");
      socket.getOutputStream().write(HELLO);
      assertThat(socket.getInputStream().readNBytes(5)).isEqualTo(HELLO);

      plain.shutdownOutput();

      TlsEcho.await("the end", () -> !echo.events.isEmpty());
      assertThat(echo.events.getFirst()).startsWith("truncated");
      plain.close();
      TlsEcho.await("the close", () -> echo.events.contains("closed"));
      echo.awaitNoBuffers();
    }
  }

  /// Takes one piece at a time, whenever it is told to.
  private record Hesitant(TlsConnection connection, List<String> events) implements StreamReceiver {
    @Override
    public void received(long address, int length) {
      events.add("received " + length);
      connection.pauseReceiving();
    }

    @Override
    public void receiveEnded(IOException failure) {
      events.add(failure == null ? "ended" : "truncated");
    }

    @Override
    public void drained() {}

    @Override
    public void closed() {
      events.add("closed");
    }
  }

  /// Tells when the end has come to another.
  private record Watched(StreamReceiver other, CountDownLatch ended) implements StreamReceiver {
    @Override
    public void received(long address, int length) {
      other.received(address, length);
    }

    @Override
    public void receiveEnded(IOException failure) {
      other.receiveEnded(failure);
      ended.countDown();
    }

    @Override
    public void drained() {
      other.drained();
    }

    @Override
    public void closed() {
      other.closed();
    }
  }

  /// What the system had handed over when its receiver stopped waits here, the end too.
  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void anEndThatCameBehindBytesThatWaitIsTold(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    List<TcpConnection> sockets = new CopyOnWriteArrayList<>();
    var allHasCome = new CountDownLatch(1);
    TlsServer tls = TlsServer.create(options(provider));
    try (Hubs hubs = Hubs.start(kind)) {
      Hub hub = hubs.hub(0);
      List<TlsConnection> connections = new CopyOnWriteArrayList<>();
      TcpListener listener =
          hub.listen(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              SocketSettings.DEFAULTS,
              tcp -> {
                sockets.add(tcp);
                TlsConnection accepted =
                    TlsConnection.accept(
                        tcp,
                        tls,
                        connection -> {
                          connections.add(connection);
                          return new Hesitant(connection, events);
                        });
                return new Watched(accepted, allHasCome);
              });
      JdkTlsClient client = new JdkTlsClient(listener.address(), AUTHORITY.certificate);
      try (Socket plain =
          new Socket(
              InetAddress.getLoopbackAddress(),
              ((InetSocketAddress) listener.address()).getPort())) {
        SSLSocket socket = client.over(plain, "TLSv1.3", "localhost");
        socket.getOutputStream().write(HELLO);
        TlsEcho.await("the first bytes", () -> events.size() == 1);
        socket.getOutputStream().write(HELLO);
        plain.shutdownOutput();

        // As when it came before the stop had reached the system.
        hub.invoke(sockets.getFirst()::resumeReceiving);
        assertThat(allHasCome.await(15, TimeUnit.SECONDS)).isTrue();
        hub.invoke(connections.getFirst()::resumeReceiving);
        TlsEcho.await("the rest", () -> events.size() == 2);
        hub.invoke(connections.getFirst()::resumeReceiving);

        TlsEcho.await("the end", () -> events.size() == 3);
        assertThat(events).containsExactly("received 5", "received 5", "truncated");
        connections.getFirst().reset();
      }
      listener.close();
    } finally {
      tls.close();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#allVersions")
  void bytesMayComeOneByOne(HubOptions kind, TlsProviderChoice provider, String version)
      throws Exception {
    // With the RSA key steps run on the pool.
    for (TestAuthority.Issued issued : List.of(EC, RSA)) {
      TlsOptions options =
          TlsOptions.DEFAULTS.withProvider(provider).withIdentity(issued.identity());
      try (TlsEcho echo = new TlsEcho(kind, options);
          ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        int port = ((InetSocketAddress) echo.address()).getPort();
        Thread relay = Thread.ofPlatform().start(() -> relay(proxy, port));
        JdkTlsClient client =
            new JdkTlsClient(proxy.getLocalSocketAddress(), AUTHORITY.certificate);
        try (SSLSocket socket = client.connect(version, "localhost")) {
          socket.getOutputStream().write(HELLO);
          assertThat(socket.getInputStream().readNBytes(5)).isEqualTo(HELLO);
        }
        relay.join();
        TlsEcho.await("the end", () -> echo.events.contains("closed"));
        assertThat(echo.tls.counters().failedHandshakes()).isEmpty();
        echo.awaitNoBuffers();
      }
    }
  }

  private static void relay(ServerSocket proxy, int port) {
    try (Socket client = proxy.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      server.setTcpNoDelay(true);
      Thread back =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  server.getInputStream().transferTo(client.getOutputStream());
                } catch (IOException closed) {
                  return;
                }
              });
      OutputStream out = server.getOutputStream();
      int value;
      while ((value = client.getInputStream().read()) >= 0) {
        out.write(value);
      }
      server.shutdownOutput();
      back.join();
    } catch (IOException | InterruptedException closed) {
      return;
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void keysMayBeUpdated(HubOptions kind, TlsProviderChoice provider) throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      try (SSLSocket socket = client.connect("TLSv1.3", "localhost")) {
        for (int count = 0; count < 5; count++) {
          socket.getOutputStream().write(HELLO);
          assertThat(socket.getInputStream().readNBytes(5)).isEqualTo(HELLO);
          // RFC 8446 §4.6.3: once established, the JDK sends a KeyUpdate that asks for one.
          socket.startHandshake();
        }
      }
      TlsEcho.await("the end", () -> echo.events.contains("closed"));
      assertThat(echo.events).containsExactly("ended", "closed");
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void keyUpdatesWithoutEndAreRefused(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      try (SSLSocket socket = client.connect("TLSv1.3", "localhost")) {
        socket.getOutputStream().write(HELLO);
        assertThat(socket.getInputStream().readNBytes(5)).isEqualTo(HELLO);

        try {
          for (int count = 0; count < 1000; count++) {
            socket.startHandshake();
          }
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (IOException alert) {
          // BoringSSL sends one, the JDK's engine none for what we find out ourselves.
          assertThat(alert).isNotInstanceOf(SocketTimeoutException.class);
        }
      }
      TlsEcho.await("the end", () -> echo.events.contains("closed"));
      assertThat(echo.events.getFirst()).startsWith("TLS has failed: ");
      assertThat(echo.tls.counters().failedHandshakes()).containsKey("protocol");
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void anotherHandshakeIsRefused(HubOptions kind, TlsProviderChoice provider) throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      try (SSLSocket socket = client.connect("TLSv1.2", "localhost")) {
        socket.getOutputStream().write(HELLO);
        assertThat(socket.getInputStream().readNBytes(5)).isEqualTo(HELLO);

        assertThatThrownBy(
                () -> {
                  socket.startHandshake();
                  socket.getInputStream().read();
                })
            .isInstanceOf(IOException.class);
      }
      TlsEcho.await("the end", () -> echo.events.contains("closed"));
      assertThat(echo.events.getFirst()).startsWith("TLS has failed: ");
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aWaveOfClientsIsServedInTurns(HubOptions kind, TlsProviderChoice provider) throws Exception {
    int wave = 100;
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      // Hellos that wait together while the hub is held up.
      byte[] hello = RecordedHello.of(client);
      List<Socket> sockets = new ArrayList<>();
      CountDownLatch held = new CountDownLatch(1);
      echo.hubs.hub(0).execute(() -> awaitQuietly(held));
      for (int count = 0; count < wave; count++) {
        Socket socket = plain(echo);
        socket.getOutputStream().write(hello);
        sockets.add(socket);
      }
      held.countDown();
      for (Socket socket : sockets) {
        assertThat(socket.getInputStream().read()).as("a handshake record").isEqualTo(22);
        socket.close();
      }
      TlsEcho.await(
          "the count",
          () -> echo.tls.counters().failedHandshakes().getOrDefault("peer_gone", 0L) == wave);
      echo.awaitNoBuffers();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void plainHttpIsAnsweredInPlainHttp(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      try (Socket socket = plain(echo)) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
        String answer = new String(readUntilEnd(socket.getInputStream()));
        assertThat(answer)
            .startsWith("HTTP/1.1 400 Bad Request\r\n")
            .contains("\r\n\r\nThis port speaks TLS; use https://");
      }
      assertThat(echo.tls.counters().failedHandshakes()).isEqualTo(Map.of("plain_http", 1L));
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void garbageGetsAnAlert(HubOptions kind, TlsProviderChoice provider) throws Exception {
    byte[][] garbage = {
      {0, 1, 2, 3, 4, 5, 6, 7},
      {'X', 'Y', 'Z', 'Z', 'Y'},
      {22, 3, 1, 0, 4, 1, 0, 0, 0},
      {22, 3, 1, 0, 5, 99, 0, 0, 1, 0},
      {(byte) 0x80, 46, 1, 0, 2}
    };
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      for (byte[] bytes : garbage) {
        try (Socket socket = plain(echo)) {
          socket.getOutputStream().write(bytes);
          byte[] answer = readUntilEnd(socket.getInputStream());
          assertThat(answer).as(Arrays.toString(bytes)).hasSize(7);
          assertThat(answer[0]).as("alert record").isEqualTo((byte) 21);
          assertThat(answer[5]).as("fatal").isEqualTo((byte) 2);
        }
      }
      assertThat(echo.tls.counters().failedHandshakes().get("not_tls")).isEqualTo(3);
      assertThat(echo.tls.counters().failedHandshakes().get("protocol")).isEqualTo(2);
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aHandshakeHasADeadline(HubOptions kind, TlsProviderChoice provider) throws Exception {
    TlsOptions options = options(provider).withHandshakeTimeoutNanos(150_000_000);
    try (TlsEcho echo = new TlsEcho(kind, options)) {
      try (Socket silent = plain(echo);
          Socket slow = plain(echo)) {
        slow.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1});
        assertThat(readUntilEnd(silent.getInputStream())).isEmpty();
        assertThat(readUntilEnd(slow.getInputStream())).isEmpty();
      }
      assertThat(echo.tls.counters().failedHandshakes()).isEqualTo(Map.of("timeout", 2L));
      TlsEcho.await("buffers", () -> true);
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void anAddressHasARate(HubOptions kind, TlsProviderChoice provider) throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider).withHandshakesPerSecond(1))) {
      JdkTlsClient client = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
      for (int count = 0; count < 2; count++) {
        try (SSLSocket socket = client.connect("TLSv1.3", "localhost")) {
          socket.startHandshake();
        }
      }
      assertThatThrownBy(
              () -> {
                try (SSLSocket socket = client.connect("TLSv1.3", "localhost")) {
                  socket.startHandshake();
                }
              })
          .isInstanceOf(IOException.class);
      TlsEcho.await("the count", () -> echo.tls.counters().refusedByRate() == 1);
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aClientThatLeavesInTheMiddleIsCounted(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      try (Socket socket = plain(echo)) {
        socket.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1});
      }
      TlsEcho.await(
          "the count",
          () -> echo.tls.counters().failedHandshakes().equals(Map.of("peer_gone", 1L)));
      echo.awaitNoBuffers();
    }
  }
}
