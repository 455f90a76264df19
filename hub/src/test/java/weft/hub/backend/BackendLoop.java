package weft.hub.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import weft.hub.memory.Memory;

/// Drives one back-end on the test's thread, and holds what its channels have recorded.
final class BackendLoop implements AutoCloseable {
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /// Idle turns after which a condition is given up: 10 s.
  private static final int IDLE_TURNS_MAX = 500;

  final Backend backend;
  private final Arena arena = Arena.ofConfined();
  private final List<RecordingChannel> channels = new ArrayList<>();
  private boolean inTurn;

  BackendLoop(BackendUnderTest choice) throws Exception {
    this.backend = choice.open();
  }

  static SocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  boolean inTurn() {
    return inTurn;
  }

  RecordingChannel listen(SocketAddress address) throws IOException {
    return listen(address, SocketSettings.DEFAULTS);
  }

  RecordingChannel listen(SocketAddress address, SocketSettings settings) throws IOException {
    var listener = new RecordingChannel(this);
    listener.handle = backend.listen(address, settings, listener);
    channels.add(listener);
    backend.armAccept(listener.handle);
    return listener;
  }

  RecordingChannel connect(SocketAddress address) throws IOException {
    return connect(address, SocketSettings.DEFAULTS);
  }

  RecordingChannel connect(SocketAddress address, SocketSettings settings) throws IOException {
    var client = new RecordingChannel(this);
    client.handle = backend.connect(address, settings, client);
    channels.add(client);
    return client;
  }

  RecordingChannel bindDatagram() throws IOException {
    return bindDatagram(anyPort());
  }

  RecordingChannel bindDatagram(SocketAddress address) throws IOException {
    var socket = new RecordingChannel(this);
    socket.handle = backend.bindDatagram(address, SocketSettings.DEFAULTS, socket);
    channels.add(socket);
    backend.armReceive(socket.handle);
    return socket;
  }

  RecordingChannel adopt(int handle) {
    var connection = new RecordingChannel(this);
    connection.handle = handle;
    channels.add(connection);
    return connection;
  }

  /// Two connected ends that receive: the client and the server's side.
  Pair pair(SocketAddress address, SocketSettings settings) throws IOException {
    var listener = listen(address, settings);
    var client = connect(backend.localAddress(listener.handle), settings);
    until(() -> client.connected && listener.accepted.size() == 1);
    close(listener);
    backend.armReceive(client.handle);
    backend.armReceive(listener.accepted.getFirst().handle);
    return new Pair(client, listener.accepted.getFirst());
  }

  Pair pair() throws IOException {
    return pair(anyPort(), SocketSettings.DEFAULTS);
  }

  /// Turns until the condition holds.
  void until(BooleanSupplier condition) {
    int idleTurns = 0;
    while (!condition.getAsBoolean()) {
      long before = backend.completions();
      turn(WAIT_NANOS);
      idleTurns = backend.completions() == before ? idleTurns + 1 : 0;
      assertThat(idleTurns).as("turns without news, of %s", channels).isLessThan(IDLE_TURNS_MAX);
    }
  }

  void turn(long waitNanos) {
    assertThat(inTurn).isFalse();
    inTurn = true;
    try {
      backend.turn(waitNanos);
    } finally {
      inTurn = false;
    }
  }

  /// Turns until nothing has happened for some waits.
  void settle() {
    int quiet = 0;
    while (quiet < 3 || backend.pending()) {
      long before = backend.completions();
      turn(WAIT_NANOS);
      quiet = backend.completions() == before ? quiet + 1 : 0;
    }
  }

  /// Closes a channel and waits until it is gone.
  void close(RecordingChannel channel) {
    channel.close(false);
    until(() -> channel.closed);
  }

  /// Memory that lives as long as the loop.
  long bytes(byte[] content) {
    long address = arena.allocate(Math.max(1, content.length), 8).address();
    Memory.copyIn(content, 0, address, content.length);
    return address;
  }

  @Override
  public void close() {
    backend.close();
    arena.close();
  }

  record Pair(RecordingChannel client, RecordingChannel server) {}
}
