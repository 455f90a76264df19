package weft.hub.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import weft.hub.HubOptions;
import weft.hub.Hubs;
import weft.hub.StreamReceiver;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.Buffer;
import weft.hub.memory.Memory;

/// A server that sends back what it receives over TLS, with back-pressure.
final class TlsEcho implements AutoCloseable {
  final Hubs hubs;
  final TlsServer tls;
  final TcpListener listener;
  final List<TlsConnection> connections = new CopyOnWriteArrayList<>();
  final List<String> events = new CopyOnWriteArrayList<>();

  TlsEcho(HubOptions kind, TlsOptions options) throws Exception {
    this(kind, options, null);
  }

  TlsEcho(HubOptions kind, TlsOptions options, Function<TlsConnection, StreamReceiver> receivers)
      throws Exception {
    this.receivers = receivers == null ? connection -> new Receiver(connection, events) : receivers;
    tls = TlsServer.create(options);
    hubs = Hubs.start(kind);
    listener =
        hubs.hub(0)
            .listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SocketSettings.DEFAULTS,
                tcp -> TlsConnection.accept(tcp, tls, this::established));
  }

  private final Function<TlsConnection, StreamReceiver> receivers;

  private StreamReceiver established(TlsConnection connection) {
    connections.add(connection);
    return receivers.apply(connection);
  }

  SocketAddress address() {
    return listener.address();
  }

  /// Waits for something to become true.
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("in vain waited for: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// Waits until no buffer is lent and no engine lives: after the clients have gone.
  void awaitNoBuffers() {
    await("all buffers back", () -> hubs.hub(0).counters().buffersInUse() == 0);
    await("all engines closed", () -> tls.users() == 1);
    if (hubs.hub(0).counters().bugs() != 0) {
      throw new AssertionError("the hub has reported a bug");
    }
  }

  @Override
  public void close() {
    listener.close();
    hubs.close();
    tls.close();
  }

  static final class Receiver implements StreamReceiver {
    private final TlsConnection connection;
    private final List<String> events;
    private boolean paused;

    Receiver(TlsConnection connection) {
      this(connection, new CopyOnWriteArrayList<>());
    }

    Receiver(TlsConnection connection, List<String> events) {
      this.connection = connection;
      this.events = events;
    }

    @Override
    public void received(long address, int length) {
      // The slack is the receiver's.
      Memory.clear(address + length, Buffer.TAIL_PAD);
      Buffer room = connection.reserve(length);
      if (room == null) {
        connection.reset();
        return;
      }
      room.put(address, length);
      connection.flushLater();
      if (connection.pendingOutput() > 256 * 1024 && !paused) {
        paused = true;
        connection.pauseReceiving();
      }
    }

    @Override
    public void drained() {
      if (paused) {
        paused = false;
        connection.resumeReceiving();
      }
    }

    @Override
    public void receiveEnded(IOException failure) {
      events.add(failure == null ? "ended" : failure.getMessage());
      connection.finish();
    }

    @Override
    public void closed() {
      events.add("closed");
    }
  }
}
