package weft.verify.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import weft.http.Handler;
import weft.http.Headers;
import weft.http.HttpError;
import weft.http.Request;
import weft.http.Response;

/// A service of gRPC on a plain handler of a server. Messages are bytes.
final class GrpcService implements Handler {
  /// Its name in paths.
  static final String NAME = "weft.verify.Interop";

  /// Calls of `Meet` that wait for each other.
  static final int MEETING = 100;

  /// What text of a status has to survive.
  static final String MESSAGE = "50 % of ünïcode\n";

  private final CyclicBarrier meeting = new CyclicBarrier(MEETING);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch holding = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();

  /// Waits for a handler that nobody lets finish.
  ///
  /// @return how it ended, or `null` when it does not
  @Nullable String awaitEnd() throws InterruptedException {
    return ends.poll(10, TimeUnit.SECONDS);
  }

  /// Whether there was a handler that nobody lets finish.
  boolean hasBegun() {
    return begun.getCount() == 0;
  }

  /// Waits until a handler of `Hold` waits.
  boolean awaitHolding() throws InterruptedException {
    return holding.await(10, TimeUnit.SECONDS);
  }

  @Override
  public void handle(Request request, Response response) throws Exception {
    if (!request.path().startsWith("/" + NAME + "/")) {
      throw new HttpError(404, "there is another service here");
    }
    GrpcCall call = new GrpcCall(request, response);
    switch (request.path().substring(NAME.length() + 2)) {
      case "Echo" -> echo(call);
      case "Fields" -> fields(request.headers(), response, call);
      case "Count" -> count(call);
      case "Collect" -> collect(call);
      case "Chat" -> chat(call);
      case "Enough" -> enough(call);
      case "Meet" -> meet(call);
      case "Refuse" -> call.refuse(5, MESSAGE);
      case "Break" -> breakOff(call);
      case "Throw" -> throw new IllegalStateException("thrown for the test");
      case "ThrowLate" -> {
        call.send(new byte[1]);
        throw new IllegalStateException("thrown for the test behind a message");
      }
      case "Hold" -> untilGivenUp(() -> hold(call));
      case "Listen" -> untilGivenUp(() -> listen(call));
      case "Pour" -> untilGivenUp(() -> pour(call));
      default -> call.refuse(12, "there is no such method");
    }
  }

  private static void echo(GrpcCall call) throws IOException {
    call.write(call.readOnly());
    call.end();
  }

  /// Fields that begin with `x-` come back before the message, and again behind it.
  private static void fields(Headers fields, Response response, GrpcCall call) throws IOException {
    for (int index = 0; index < fields.size(); index++) {
      if (fields.name(index).startsWith("x-")) {
        response.addHeader(fields.name(index), fields.value(index));
      }
    }
    call.send(call.readOnly());
    for (int index = 0; index < fields.size(); index++) {
      if (fields.name(index).startsWith("x-")) {
        response.trailer(fields.name(index), fields.value(index));
      }
    }
    call.end();
  }

  /// Answers so many messages of so many bytes as the request says.
  private static void count(GrpcCall call) throws IOException {
    String[] words = new String(call.readOnly(), US_ASCII).split(" ");
    for (int index = 0; index < Integer.parseInt(words[0]); index++) {
      call.send(EchoBodies.of(Integer.parseInt(words[1])));
    }
    call.end();
  }

  /// Says how many messages came, and how many bytes.
  private static void collect(GrpcCall call) throws IOException {
    int count = 0;
    long bytes = 0;
    for (byte[] message = call.read(); message != null; message = call.read()) {
      count++;
      bytes += message.length;
    }
    call.write((count + " " + bytes).getBytes(US_ASCII));
    call.end();
  }

  /// Answers each message before it reads the next.
  private static void chat(GrpcCall call) throws IOException {
    for (byte[] message = call.read(); message != null; message = call.read()) {
      call.send(message);
    }
    call.end();
  }

  /// Answers when three messages have come, however many would follow.
  private static void enough(GrpcCall call) throws IOException {
    for (int count = 0; count < 3; count++) {
      Objects.requireNonNull(call.read());
    }
    call.write(new byte[3]);
    call.end();
  }

  private void meet(GrpcCall call) throws Exception {
    byte[] message = call.readOnly();
    meeting.await(10, TimeUnit.SECONDS);
    call.write(message);
    call.end();
  }

  private static void breakOff(GrpcCall call) throws IOException {
    call.readOnly();
    call.send(new byte[1]);
    call.send(new byte[2]);
    call.end(10, MESSAGE);
  }

  /// What only the client's going ends.
  private interface Endless {
    void run() throws Exception;
  }

  private void untilGivenUp(Endless work) throws Exception {
    begun.countDown();
    try {
      work.run();
    } catch (IOException | InterruptedException given) {
      ends.add(given.getClass().getSimpleName());
      throw given;
    }
  }

  private void hold(GrpcCall call) throws IOException, InterruptedException {
    call.readOnly();
    holding.countDown();
    never.await();
  }

  private static void listen(GrpcCall call) throws IOException {
    call.send(new byte[0]);
    while (call.read() != null) {
      call.send(new byte[0]);
    }
  }

  private static void pour(GrpcCall call) throws IOException {
    byte[] message = new byte[10_000];
    while (true) {
      call.send(message);
    }
  }
}
