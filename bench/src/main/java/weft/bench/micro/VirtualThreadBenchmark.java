package weft.bench.micro;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;

/// Virtual threads carried by a hub. Each invocation does its work in a batch on the hub, so that
/// the way there and back hardly counts.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VirtualThreadBenchmark {
  /// Threads started before the one that starts them lets them run.
  private static final int BURST = 64;

  static final int BATCH = 160 * BURST;

  private @Nullable Hubs hubs;
  private @Nullable Hub hub;

  private int ended;

  /// Two threads that wake each other in turn.
  private static final class PingPong {
    private volatile @Nullable Thread first;
    private volatile @Nullable Thread second;
    private volatile boolean firstHasBall = true;

    void play(boolean asFirst) {
      for (int i = 0; i < BATCH / 2; i++) {
        while (firstHasBall != asFirst) {
          LockSupport.park(this);
        }
        firstHasBall = !asFirst;
        LockSupport.unpark(asFirst ? second : first);
      }
    }
  }

  /// Starts one hub.
  @Setup
  public void start() throws IOException {
    Hubs started = Hubs.start(HubOptions.DEFAULTS.withHubs(1));
    hubs = started;
    hub = started.hub(0);
    if (!started.hub(0).carriesThreads()) {
      throw new IllegalStateException("hubs do not carry threads here");
    }
  }

  /// Ends it.
  @TearDown
  public void stop() {
    if (hubs != null) {
      hubs.close();
    }
  }

  /// Creates, starts, runs and ends an empty thread.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int startAndEnd() throws InterruptedException {
    Hub here = hub();
    ended = 0;
    here.start(() -> startBursts(here)).join();
    return ended;
  }

  // On a hub, yielding is what lets the other threads run.
  @SuppressWarnings("ThreadPriorityCheck")
  private void startBursts(Hub here) {
    Runnable task = () -> ended++;
    for (int i = 0; i < BATCH; i += BURST) {
      for (int j = 0; j < BURST; j++) {
        here.start(task);
      }
      while (ended < i + BURST) {
        Thread.yield();
      }
    }
  }

  /// Parks one thread and wakes another, both of the same hub: one switch.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void parkAndUnpark() throws InterruptedException {
    Hub here = hub();
    var game = new PingPong();
    Thread referee =
        here.start(() -> {
          game.first = Thread.currentThread();
          game.second = here.start(() -> game.play(false));
          game.play(true);
        });
    referee.join();
  }

  private Hub hub() {
    if (hub == null) {
      throw new IllegalStateException("the hub has not been started");
    }
    return hub;
  }
}
