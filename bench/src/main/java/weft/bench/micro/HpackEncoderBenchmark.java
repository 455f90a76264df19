package weft.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import weft.http.FieldNames;
import weft.http.h2.hpack.HpackEncoder;

/// The header block of a small response, after others like it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HpackEncoderBenchmark {
  private static final int CONTENT_TYPE = FieldNames.id("content-type");
  private static final int CONTENT_LENGTH = FieldNames.id("content-length");
  private static final int SERVER = FieldNames.id("server");
  private static final int DATE = FieldNames.id("date");

  private final HpackEncoder encoder = new HpackEncoder(4096);
  private final long target = NativeRoom.allocate(1024);

  /// `:status` and four fields, one of which changes with every response.
  ///
  /// @return bytes of the block
  @Benchmark
  public long responseBlock() {
    long at = encoder.status(encoder.begin(target), 200);
    at = encoder.field(at, CONTENT_TYPE, "content-type", "text/plain; charset=utf-8");
    at = encoder.field(at, CONTENT_LENGTH, "content-length", "13");
    at = encoder.field(at, SERVER, "server", "weft");
    at = encoder.field(at, DATE, "date", "Sat, 21 Nov 2026 08:40:54 GMT");
    return at - target;
  }
}
