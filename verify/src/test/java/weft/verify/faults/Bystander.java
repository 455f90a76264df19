package weft.verify.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import weft.verify.wire.WireAnswer;
import weft.verify.wire.WireClient;

/// A client that does nothing wrong while others do, and measures how it is served.
final class Bystander {
  private static final String REQUEST = "GET /plain HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int REQUESTS = 200;
  private static final int NANOS_PER_MILLI = 1_000_000;

  private Bystander() {}

  /// Asks on one connection again and again; answers how long the slowest answer took, in
  /// milliseconds.
  static long slowestMillis(SocketAddress server) throws IOException {
    long slowest = 0;
    try (WireClient client = new WireClient(server)) {
      for (int count = 0; count < REQUESTS; count++) {
        long start = System.nanoTime();
        client.send(REQUEST);
        List<WireAnswer> answers = client.read(1);
        slowest = Math.max(slowest, System.nanoTime() - start);
        assertThat(answers).extracting(WireAnswer::status).containsExactly(200);
      }
    }
    return slowest / NANOS_PER_MILLI;
  }
}
