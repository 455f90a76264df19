package weft.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One request through the HTTP/1.1 engine, from received bytes to response bytes: what HTTP itself
/// costs. It must allocate nothing.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBenchmark {
  private final RequestBytes request = new RequestBytes(RequestBytes.SMALLEST);
  private final RequestBytes pipelined = new RequestBytes(RequestBytes.SMALLEST.repeat(16));
  private final LoopedConnection connection = new LoopedConnection(1);

  /// One request, one response.
  @Benchmark
  public int exchange() {
    return connection.exchange(request);
  }

  /// Sixteen requests received together; time of all sixteen.
  @Benchmark
  public int sixteenPipelined() {
    return connection.exchange(pipelined);
  }
}
