package weft.hub;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

/// Proves that a back-end moves bytes before it is trusted: accept, receive and send over loopback.
/// A sandbox may allow a ring and forbid what it is for.
final class BackendSelfTest {
  private static final long TURN_NANOS = 100_000_000L;
  private static final int TURNS_MAX = 50;
  private static final byte PROOF = 0x57;

  private final Backend backend;
  private final Side server = new Side();
  private final Side client = new Side();
  private int accepted = -1;

  private BackendSelfTest(Backend backend) {
    this.backend = backend;
  }

  /// What went wrong, or `null`.
  static @Nullable String run(Backend backend) throws IOException {
    return new BackendSelfTest(backend).run();
  }

  private @Nullable String run() throws IOException {
    int listener =
        backend.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            SocketSettings.DEFAULTS,
            new Listening());
    backend.armAccept(listener);
    int connection =
        backend.connect(backend.localAddress(listener), SocketSettings.DEFAULTS, client);
    try (BufferPool pool = new BufferPool(1 << 20)) {
      Buffer proof = pool.acquireForOutput(BufferPool.SIZE_MIN);
      if (proof == null) {
        return "no buffer";
      }
      proof.put(PROOF);
      boolean sent = false;
      for (int turn = 0; turn < TURNS_MAX && server.received != PROOF; turn++) {
        backend.turn(TURN_NANOS);
        if (client.failure != null) {
          return "loopback connect: " + SocketFailure.reason(client.failure);
        }
        if (client.connected && !sent) {
          sent = true;
          backend.send(connection, proof.readAddress(), 1);
        }
      }
      if (server.received != PROOF) {
        return "self-test: no byte came through loopback";
      }
      backend.close(connection, true);
      backend.close(accepted, true);
      backend.close(listener, false);
      for (int turn = 0; turn < TURNS_MAX && !(client.closed && server.closed); turn++) {
        backend.turn(TURN_NANOS);
      }
      return client.closed && server.closed ? null : "self-test: a closed channel stayed open";
    }
  }

  private final class Listening implements ChannelEvents {
    @Override
    public ChannelEvents accepted(int handle) {
      accepted = handle;
      backend.armReceive(handle);
      return server;
    }

    @Override
    public void closed() {
      // The channels that moved bytes are the ones to wait for.
    }
  }

  private static final class Side implements ChannelEvents {
    boolean connected;
    boolean closed;
    byte received;
    @Nullable IoFailure failure;

    @Override
    public void connected(@Nullable IoFailure failure) {
      this.failure = failure;
      connected = failure == null;
    }

    @Override
    public void received(long address, int length) {
      received = Memory.getByte(address);
    }

    @Override
    public void receiveEnded(@Nullable IoFailure failure) {
      // Only bytes prove anything.
    }

    @Override
    public void sent(int length, @Nullable IoFailure failure) {
      this.failure = failure;
    }

    @Override
    public void closed() {
      closed = true;
    }
  }
}
