package weft.hub.simulated;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The clock and the wires of a simulation: everything that is under way between ends, in the order
/// of its arrival.
///
/// Time stands still while anybody has something to do. It moves when every hub on the network
/// waits: to the next arrival, or to the moment the first of them stops waiting.
///
/// One thread, the test's.
public final class SimulatedNetwork {
  /// Where the clock starts, in nanoseconds; not 0, so that a forgotten time is noticed.
  public static final long START_NANOS = 1_000_000_000_000L;

  private final long seed;
  private final SplittableRandom random;
  private final PriorityQueue<Arrival> arrivals =
      new PriorityQueue<>(
          Comparator.comparingLong(Arrival::timeNanos).thenComparingLong(Arrival::sequence));
  private final List<SimulatedBackend> backends = new ArrayList<>();
  final SimulatedAddresses addresses = new SimulatedAddresses();

  private SimulatedFaults faults;
  private long nowNanos = START_NANOS;
  private long sequence;
  private int connections;
  private int connectionId;
  private long fingerprint;
  private @Nullable Consumer<String> trace;

  /// A network on which nothing goes wrong.
  public SimulatedNetwork(long seed) {
    this(seed, SimulatedFaults.NONE);
  }

  /// A network with faults.
  ///
  /// @param seed of every random choice
  public SimulatedNetwork(long seed, SimulatedFaults faults) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.faults = faults;
    this.fingerprint = seed;
  }

  /// What it was made with; to be printed when a test fails.
  public long seed() {
    return seed;
  }

  /// The virtual time, in nanoseconds; the clock of every hub on this network.
  public long nowNanos() {
    return nowNanos;
  }

  /// How it behaves now.
  public SimulatedFaults faults() {
    return faults;
  }

  /// Changes how it behaves from now on.
  public void faults(SimulatedFaults faults) {
    this.faults = faults;
  }

  /// Connects a scripted peer to whoever listens at the address.
  public SimulatedPeer connect(SocketAddress address) {
    return SimulatedPeer.connect(this, address);
  }

  /// Listens at an address with scripted peers, one for each connection.
  ///
  /// @param acceptor told of each new peer, connected already
  /// @throws java.net.BindException when the address is occupied
  public void listen(SocketAddress address, Consumer<SimulatedPeer> acceptor)
      throws java.net.BindException {
    SimulatedPeer.listen(this, address, acceptor);
  }

  /// Plays a part of the script later.
  ///
  /// @param delayNanos at least 0
  public void after(long delayNanos, Runnable action) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delay of " + delayNanos + " ns is in the past");
    }
    schedule(nowNanos + delayNanos, action);
  }

  /// Whether nothing is under way.
  public boolean isQuiet() {
    return arrivals.isEmpty();
  }

  /// Whether nothing will ever happen again by itself: nothing is under way and every hub waits
  /// without limit. A driver's loop ends or fails here.
  public boolean isStuck() {
    if (!arrivals.isEmpty()) {
      return false;
    }
    for (SimulatedBackend backend : backends) {
      if (!backend.isWaiting() || backend.waitsUntilNanos() != Long.MAX_VALUE) {
        return false;
      }
    }
    return true;
  }

  /// Moves time to the next arrival and lets everything due at that moment arrive.
  ///
  /// For tests without hubs; hubs move time by waiting.
  ///
  /// @return whether there was anything
  public boolean step() {
    Arrival next = arrivals.peek();
    if (next == null) {
      return false;
    }
    advance(next.timeNanos);
    return true;
  }

  /// A number that two runs have in common when the same happened at the same times.
  public long fingerprint() {
    return fingerprint;
  }

  /// Connections, listeners and datagram sockets that have not been closed by both sides.
  public int connectionsOpen() {
    return connections;
  }

  /// Has everything that happens described to `sink`, one line each.
  public void traceTo(Consumer<String> sink) {
    this.trace = sink;
  }

  void add(SimulatedBackend backend) {
    backends.add(backend);
  }

  void remove(SimulatedBackend backend) {
    backends.remove(backend);
  }

  int nextConnectionId() {
    return connectionId++;
  }

  void connectionOpened() {
    connections++;
  }

  void connectionClosed() {
    connections--;
  }

  boolean chance(double chance) {
    return chance > 0 && random.nextDouble() < chance;
  }

  /// A number from 1 to `most`.
  int some(int most) {
    return 1 + random.nextInt(most);
  }

  int index(int count) {
    return random.nextInt(count);
  }

  long latencyNanos() {
    long min = faults.latencyMinNanos();
    long max = faults.latencyMaxNanos();
    return min == max ? min : random.nextLong(min, max + 1);
  }

  void schedule(long timeNanos, Runnable action) {
    arrivals.add(new Arrival(Math.max(timeNanos, nowNanos), sequence++, action));
  }

  /// Notes that something happened.
  void note(String what, long subject, long amount) {
    long mixed = fingerprint * 0x9E37_79B9_7F4A_7C15L + what.hashCode();
    mixed = Long.rotateLeft(mixed ^ nowNanos, 23) * 0xC2B2_AE3D_27D4_EB4FL + subject;
    fingerprint = Long.rotateLeft(mixed, 31) ^ amount;
    if (trace != null) {
      trace.accept((nowNanos - START_NANOS) + " ns " + what + " " + subject + " " + amount);
    }
  }

  /// Waits on behalf of one back-end: moves time if every other back-end waits too.
  void await() {
    long limitNanos = Long.MAX_VALUE;
    for (int index = 0; index < backends.size(); index++) {
      SimulatedBackend backend = backends.get(index);
      if (!backend.isWaiting()) {
        return;
      }
      limitNanos = Math.min(limitNanos, backend.waitsUntilNanos());
    }
    Arrival next = arrivals.peek();
    if (next != null && next.timeNanos <= limitNanos) {
      advance(next.timeNanos);
    } else if (limitNanos != Long.MAX_VALUE) {
      nowNanos = Math.max(nowNanos, limitNanos);
    }
  }

  private void advance(long timeNanos) {
    nowNanos = timeNanos;
    Arrival next = arrivals.peek();
    while (next != null && next.timeNanos <= nowNanos) {
      arrivals.remove().action.run();
      next = arrivals.peek();
    }
  }

  private record Arrival(long timeNanos, long sequence, Runnable action) {}
}
