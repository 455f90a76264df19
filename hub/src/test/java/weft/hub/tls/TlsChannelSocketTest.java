package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.HubOptions;
import weft.hub.StreamReceiver;
import weft.hub.Timer;
import weft.hub.memory.Buffer;

/// What the channel promises to a protocol engine, on every back-end with every library.
@Timeout(60)
class TlsChannelSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final TestAuthority.Issued EC = AUTHORITY.server("localhost");
  private static final TestAuthority.Issued RSA = AUTHORITY.rsaServer("localhost");
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  private static TlsOptions options(TlsProviderChoice provider) {
    return TlsOptions.DEFAULTS.withProvider(provider).withIdentity(EC.identity());
  }

  private static JdkTlsClient client(TlsEcho echo) {
    return new JdkTlsClient(echo.address(), AUTHORITY.certificate);
  }

  private static void put(TlsConnection connection, byte[] bytes) {
    Buffer room = connection.reserve(bytes.length);
    room.put(bytes, 0, bytes.length);
    connection.flushLater();
  }

  /// Does something at each arrival of bytes.
  private record OnReceived(TlsConnection connection, Consumer<TlsConnection> action)
      implements StreamReceiver {
    @Override
    public void received(long address, int length) {
      action.accept(connection);
    }

    @Override
    public void receiveEnded(IOException failure) {
      connection.finish();
    }

    @Override
    public void drained() {}

    @Override
    public void closed() {}
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void idleConnectionsHoldNoBuffer(HubOptions kind, TlsProviderChoice provider) throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider))) {
      List<SSLSocket> sockets = new ArrayList<>();
      for (int count = 0; count < 10; count++) {
        SSLSocket socket = client(echo).connect("TLSv1.3", "localhost");
        socket.getOutputStream().write(HELLO);
        assertThat(socket.getInputStream().readNBytes(5)).isEqualTo(HELLO);
        sockets.add(socket);
      }
      TlsEcho.await("no buffer", () -> echo.hubs.hub(0).counters().buffersInUse() == 0);
      assertThat(echo.tls.users()).isEqualTo(11);
      for (SSLSocket socket : sockets) {
        socket.close();
      }
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void whatATurnWritesIsOneRecord(HubOptions kind, TlsProviderChoice provider) throws Exception {
    byte[] part = new byte[100];
    try (TlsEcho echo =
            new TlsEcho(
                kind,
                options(provider),
                connection ->
                    new OnReceived(
                        connection,
                        each -> {
                          // 15,000 bytes, in several buffers.
                          for (int count = 0; count < 150; count++) {
                            put(each, part);
                          }
                        }));
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port(echo))) {
      plain.setTcpNoDelay(true);
      RecordCounter counting = new RecordCounter(plain);
      SSLSocket socket = client(echo).over(counting, "TLSv1.2", "localhost");
      socket.startHandshake();
      counting.applicationRecords.set(0);
      socket.getOutputStream().write(1);

      assertThat(socket.getInputStream().readNBytes(15_000)).hasSize(15_000);
      assertThat(counting.applicationRecords.get()).isEqualTo(1);
      socket.close();
      echo.awaitNoBuffers();
    }
  }

  private static int port(TlsEcho echo) {
    return ((InetSocketAddress) echo.address()).getPort();
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aReceiverMayPutAnotherInItsPlace(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    try (TlsEcho echo =
        new TlsEcho(
            kind,
            options(provider),
            connection ->
                new OnReceived(
                    connection,
                    each -> {
                      put(each, "first".getBytes(StandardCharsets.US_ASCII));
                      each.receiveWith(
                          new OnReceived(
                              each,
                              then -> {
                                put(then, "second".getBytes(StandardCharsets.US_ASCII));
                                then.finish();
                              }));
                    }))) {
      try (SSLSocket socket = client(echo).connect("TLSv1.3", "localhost")) {
        socket.getOutputStream().write(1);
        assertThat(new String(socket.getInputStream().readNBytes(5))).isEqualTo("first");
        socket.getOutputStream().write(1);
        assertThat(new String(socket.getInputStream().readAllBytes())).isEqualTo("second");
      }
      echo.awaitNoBuffers();
    }
  }

  /// A receiver that takes a breath after each arrival, and is told of the end behind all bytes.
  private static final class Breathing implements StreamReceiver {
    private final TlsConnection connection;
    private final AtomicLong received;
    private final AtomicLong whilePaused;
    private final Timer timer;
    private boolean paused;

    Breathing(TlsConnection connection, AtomicLong received, AtomicLong whilePaused) {
      this.connection = connection;
      this.received = received;
      this.whilePaused = whilePaused;
      this.timer = new Timer(connection.hub(), this::resume);
    }

    private void resume() {
      paused = false;
      connection.resumeReceiving();
    }

    @Override
    public void received(long address, int length) {
      received.addAndGet(length);
      if (paused) {
        whilePaused.addAndGet(length);
        return;
      }
      paused = true;
      connection.pauseReceiving();
      timer.set(connection.hub().nowNanos() + 200_000);
    }

    @Override
    public void receiveEnded(IOException failure) {
      put(connection, Long.toString(received.get()).getBytes(StandardCharsets.US_ASCII));
      connection.finish();
    }

    @Override
    public void drained() {}

    @Override
    public void closed() {
      timer.cancel();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aReceiverThatPausesGetsAllInTheEnd(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    // More than may be held: what waits here keeps the rest out of this process.
    byte[] sent = new byte[24 << 20];
    AtomicLong received = new AtomicLong();
    AtomicLong whilePaused = new AtomicLong();
    try (TlsEcho echo =
        new TlsEcho(
            kind,
            options(provider),
            connection -> new Breathing(connection, received, whilePaused))) {
      try (SSLSocket socket = client(echo).connect("TLSv1.3", "localhost")) {
        socket.getOutputStream().write(sent);
        socket.shutdownOutput();
        assertThat(new String(socket.getInputStream().readAllBytes())).isEqualTo("" + sent.length);
      }
      // What one arrival of the socket holds, and no more, comes after a pause.
      assertThat(whilePaused.get()).isLessThan(sent.length);
      echo.awaitNoBuffers();
      assertThat(echo.tls.counters().failedHandshakes()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aReceiversBugEndsItsConnectionOnly(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (TlsEcho echo =
        new TlsEcho(
            kind,
            options(provider),
            connection ->
                new OnReceived(
                    connection,
                    each -> {
                      if (calls.incrementAndGet() == 1) {
                        throw new IllegalStateException("a bug of the test");
                      }
                      put(each, HELLO);
                    }))) {
      try (SSLSocket socket = client(echo).connect("TLSv1.3", "localhost")) {
        socket.getOutputStream().write(1);
        assertThatThrownBy(() -> socket.getInputStream().readNBytes(5))
            .isInstanceOf(IOException.class);
      }
      try (SSLSocket socket = client(echo).connect("TLSv1.3", "localhost")) {
        socket.getOutputStream().write(1);
        assertThat(socket.getInputStream().readNBytes(5)).isEqualTo(HELLO);
      }
      TlsEcho.await("all engines closed", () -> echo.tls.users() == 1);
      assertThat(echo.hubs.hub(0).counters().bugs()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void bytesThatHoldAllBuffersAreSentAllTheSame(TlsProviderChoice provider) throws Exception {
    HubOptions small = TlsKinds.hub().withBufferBytesMax(1 << 20);
    var put = new AtomicLong();
    try (TlsEcho echo =
        new TlsEcho(
            small,
            options(provider),
            connection ->
                new OnReceived(
                    connection,
                    each -> {
                      for (int size = 1 << 16; size >= 256; size /= 2) {
                        Buffer room;
                        while ((room = each.reserve(size)) != null) {
                          put.addAndGet(room.writable());
                          room.wrote(room.writable());
                        }
                      }
                      each.flushLater();
                    }))) {
      try (SSLSocket socket = client(echo).connect("TLSv1.3", "localhost")) {
        socket.getOutputStream().write(1);
        InputStream input = socket.getInputStream();
        input.readNBytes(1);
        assertThat(put.get()).isGreaterThan(800_000);
        assertThat(input.readNBytes((int) put.get() - 1)).hasSize((int) put.get() - 1);
      }
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void connectionsMayEndAtAnyTime(HubOptions kind, TlsProviderChoice provider) throws Exception {
    // The deadline falls into handshake steps, on the hub and, with the RSA key, on the pool.
    for (TestAuthority.Issued issued : List.of(EC, RSA)) {
      TlsOptions options =
          TlsOptions.DEFAULTS
              .withProvider(provider)
              .withIdentity(issued.identity())
              .withHandshakeTimeoutNanos(400_000);
      try (TlsEcho echo = new TlsEcho(kind, options)) {
        byte[] hello = RecordedHello.of(client(echo));
        for (int count = 0; count < 50; count++) {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(echo))) {
            socket.getOutputStream().write(hello);
            socket.setSoLinger(true, 0);
            if (count % 2 == 0) {
              assertThat(socket.getInputStream().read()).isBetween(-1, 22);
            }
          } catch (IOException reset) {
            continue;
          }
        }
        echo.awaitNoBuffers();
      }
    }
  }

  /// The context goes with its last connection, and a step on the pool still uses it.
  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aServerMayCloseWhileHandshakesRun(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    for (int round = 0; round < 5; round++) {
      TlsOptions options = TlsOptions.DEFAULTS.withProvider(provider).withIdentity(RSA.identity());
      List<Socket> sockets = new ArrayList<>();
      try (TlsEcho echo = new TlsEcho(kind, options)) {
        byte[] hello = RecordedHello.of(client(echo));
        for (int count = 0; count < 20; count++) {
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(echo));
          socket.getOutputStream().write(hello);
          sockets.add(socket);
        }
        echo.tls.close();
        for (Socket socket : sockets) {
          socket.setSoLinger(true, 0);
          socket.close();
        }
        TlsEcho.await("all engines closed", () -> echo.tls.users() == 0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void aBrokenRecordBreaksTheConnectionWithAnAlert(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider));
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port(echo))) {
      plain.setTcpNoDelay(true);
      RecordCounter counting = new RecordCounter(plain);
      SSLSocket socket = client(echo).over(counting, "TLSv1.3", "localhost");
      socket.startHandshake();
      byte[] record = new byte[45];
      record[0] = 23;
      record[1] = 3;
      record[2] = 3;
      record[4] = 40;
      plain.getOutputStream().write(record);

      assertThatThrownBy(() -> socket.getInputStream().readNBytes(1))
          .hasMessageContaining("bad_record_mac");
      TlsEcho.await("the end", () -> !echo.events.isEmpty());
      assertThat(echo.events.getFirst()).startsWith("TLS has failed: ");
      plain.close();
      echo.awaitNoBuffers();
    }
  }

  /// A socket that counts records of application data on their way in.
  private static final class RecordCounter extends Socket {
    private final Socket socket;
    final AtomicInteger applicationRecords = new AtomicInteger();

    RecordCounter(Socket socket) {
      this.socket = socket;
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      InputStream in = socket.getInputStream();
      return new InputStream() {
        private int header;
        private int left;

        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
          int count = in.read(target, offset, length);
          for (int index = 0; index < count; index++) {
            see(target[offset + index] & 0xff);
          }
          return count;
        }

        private void see(int value) {
          if (header < 5) {
            if (header == 0 && value == 23) {
              applicationRecords.incrementAndGet();
            }
            left = header == 3 ? value << 8 : header == 4 ? left | value : 0;
            header++;
          } else {
            left--;
          }
          if (header == 5 && left == 0) {
            header = 0;
          }
        }
      };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return socket.getOutputStream();
    }

    @Override
    public InetAddress getInetAddress() {
      return socket.getInetAddress();
    }

    @Override
    public int getPort() {
      return socket.getPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
