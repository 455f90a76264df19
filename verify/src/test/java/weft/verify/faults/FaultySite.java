package weft.verify.faults;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import weft.http.Request;
import weft.http.Response;
import weft.verify.wire.EchoServer;

/// A handler with everything that can be wrong with one.
final class FaultySite {
  /// Lets the handlers go that would never end.
  final CountDownLatch release = new CountDownLatch(1);

  void handle(Request request, Response response) throws Exception {
    switch (request.path()) {
      case "/throws" -> throw new IllegalStateException("told to");
      case "/overflows" -> recurse(0);
      case "/sums" -> {
        release.await();
        CRC32 sum = new CRC32();
        sum.update(request.body().bytes());
        response.send(Long.toString(sum.getValue()).getBytes(StandardCharsets.US_ASCII));
      }
      case "/waits" -> {
        release.await();
        response.send();
      }
      case "/initialises" -> {
        long value =
            switch (String.valueOf(request.query())) {
              case "URING" -> BlocksOnUring.VALUE;
              case "EPOLL" -> BlocksOnEpoll.VALUE;
              default -> BlocksOnNio.VALUE;
            };
        response.header("X-Value", "" + value);
        response.send();
      }
      default -> EchoServer.echo(request, response);
    }
  }

  private static int recurse(int depth) {
    return depth < 0 ? 0 : 1 + recurse(depth + 1);
  }

  /// Blocks in its class initialiser, which no virtual thread can leave; once for each class.
  private static final class BlocksOnUring {
    static final long VALUE = block();
  }

  private static final class BlocksOnEpoll {
    static final long VALUE = block();
  }

  private static final class BlocksOnNio {
    static final long VALUE = block();
  }

  private static long block() {
    CountDownLatch never = new CountDownLatch(1);
    try {
      return never.await(300, TimeUnit.MILLISECONDS) ? 1 : 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
