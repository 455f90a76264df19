package weft.hub.simulated;

import java.net.BindException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// An address that takes connections, and those that wait to be accepted.
final class SimulatedListener {
  private final SimulatedNetwork network;
  private final SocketAddress address;
  private final int backlog;
  private final boolean shared;
  private final Runnable changed;
  private final ArrayDeque<SimulatedEnd> waiting = new ArrayDeque<>();
  private boolean closed;

  private SimulatedListener(
      SimulatedNetwork network,
      SocketAddress address,
      int backlog,
      boolean shared,
      Runnable changed) {
    this.network = network;
    this.address = address;
    this.backlog = backlog;
    this.shared = shared;
    this.changed = changed;
  }

  /// Takes an address.
  ///
  /// @param changed called when a connection waits
  static SimulatedListener open(
      SimulatedNetwork network,
      SocketAddress address,
      int backlog,
      boolean shared,
      Runnable changed)
      throws BindException {
    var listener =
        new SimulatedListener(
            network, network.addresses.complete(address), backlog, shared, changed);
    network.addresses.add(listener, shared);
    network.connectionOpened();
    return listener;
  }

  SocketAddress address() {
    return address;
  }

  boolean shared() {
    return shared;
  }

  /// Whether no further connection may wait.
  boolean isFull() {
    return waiting.size() >= backlog;
  }

  /// Has a connection wait.
  void add(SimulatedEnd connection) {
    waiting.add(connection);
    changed.run();
  }

  /// The next connection that waits, or `null`.
  @Nullable SimulatedEnd accept() {
    return waiting.poll();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void close() {
    if (!closed) {
      closed = true;
      network.addresses.remove(this);
      network.connectionClosed();
      waiting.forEach(end -> end.close(true));
      waiting.clear();
    }
  }
}
