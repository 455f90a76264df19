package weft.http.server;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What a simulated client will ask, drawn at random.
final class SimulatedScript {
  private static final int REQUESTS_MAX = 6;

  private final SplittableRandom random;
  private final int largestAnswer;

  /// @param largestAnswer bytes the network gets through in a reasonable number of turns
  SimulatedScript(SplittableRandom random, int largestAnswer) {
    this.random = random;
    this.largestAnswer = largestAnswer;
  }

  /// Draws requests; the last of them ends the connection.
  List<SimulatedExchange> draw() {
    List<SimulatedExchange> exchanges = new ArrayList<>();
    int count = 1 + random.nextInt(REQUESTS_MAX);
    for (int index = 1; index < count; index++) {
      exchanges.add(exchange(random.nextInt(9), ""));
    }
    if (random.nextInt(5) == 0) {
      exchanges.add(new SimulatedExchange(garbage(), 400, -1, false, true));
    } else {
      SimulatedExchange end = exchange(random.nextInt(7), "Connection: close\r\n");
      exchanges.add(
          new SimulatedExchange(
              end.request(), end.status(), end.bodyLength(), end.aborted(), true));
    }
    return exchanges;
  }

  private SimulatedExchange exchange(int kind, String fields) {
    return switch (kind) {
      case 0 -> plain("GET /plain", fields, 200, 5);
      case 1 -> plain("GET /sleep?" + random.nextInt(200), fields, 200, 5);
      case 2 -> {
        // Some fill the output and the network's buffers, so that the handler has to wait.
        int length = random.nextInt(random.nextInt(8) == 0 ? largestAnswer : 20_000);
        yield plain("GET /stream?" + length, fields, 200, length);
      }
      case 3 -> counted("/echo", random.nextInt(5000), fields);
      case 4 -> chunked("/echo", random.nextInt(5000), fields);
      case 5 -> counted("/ignore", random.nextInt(5000), fields);
      case 6 -> plain("GET /fail", fields, 500, -1);
      case 7 -> {
        SimulatedExchange plain = plain("GET /break", fields, 200, -1);
        yield new SimulatedExchange(plain.request(), 200, -1, true, true);
      }
      default -> plain("GET /twice", fields, 200, 10);
    };
  }

  private static SimulatedExchange plain(String target, String fields, int status, int length) {
    String request = target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
    return new SimulatedExchange(request, status, length, false, false);
  }

  private static SimulatedExchange counted(String path, int length, String fields) {
    String head =
        "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n" + fields;
    return new SimulatedExchange(
        head + "\r\n" + "b".repeat(length), 200, answerLength(path, length), false, false);
  }

  private SimulatedExchange chunked(String path, int length, String fields) {
    StringBuilder body = new StringBuilder();
    for (int left = length; left > 0; ) {
      int count = 1 + random.nextInt(left);
      body.append(Integer.toHexString(count)).append("\r\n");
      body.append("c".repeat(count)).append("\r\n");
      left -= count;
    }
    String head =
        "POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + fields;
    return new SimulatedExchange(
        head + "\r\n" + body + "0\r\n\r\n", 200, answerLength(path, length), false, false);
  }

  private static int answerLength(String path, int length) {
    return path.equals("/echo") ? length : 5;
  }

  private String garbage() {
    return switch (random.nextInt(4)) {
      case 0 -> "GET /x HTTP/1.1\r\nHost : a\r\n\r\n";
      case 1 -> "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc";
      case 2 -> "\u0016\u0003\u0001 is not HTTP\r\n\r\n";
      default ->
          "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcde\r\n";
    };
  }
}
