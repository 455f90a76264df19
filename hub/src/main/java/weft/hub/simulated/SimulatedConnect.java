package weft.hub.simulated;

import java.net.SocketAddress;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.IoFailure;

/// An attempt to connect. Where a listener's backlog is full it is made again, at growing
/// intervals, as a system that gets no answer does.
final class SimulatedConnect {
  /// About as long as systems try: a minute, in nanoseconds.
  private static final long TIMEOUT_NANOS = 60_000_000_000L;

  /// When the first attempt is made again, in nanoseconds; each further one takes twice as long.
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final SimulatedNetwork network;
  private final SocketAddress from;
  private final SocketAddress to;
  private final BiConsumer<@Nullable SimulatedEnd, @Nullable IoFailure> result;
  private final int id;
  private final long deadlineNanos;
  private long retryNanos = RETRY_NANOS;

  private SimulatedConnect(
      SimulatedNetwork network,
      SocketAddress to,
      BiConsumer<@Nullable SimulatedEnd, @Nullable IoFailure> result) {
    this.network = network;
    this.from = network.addresses.ofClient();
    this.to = to;
    this.result = result;
    this.id = network.nextConnectionId();
    this.deadlineNanos = network.nowNanos() + TIMEOUT_NANOS;
  }

  /// Begins to connect; `result` hears of a connected end or of a failure, never at once.
  static void begin(
      SimulatedNetwork network,
      SocketAddress to,
      BiConsumer<@Nullable SimulatedEnd, @Nullable IoFailure> result) {
    new SimulatedConnect(network, to, result).begin();
  }

  private void begin() {
    SimulatedFaults faults = network.faults();
    if (network.chance(faults.connectTimedOut())) {
      fail(deadlineNanos, IoFailure.TIMED_OUT);
    } else if (network.chance(faults.connectRefused())) {
      fail(network.nowNanos() + 2 * network.latencyNanos(), IoFailure.REFUSED);
    } else {
      network.after(network.latencyNanos(), this::arrive);
    }
  }

  private void fail(long timeNanos, IoFailure failure) {
    network.schedule(timeNanos, () -> result.accept(null, failure));
  }

  private void arrive() {
    List<SimulatedListener> listeners = network.addresses.listeners(to);
    if (listeners.isEmpty()) {
      network.note("refuse", id, 0);
      fail(network.nowNanos() + network.latencyNanos(), IoFailure.REFUSED);
      return;
    }
    SimulatedListener listener = listeners.get(network.index(listeners.size()));
    if (listener.isFull()) {
      network.note("backlog full", id, 0);
      tryAgain();
      return;
    }
    network.note("connect", id, 0);
    SimulatedEnd client = SimulatedEnd.connect(network, id, from, to);
    listener.add(client.other());
    network.after(network.latencyNanos(), () -> result.accept(client, null));
  }

  private void tryAgain() {
    long next = network.nowNanos() + retryNanos;
    retryNanos *= 2;
    if (next < deadlineNanos) {
      network.schedule(next, this::arrive);
    } else {
      fail(deadlineNanos, IoFailure.TIMED_OUT);
    }
  }
}
