package weft.hub.simulated;

import java.net.BindException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.IoFailure;

/// An address that takes connections, and those that wait to be accepted.
final class SimulatedListener {
  /// About as long as systems try: a minute, in nanoseconds.
  private static final long CONNECT_TIMEOUT_NANOS = 60_000_000_000L;

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

  /// Begins to connect; `result` hears of a connected end or of a failure, never at once.
  static void connect(
      SimulatedNetwork network,
      SocketAddress from,
      SocketAddress to,
      BiConsumer<@Nullable SimulatedEnd, @Nullable IoFailure> result) {
    SimulatedFaults faults = network.faults();
    int id = network.nextConnectionId();
    if (network.chance(faults.connectTimedOut())) {
      network.schedule(
          network.nowNanos() + CONNECT_TIMEOUT_NANOS,
          () -> result.accept(null, IoFailure.TIMED_OUT));
      return;
    }
    boolean refused = network.chance(faults.connectRefused());
    network.schedule(
        network.nowNanos() + network.latencyNanos(),
        () -> arrive(network, id, from, to, refused, result));
  }

  private static void arrive(
      SimulatedNetwork network,
      int id,
      SocketAddress from,
      SocketAddress to,
      boolean refused,
      BiConsumer<@Nullable SimulatedEnd, @Nullable IoFailure> result) {
    long backNanos = network.nowNanos() + network.latencyNanos();
    List<SimulatedListener> listeners = network.addresses.listeners(to);
    if (refused || listeners.isEmpty()) {
      network.note("refuse", id, 0);
      network.schedule(backNanos, () -> result.accept(null, IoFailure.REFUSED));
      return;
    }
    SimulatedListener listener = listeners.get(network.index(listeners.size()));
    if (listener.waiting.size() >= listener.backlog) {
      network.note("backlog full", id, 0);
      network.schedule(
          network.nowNanos() + CONNECT_TIMEOUT_NANOS,
          () -> result.accept(null, IoFailure.TIMED_OUT));
      return;
    }
    network.note("connect", id, 0);
    SimulatedEnd client = SimulatedEnd.connect(network, id, from, to);
    listener.waiting.add(client.other());
    listener.changed.run();
    network.schedule(backNanos, () -> result.accept(client, null));
  }
}
