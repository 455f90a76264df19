package weft.hub;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.jdk.VirtualThreadAccess;

/// Hubs driven turn by turn on one thread, for simulation: virtual time, any back-end.
///
/// ```java
/// ManualHubs.run(hubs -> {
///   Hub hub = hubs.add(backend, network::nowNanos);
///   while (!done) { hubs.turn(hub); }
/// });
/// ```
public final class ManualHubs {
  /// A scenario; runs on a thread made for it.
  @FunctionalInterface
  public interface Scenario {
    /// Plays it.
    void play(ManualHubs hubs) throws Exception;
  }

  private static final long BUFFER_BYTES_MAX = 16L << 20;

  private final HubThread thread;
  private final Offload offload = new Offload(1);
  private int count;

  private ManualHubs(HubThread thread) {
    this.thread = thread;
  }

  /// Plays a scenario on a thread that can carry virtual threads, and waits for its end.
  ///
  /// @throws Exception what the scenario throws
  public static void run(Scenario scenario) throws Exception {
    Throwable[] failure = new Throwable[1];
    HubThread[] self = new HubThread[1];
    HubThread thread =
        new HubThread(
            "weft-manual",
            () -> {
              ManualHubs hubs = new ManualHubs(self[0]);
              try {
                scenario.play(hubs);
              } catch (Throwable thrown) {
                failure[0] = thrown;
              } finally {
                hubs.offload.close();
              }
            });
    self[0] = thread;
    thread.start();
    thread.join();
    rethrow(failure[0]);
  }

  private static void rethrow(@Nullable Throwable failure) throws Exception {
    switch (failure) {
      case null -> {}
      case Exception exception -> throw exception;
      case Error error -> throw error;
      default -> throw new AssertionError(failure);
    }
  }

  /// A hub on `backend`, with `clock` for its time. Needs opened JDK internals.
  ///
  /// @throws IllegalStateException without them, since threads on the JDK's scheduler are not
  ///   deterministic
  public Hub add(Backend backend, LongSupplier clock) {
    return add(backend, clock, BUFFER_BYTES_MAX);
  }

  /// The same with a bound on its buffer memory, in bytes.
  public Hub add(Backend backend, LongSupplier clock, long bufferBytesMax) {
    String refusal = VirtualThreadAccess.refusal();
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
    Hub hub = new Hub(count++, thread, backend, clock, true, bufferBytesMax, offload);
    thread.hub = hub;
    return hub;
  }

  /// Gives a hub one turn.
  public void turn(Hub hub) {
    thread.hub = hub;
    hub.turn();
  }

  /// Closes every socket of a hub; give it turns until [HubCounters#buffersInUse] is 0.
  public void stop(Hub hub) {
    thread.hub = hub;
    hub.stop();
  }

  /// Ends a hub and gives its memory back.
  public void end(Hub hub) {
    thread.hub = hub;
    hub.end();
  }
}
