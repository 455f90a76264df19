package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.StreamReceiver;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;

/// What a connection holds for a peer that reads now and then, looked at in every turn of its hub.
@Timeout(60)
class OutputMemorySocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final int TURNS = 2000;

  /// What is written in a turn, in bytes.
  private static final int TURN_BYTES_MAX = 100_000;

  /// What a slow reader may cost, in bytes.
  private static final long MEMORY_MAX = 256 * 1024;

  /// When a protocol engine's writers wait: bytes under way, or memory.
  private static final long PENDING_FULL = 128 * 1024;

  private static final long MEMORY_FULL = 160 * 1024;

  @TempDir Path folder;

  /// A peer that sends nothing we wait for.
  private record Silent() implements StreamReceiver {
    @Override
    public void received(long address, int length) {}

    @Override
    public void receiveEnded(IOException failure) {}

    @Override
    public void drained() {}

    @Override
    public void closed() {}
  }

  /// Writes pieces until there are enough for a turn, or writers have to wait.
  ///
  /// @return the most memory seen
  private static long write(TlsConnection connection, SplittableRandom random, int pieceMax) {
    long most = connection.outputMemory();
    int left = random.nextInt(TURN_BYTES_MAX);
    while (left > 0
        && connection.pendingOutput() < PENDING_FULL
        && connection.outputMemory() < MEMORY_FULL) {
      Buffer room = connection.reserve(random.nextInt(1, pieceMax));
      assertThat(room).isNotNull();
      int count = Math.min(random.nextInt(1, pieceMax), room.writable());
      room.put(new byte[count], 0, count);
      left -= count;
      most = Math.max(most, connection.outputMemory());
    }
    connection.flushLater();
    return most;
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#all")
  void inNoTurnItIsMoreThanASlowReaderMayCost(HubOptions kind, TlsProviderChoice provider)
      throws Exception {
    TlsOptions options =
        TlsOptions.DEFAULTS
            .withProvider(provider)
            .withIdentity(AUTHORITY.server("localhost").files(folder, "server"));
    for (int pieceMax : new int[] {600, 10_000, BufferPool.SIZE_MAX}) {
      var random = new SplittableRandom(pieceMax);
      try (TlsEcho server = new TlsEcho(kind, options, connection -> new Silent())) {
        Hub hub = server.hubs.hub(0);
        try (SSLSocket client = connect(server.address())) {
          client.startHandshake();
          TlsEcho.await("the connection", () -> !server.connections.isEmpty());
          TlsConnection connection = server.connections.getFirst();
          InputStream input = client.getInputStream();
          byte[] sink = new byte[64 * 1024];
          var most = new AtomicLong();
          var pending = new AtomicLong();
          boolean wasFull = false;
          for (int turn = 0; turn < TURNS; turn++) {
            hub.invoke(() -> {
              most.set(write(connection, random, pieceMax));
              pending.set(connection.pendingOutput());
            });
            assertThat(most.get()).as("turn " + turn).isLessThan(MEMORY_MAX);
            wasFull |= most.get() >= MEMORY_FULL / 2;
            if (turn % 2 == 0 && pending.get() > 0) {
              assertThat(input.read(sink, 0, random.nextInt(1, sink.length))).isPositive();
            }
          }
          assertThat(wasFull).as("the reader was slow").isTrue();
          connection.reset();
        }
        server.awaitNoBuffers();
      }
    }
  }

  /// One for which the system holds little.
  private static SSLSocket connect(SocketAddress address) throws Exception {
    Socket plain = new Socket();
    plain.setReceiveBufferSize(16 * 1024);
    plain.setSoTimeout(15_000);
    int port = ((InetSocketAddress) address).getPort();
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new JdkTlsClient(address, AUTHORITY.certificate).over(plain, "TLSv1.3", "localhost");
  }
}
