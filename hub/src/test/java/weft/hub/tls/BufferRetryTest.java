package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.hub.Hub;
import weft.hub.ManualHubs;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.Buffer;
import weft.hub.simulated.SimulatedBackend;
import weft.hub.simulated.SimulatedNetwork;

@Timeout(20)
class BufferRetryTest {
  private static final SocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 443);

  /// A connection whose peer never reads, on a hub in virtual time.
  private static final class Scene implements StreamReceiver {
    final SimulatedNetwork network = new SimulatedNetwork(1);
    final ManualHubs hubs;
    final Hub hub;
    private TcpConnection tcp;

    Scene(ManualHubs hubs) throws IOException {
      this.hubs = hubs;
      this.hub = hubs.add(new SimulatedBackend(network), network::nowNanos);
      hub.listen(
          ADDRESS,
          SocketSettings.DEFAULTS,
          accepted -> {
            tcp = accepted;
            return this;
          });
      network.connect(ADDRESS).pauseReading();
      while (tcp == null) {
        hubs.turn(hub);
      }
    }

    void turns(int count) {
      for (int turn = 0; turn < count; turn++) {
        hubs.turn(hub);
      }
    }

    void end() {
      hubs.stop(hub);
      turns(20);
      hubs.end(hub);
    }

    @Override
    public void received(long address, int length) {}

    @Override
    public void receiveEnded(IOException failure) {}

    @Override
    public void drained() {}

    @Override
    public void closed() {}
  }

  @Test
  void itIsTriedSoonAndThenLessOften() throws Exception {
    ManualHubs.run(hubs -> {
      var scene = new Scene(hubs);
      var tries = new ArrayList<Long>();
      var retry = new BufferRetry[1];
      long begun = scene.network.nowNanos();
      retry[0] =
          new BufferRetry(
              scene.tcp,
              () -> {
                tries.add((scene.network.nowNanos() - begun) / 1_000_000);
                retry[0].later();
              });

      retry[0].later();
      retry[0].later();
      while (tries.size() < 7) {
        scene.turns(1);
      }

      assertThat(tries).as("ms, one at a time").startsWith(5L, 15L, 35L, 75L, 155L, 315L, 475L);

      retry[0].cancel();
      int before = tries.size();
      retry[0].progressed();
      long anew = (scene.network.nowNanos() - begun) / 1_000_000;
      retry[0].later();
      while (tries.size() == before) {
        scene.turns(1);
      }
      assertThat(tries.get(before) - anew).as("soon again").isBetween(4L, 6L);

      retry[0].cancel();
      int last = tries.size();
      scene.turns(20);
      assertThat(tries).hasSize(last);
      scene.end();
    });
  }

  @Test
  void whileTheSocketSendsItsEndIsWaitedFor() throws Exception {
    ManualHubs.run(hubs -> {
      var scene = new Scene(hubs);
      var tries = new AtomicInteger();
      Buffer out = scene.tcp.reserve(1);
      out.put(new byte[1], 0, 1);
      var retry = new BufferRetry(scene.tcp, tries::incrementAndGet);

      for (int asked = 0; asked < 1000; asked++) {
        retry.later();
      }
      scene.turns(20);

      assertThat(tries).hasValue(0);
      scene.end();
    });
  }
}
