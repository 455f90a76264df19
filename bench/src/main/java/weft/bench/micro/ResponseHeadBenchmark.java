package weft.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The head of a response with many fields: time per field. The status line, Server, Date,
/// Content-Length and the smallest request it answers are shared out among them.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ResponseHeadBenchmark {
  /// Fields a handler sets.
  private static final int FIELDS = 16;

  private final RequestBytes request = new RequestBytes(RequestBytes.SMALLEST);
  private final LoopedConnection connection = new LoopedConnection(FIELDS);

  /// Sixteen fields, per field.
  @Benchmark
  @OperationsPerInvocation(FIELDS)
  public int perField() {
    return connection.exchange(request);
  }
}
