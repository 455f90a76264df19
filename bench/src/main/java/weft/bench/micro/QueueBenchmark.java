package weft.bench.micro;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import weft.hub.queue.MpmcQueue;
import weft.hub.queue.MpscQueue;
import weft.hub.queue.SpscQueue;

/// Handing one element through a queue: what a producer and a consumer pay together when neither
/// waits for the other.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QueueBenchmark {
  private static final int CAPACITY = 1024;

  private final Object element = new Object();
  private final MpscQueue<Object> mpsc = new MpscQueue<>();
  private final SpscQueue<Object> spsc = new SpscQueue<>(CAPACITY);
  private final MpmcQueue<Object> mpmc = new MpmcQueue<>(CAPACITY);

  /// Many producers, one consumer, unbounded: a hub's inbox.
  @Benchmark
  public @Nullable Object mpsc() {
    mpsc.offer(element);
    return mpsc.poll();
  }

  /// One producer, one consumer, bounded.
  @Benchmark
  public @Nullable Object spsc() {
    spsc.offer(element);
    return spsc.poll();
  }

  /// Many producers, many consumers, bounded.
  @Benchmark
  public @Nullable Object mpmc() {
    mpmc.offer(element);
    return mpmc.poll();
  }
}
