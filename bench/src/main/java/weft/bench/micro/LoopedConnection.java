package weft.bench.micro;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import weft.http.HttpOptions;
import weft.http.ResponseHead;
import weft.http.h1.Http1Connection;
import weft.http.h1.Http1Hub;
import weft.http.h1.Http1Link;
import weft.http.h1.Http1Message;
import weft.http.h1.Http1Tally;
import weft.http.protocol.DateLine;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;

/// A connection of the HTTP/1.1 engine whose link answers every request at once into one buffer: no
/// hub, no thread, no system call.
final class LoopedConnection implements Http1Link {
  private static final int OUTPUT_BYTES = 64 * 1024;

  private final byte[] body = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
  private final BufferPool pool = new BufferPool(1 << 20);
  private final Http1Hub hub =
      new Http1Hub(HttpOptions.DEFAULTS, pool, new Http1Tally(), DateLine.of(Instant.EPOCH));
  private final Http1Message message = new Http1Message(hub);
  private final Buffer output = output();
  private final ResponseHead head;
  private final Http1Connection connection;

  /// @param fieldCount fields of every response, at least 1
  LoopedConnection(int fieldCount) {
    head = LoopedExchange.head(message, fieldCount);
    connection = new Http1Connection(hub, this, 0);
  }

  private Buffer output() {
    Buffer buffer = pool.acquireForOutput(OUTPUT_BYTES);
    if (buffer == null) {
      throw new IllegalStateException("the pool is too small");
    }
    return buffer;
  }

  /// Hands requests in and has them answered.
  ///
  /// @return bytes of the answers
  int exchange(RequestBytes requests) {
    output.clear();
    connection.received(requests.address(), requests.length(), 0);
    return output.readable();
  }

  @Override
  public Http1Message acquire() {
    return message;
  }

  @Override
  public void release(Http1Message released) {}

  @Override
  public boolean lendAgain(Http1Message done) {
    return true;
  }

  @Override
  public void requested(Http1Message requested) {
    connection.respond(head, body, 0, body.length, 0);
    connection.handled(0);
  }

  @Override
  public boolean upgrade(Http1Message message, BufferQueue rest) {
    return false;
  }

  @Override
  public void gone(Http1Message unanswered) {}

  @Override
  public void bodyReady() {}

  @Override
  public void outputReady() {}

  @Override
  public @Nullable Buffer reserve(int size) {
    return output;
  }

  @Override
  public void flushLater() {}

  @Override
  public long pendingOutput() {
    return 0;
  }

  @Override
  public void pauseReceiving() {}

  @Override
  public void resumeReceiving() {}

  @Override
  public void finish() {}

  @Override
  public void reset() {}
}
