package weft.hub.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A message that comes and its answer that goes allocate nothing in a back-end.
@Timeout(60)
class ReceiveAllocationSocketTest {
  private static final int ROUNDS = 10_000;

  /// Measurements until the code is compiled, which happens in the background.
  private static final int ATTEMPTS_MAX = 60;

  private static final long WAIT_NANOS = 100_000_000;

  /// Bytes that may be allocated in all rounds together: far less than one object per round.
  private static final long TOLERANCE = 4096;

  static List<BackendUnderTest> backends() {
    return BackendUnderTest.availableReal();
  }

  /// Answers every message by a copy of itself, from where it lies.
  private static final class Echo implements ChannelEvents {
    private final Backend backend;
    int handle;
    boolean connected;
    long received;

    Echo(Backend backend) {
      this.backend = backend;
    }

    @Override
    public void connected(@Nullable IoFailure failure) {
      assertThat(failure).isNull();
      connected = true;
      backend.armReceive(handle);
    }

    @Override
    public void received(long address, int length) {
      received++;
      backend.send(handle, address, length);
    }

    @Override
    public void sent(int length, @Nullable IoFailure failure) {
      // Only back-ends that take over a send tell of it; the buffer is reused by then, which spoils
      // bytes nobody looks at.
    }

    @Override
    public void closed() {}
  }

  @ParameterizedTest
  @MethodSource("backends")
  void anEchoAllocatesNothing(BackendUnderTest choice) throws Exception {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var backend = choice.open()) {
      var connections = new ArrayList<Echo>();
      int listener =
          backend.listen(loopback(), SocketSettings.DEFAULTS, acceptor(backend, connections));
      backend.armAccept(listener);
      var client = new Echo(backend);
      client.handle =
          backend.connect(backend.localAddress(listener), SocketSettings.DEFAULTS, client);
      while (connections.isEmpty() || !client.connected) {
        backend.turn(WAIT_NANOS);
      }
      var server = connections.getFirst();
      backend.armReceive(server.handle);
      try (var arena = Arena.ofConfined()) {
        long message = arena.allocate(16).address();
        backend.send(client.handle, message, 16);

        long allocated = Long.MAX_VALUE;
        for (int left = ATTEMPTS_MAX; left > 0 && allocated > TOLERANCE; left--) {
          long before = threads.getCurrentThreadAllocatedBytes();
          turn(backend, server, ROUNDS);
          allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }

        assertThat(allocated).as("bytes in %d rounds", ROUNDS).isLessThan(TOLERANCE);
      }
    }
  }

  private static void turn(Backend backend, Echo server, int rounds) {
    long goal = server.received + rounds;
    while (server.received < goal) {
      backend.turn(WAIT_NANOS);
    }
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static ChannelEvents acceptor(Backend backend, List<Echo> connections) {
    return new ChannelEvents() {
      @Override
      public ChannelEvents accepted(int handle) {
        var connection = new Echo(backend);
        connection.handle = handle;
        connections.add(connection);
        return connection;
      }

      @Override
      public void closed() {}
    };
  }
}
