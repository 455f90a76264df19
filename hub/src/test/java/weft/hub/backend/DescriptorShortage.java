package weft.hub.backend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A program for a process of its own with few file descriptors: it accepts until there are none
/// left, closes a connection, and accepts again. The test that started it makes the connections.
///
/// It speaks to the test by lines: the port, then `short` with the count of connections accepted,
/// then `recovered`.
final class DescriptorShortage {
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int TURNS_MAX = 300;

  private final Backend backend;
  private final List<Integer> accepted = new ArrayList<>();
  private final List<IoFailure> failures = new ArrayList<>();
  private int closed;

  private DescriptorShortage(Backend backend) {
    this.backend = backend;
  }

  public static void main(String[] arguments) throws Exception {
    try (var backend = BackendUnderTest.valueOf(arguments[0]).open()) {
      new DescriptorShortage(backend).run();
    }
  }

  private void run() throws IOException {
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    int listener = backend.listen(loopback, SocketSettings.DEFAULTS, new Listener());
    System.out.println(((InetSocketAddress) backend.localAddress(listener)).getPort());

    backend.armAccept(listener);
    until(() -> !failures.isEmpty());
    int before = accepted.size();
    System.out.println("short " + before + " " + failures);

    // Without being asked, it does not go on.
    backend.turn(WAIT_NANOS);
    if (accepted.size() != before || failures.size() != 1) {
      throw new IllegalStateException("accepting went on by itself");
    }
    backend.close(accepted.getFirst(), false);
    backend.close(accepted.get(1), false);
    until(() -> closed == 2);
    backend.armAccept(listener);
    until(() -> accepted.size() > before);
    System.out.println("recovered");
  }

  private void until(BooleanSupplier condition) {
    for (int turns = 0; !condition.getAsBoolean(); turns++) {
      if (turns == TURNS_MAX) {
        throw new IllegalStateException("accepted " + accepted.size() + ", failures " + failures);
      }
      backend.turn(WAIT_NANOS);
    }
  }

  private final class Listener implements ChannelEvents {
    @Override
    public ChannelEvents accepted(int handle) {
      accepted.add(handle);
      return () -> closed++;
    }

    @Override
    public void acceptFailed(IoFailure failure) {
      failures.add(failure);
    }

    @Override
    public void closed() {}
  }
}
