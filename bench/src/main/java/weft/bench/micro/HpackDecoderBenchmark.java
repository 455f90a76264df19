package weft.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import weft.http.h2.hpack.HeaderSink;
import weft.http.h2.hpack.HpackDecoder;

/// Header blocks of a connection's later requests, whose fields the table mostly has.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HpackDecoderBenchmark {
  private static final int TABLE_SIZE = 4096;
  private static final int LIST_SIZE_MAX = 16 * 1024;
  private static final int ROOM = LIST_SIZE_MAX + TABLE_SIZE;

  /// `:method: GET`, `:path: /` and `:scheme: https` of the static table.
  private static final int GET = 2;

  private static final int ROOT = 4;
  private static final int HTTPS = 7;

  /// What Chrome sends with every request beside the pseudo-header fields.
  private static final String[][] CHROME = {
    {":authority", "www.example.com"},
    {"sec-ch-ua", "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\", \"Google Chrome\";v=\"140\""},
    {"sec-ch-ua-mobile", "?0"},
    {"sec-ch-ua-platform", "\"Linux\""},
    {"upgrade-insecure-requests", "1"},
    {
      "user-agent",
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/140.0.0.0 Safari/537.36"
    },
    {
      "accept",
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
          + "*/*;q=0.8"
    },
    {"sec-fetch-site", "same-origin"},
    {"sec-fetch-mode", "navigate"},
    {"sec-fetch-user", "?1"},
    {"sec-fetch-dest", "document"},
    {"referer", "https://www.example.com/articles/2026/"},
    {"accept-encoding", "gzip, deflate, br, zstd"},
    {"accept-language", "en-US,en;q=0.9"},
    {"cookie", "session=0123456789abcdef0123456789abcdef"},
    {"cookie", "theme=dark"},
    {"priority", "u=0, i"},
  };

  private static final String[][] CURL = {
    {":authority", "127.0.0.1:8080"}, {"user-agent", "curl/8.15.0"}, {"accept", "*/*"},
  };

  /// Fields of the block of [#perIndexedField].
  private static final int INDEXED = 20;

  private final Connection indexed = new Connection(CHROME, "");
  private final Connection browser =
      new Connection(CHROME, "/articles/2026/parsing-heads?page=2&order=new");
  private final Connection curl = new Connection(CURL, "/plaintext");

  /// Twenty fields that the tables have, three of them the static one, per field.
  @Benchmark
  @OperationsPerInvocation(INDEXED)
  public int perIndexedField() {
    return indexed.decode();
  }

  /// Twenty fields as Chrome sends them, all but the path by their index.
  @Benchmark
  public int browserBlock() {
    return browser.decode();
  }

  /// Six fields as curl and h2load send them, all but the path by their index.
  @Benchmark
  public int curlBlock() {
    return curl.decode();
  }

  /// A connection that has had its first request.
  private static final class Connection implements HeaderSink {
    private final HpackDecoder decoder = new HpackDecoder(TABLE_SIZE);
    private final HpackBlock block = new HpackBlock();
    private final long out = NativeRoom.allocate(ROOM);
    private final int[] taken = new int[64];
    private int fields;
    private int bytes;

    /// @param path of each request; empty for one that is in the static table
    Connection(String[][] repeated, String path) {
      HpackBlock first = new HpackBlock();
      for (String[] field : repeated) {
        first.added(field[0], field[1]);
      }
      decode(first);
      block.indexed(GET).indexed(HTTPS);
      if (path.isEmpty()) {
        block.indexed(ROOT);
      } else {
        block.path(path);
      }
      for (int index = repeated.length - 1; index >= 0; index--) {
        block.indexed(HpackBlock.NEWEST + index);
      }
    }

    /// @return bytes of values, or -1
    int decode() {
      return decode(block);
    }

    private int decode(HpackBlock from) {
      fields = 0;
      bytes = 0;
      int result = decoder.decode(from.address(), from.length(), out, ROOM, LIST_SIZE_MAX, this);
      return result == HpackDecoder.DONE ? bytes : -1;
    }

    /// As a table of fields keeps them.
    @Override
    public void header(int id, int nameOffset, int nameLength, int valueOffset, int valueLength) {
      taken[fields] = id;
      taken[fields + 1] = valueOffset;
      fields = fields + 2 & 63;
      bytes += valueLength;
    }
  }
}
