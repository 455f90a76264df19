package weft.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import weft.http.FieldTable;
import weft.http.HttpLimits;
import weft.http.h1.HeadParser;

/// The head of a browser's request: time per header field, the request line's share included.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadParserBenchmark {
  /// Fields of [#BROWSER].
  private static final int FIELDS = 14;

  private static final String BROWSER =
      """
      GET /articles/2026/parsing-heads?page=2&order=new HTTP/1.1\r
      Host: www.example.com\r
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
      Accept-Language: en-US,en;q=0.5\r
      Accept-Encoding: gzip, deflate, br, zstd\r
      Referer: https://www.example.com/articles/2026/\r
      Connection: keep-alive\r
      Cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r
      Upgrade-Insecure-Requests: 1\r
      Sec-Fetch-Dest: document\r
      Sec-Fetch-Mode: navigate\r
      Sec-Fetch-Site: same-origin\r
      If-None-Match: "5f3a-61c2"\r
      Priority: u=0, i\r
      \r
      """;

  private final RequestBytes browser = new RequestBytes(BROWSER);
  private final RequestBytes smallest = new RequestBytes(RequestBytes.SMALLEST);
  private final HeadParser parser = new HeadParser(HttpLimits.DEFAULTS, new FieldTable());

  /// Fourteen fields, per field.
  @Benchmark
  @OperationsPerInvocation(FIELDS)
  public int perHeader() {
    parser.start();
    return parser.parse(browser.address(), browser.length());
  }

  /// A whole head with one field, as load generators send it.
  @Benchmark
  public int smallestHead() {
    parser.start();
    return parser.parse(smallest.address(), smallest.length());
  }
}
