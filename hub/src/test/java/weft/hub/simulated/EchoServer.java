package weft.hub.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.Memory;

/// Sends back what it receives, as a careful owner of channels does: it stops receiving while it
/// has unsent bytes, goes on after shortages, and closes at the end.
final class EchoServer implements ChannelEvents {
  private static final long RETRY_NANOS = 1_000_000;

  private final SimulatedNetwork network;
  private final SimulatedBackend backend;
  private final int handle;
  int open;
  int acceptFailures;

  EchoServer(SimulatedNetwork network, SimulatedBackend backend) throws IOException {
    this.network = network;
    this.backend = backend;
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    this.handle = backend.listen(address, SocketSettings.DEFAULTS, this);
    backend.armAccept(handle);
  }

  SocketAddress address() throws IOException {
    return backend.localAddress(handle);
  }

  @Override
  public ChannelEvents accepted(int connection) {
    open++;
    backend.armReceive(connection);
    return new Echo(connection);
  }

  @Override
  public void acceptFailed(IoFailure failure) {
    assertThat(failure).isEqualTo(IoFailure.NO_FILES);
    acceptFailures++;
    network.after(RETRY_NANOS, () -> backend.armAccept(handle));
  }

  @Override
  public void closed() {
    throw new AssertionError("nobody closes the listener");
  }

  private final class Echo implements ChannelEvents {
    private static final int SIZE = 64 * 1024;

    private final int handle;
    private final Arena arena = Arena.ofConfined();
    private final long buffer = arena.allocate(SIZE).address();
    private int from;
    private int to;
    private boolean pending;
    private boolean inputEnded;
    private boolean closing;
    private boolean closed;

    Echo(int handle) {
      this.handle = handle;
    }

    @Override
    public void received(long address, int length) {
      assertAlive();
      assertThat(inputEnded).isFalse();
      Memory.copy(address, buffer + to, length);
      to += length;
      backend.disarmReceive(handle);
      flush();
    }

    @Override
    public void receiveEnded(@Nullable IoFailure failure) {
      assertAlive();
      inputEnded = true;
      if (failure != null) {
        close(true);
      } else {
        flush();
      }
    }

    @Override
    public void sent(int length, @Nullable IoFailure failure) {
      assertAlive();
      assertThat(pending).isTrue();
      pending = false;
      from += length;
      if (failure != null) {
        close(true);
      } else {
        flush();
      }
    }

    @Override
    public void closed() {
      assertThat(closing).isTrue();
      assertThat(closed).isFalse();
      closed = true;
      open--;
      arena.close();
    }

    private void flush() {
      while (!pending && from < to) {
        int taken = backend.send(handle, buffer + from, to - from);
        if (taken == Backend.PENDING) {
          pending = true;
        } else {
          from += taken;
        }
      }
      if (!pending) {
        from = 0;
        to = 0;
        if (inputEnded) {
          close(false);
        } else {
          backend.armReceive(handle);
        }
      }
    }

    private void close(boolean reset) {
      if (!closing) {
        closing = true;
        backend.close(handle, reset);
      }
    }

    private void assertAlive() {
      assertThat(closing).as("an event after close").isFalse();
    }
  }
}
