package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.backend.SocketSettings;

@Timeout(30)
class ReceiverFaultTest {
  /// Fails at the byte 'x', else sends the byte back.
  private static final class Touchy implements StreamReceiver {
    private final TcpConnection connection;

    Touchy(TcpConnection connection) {
      this.connection = connection;
    }

    @Override
    public void received(long address, int length) {
      byte first = weft.hub.memory.Memory.getByte(address);
      if (first == 'x') {
        throw new IllegalStateException("a bug of the engine");
      }
      connection.reserve(1).put(first);
      connection.flushLater();
    }

    @Override
    public void receiveEnded(@Nullable IOException failure) {
      connection.close();
    }

    @Override
    public void drained() {}

    @Override
    public void closed() {}
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aBugInOneConnectionsEngineResetsItAndNoOther(HubOptions kind) throws Exception {
    Logger.getLogger("weft.hub").setLevel(Level.OFF);
    try (Hubs hubs = Hubs.start(kind)) {
      Hub hub = hubs.hub(0);
      TcpListener listener =
          hub.listen(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              SocketSettings.DEFAULTS,
              Touchy::new);
      InetSocketAddress address = (InetSocketAddress) listener.address();
      try (Socket bad = new Socket(address.getAddress(), address.getPort());
          Socket good = new Socket(address.getAddress(), address.getPort())) {
        bad.getOutputStream().write('x');
        int end;
        try {
          end = bad.getInputStream().read();
        } catch (IOException reset) {
          end = -1;
        }
        assertThat(end).isEqualTo(-1);

        good.getOutputStream().write('a');
        assertThat(good.getInputStream().read()).isEqualTo('a');
        assertThat(hub.counters().bugs()).isEqualTo(1);
      }
    } finally {
      Logger.getLogger("weft.hub").setLevel(null);
    }
  }

  /// Where a bug would be logged, nothing is taken any more: it is counted, and no other suffers.
  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aBugWhileTheOffloadPoolIsFullHarmsNoOther(HubOptions kind) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Hubs hubs = Hubs.start(kind.withOffloadThreadsMax(1))) {
      Hub hub = hubs.hub(0);
      assertThatThrownBy(
              () -> {
                while (true) {
                  hubs.offload().execute(() -> awaitQuietly(release));
                }
              })
          .isInstanceOf(OffloadRefused.class);
      TcpListener listener =
          hub.listen(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              SocketSettings.DEFAULTS,
              Touchy::new);
      InetSocketAddress address = (InetSocketAddress) listener.address();
      try (Socket bad = new Socket(address.getAddress(), address.getPort());
          Socket good = new Socket(address.getAddress(), address.getPort())) {
        bad.getOutputStream().write('x');
        assertThatThrownBy(() -> bad.getInputStream().read()).isInstanceOf(IOException.class);

        good.getOutputStream().write('a');
        assertThat(good.getInputStream().read()).isEqualTo('a');
        assertThat(hub.counters().bugs()).isEqualTo(1);
      } finally {
        release.countDown();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }
}
