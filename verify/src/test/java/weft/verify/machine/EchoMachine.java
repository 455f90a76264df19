package weft.verify.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.HttpOptions;
import weft.http.h1.Http1Connection;
import weft.http.h1.Http1Hub;
import weft.http.h1.Http1Link;
import weft.http.h1.Http1Message;
import weft.http.h1.Http1Tally;
import weft.http.protocol.DateLine;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.Memory;
import weft.verify.wire.WireAnswer;
import weft.verify.wire.WireAnswers;

/// One connection of the HTTP/1.1 machine, an echoing handler behind it and a client that takes
/// everything at once in front of it. One thread, no socket, no clock.
final class EchoMachine implements Http1Link, AutoCloseable {
  /// When the handler runs.
  enum Handling {
    /// Inside the machine's call that hands it the request.
    INLINE,
    /// After the call that brought the bytes has returned, as on a hub.
    LATER
  }

  private static final long NOW = 1_000_000_000L;

  private final BufferPool pool = new BufferPool(8L << 20);
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment receiveBuffer = arena.allocate((64 << 10) + Buffer.TAIL_PAD, 8);
  private final Http1Connection connection;
  private final Handling handling;
  private final List<Buffer> output = new ArrayList<>();
  private final StringBuilder sent = new StringBuilder();
  private final ArrayDeque<Http1Message> spare = new ArrayDeque<>();
  private final Http1Hub shared;
  private @Nullable EchoExchange exchange;
  private @Nullable Http1Message handled;
  private boolean readable;
  private boolean ended;
  private int messagesLent;

  EchoMachine(Handling handling) {
    HttpOptions options = HttpOptions.DEFAULTS;
    this.handling = handling;
    shared = new Http1Hub(options, pool, new Http1Tally(), DateLine.of(Instant.EPOCH));
    connection = new Http1Connection(shared, this, NOW);
  }

  /// Gives the machine bytes, one per character, as one receive.
  void receive(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < bytes.length && !ended; at += 32 << 10) {
      int length = Math.min(32 << 10, bytes.length - at);
      MemorySegment.copy(bytes, at, receiveBuffer, ValueLayout.JAVA_BYTE, 0, length);
      connection.received(receiveBuffer.address(), length, NOW);
      // What was received does not outlive the call.
      receiveBuffer.fill((byte) 'Z');
      settle();
    }
  }

  /// The client ends its direction.
  void finishReceiving() {
    if (!ended) {
      connection.receiveEnded(null, NOW);
      settle();
    }
  }

  private void settle() {
    do {
      readable = false;
      takeOutput();
      handle();
      takeOutput();
      if (!ended) {
        connection.drained(NOW);
      }
    } while (readable);
  }

  private void handle() {
    EchoExchange current = exchange;
    Http1Message message = handled;
    if (current != null && message != null && current.proceed()) {
      exchange = null;
      handled = null;
      readable = true;
      connection.handled(NOW);
    }
  }

  private void takeOutput() {
    for (Buffer buffer : output) {
      byte[] bytes = new byte[buffer.readable()];
      MemorySegment.copy(
          Memory.ALL, ValueLayout.JAVA_BYTE, buffer.readAddress(), bytes, 0, bytes.length);
      sent.append(new String(bytes, StandardCharsets.ISO_8859_1));
      pool.release(buffer);
    }
    output.clear();
  }

  /// What the client got so far.
  String sent() {
    return sent.toString();
  }

  /// The answers the client got so far, without interim ones.
  List<WireAnswer> answers() {
    WireAnswers reader = new WireAnswers();
    reader.add(sent());
    List<WireAnswer> answers = new ArrayList<>();
    for (WireAnswer answer = reader.take(true); answer != null; answer = reader.take(true)) {
      if (answer.status() >= 200) {
        answers.add(answer);
      }
    }
    return answers;
  }

  /// Whether the machine has ended the connection.
  boolean ended() {
    return ended;
  }

  /// Ends the connection and answers what was not given back: buffers and messages.
  int leaks() {
    connection.closed(NOW);
    handle();
    takeOutput();
    return pool.buffersInUse() + messagesLent;
  }

  @Override
  public Http1Message acquire() {
    messagesLent++;
    return spare.isEmpty() ? new Http1Message(shared) : spare.pop();
  }

  @Override
  public void release(Http1Message message) {
    messagesLent--;
    spare.push(message);
  }

  @Override
  public void requested(Http1Message message) {
    if (handled != null) {
      throw new AssertionError("two requests at a time");
    }
    handled = message;
    exchange = new EchoExchange(connection, message, NOW);
    readable = true;
    if (handling == Handling.INLINE) {
      handle();
    }
  }

  @Override
  public boolean upgrade(Http1Message message, BufferQueue rest) {
    return false;
  }

  @Override
  public void gone(Http1Message message) {
    readable = true;
  }

  @Override
  public void bodyReady() {
    readable = true;
  }

  @Override
  public void outputReady() {
    readable = true;
  }

  @Override
  public @Nullable Buffer reserve(int size) {
    if (ended) {
      throw new AssertionError("output behind the end");
    }
    Buffer last = output.isEmpty() ? null : output.getLast();
    if (last != null && last.writable() >= size) {
      return last;
    }
    Buffer buffer = pool.acquire(size);
    if (buffer != null) {
      output.add(buffer);
    }
    return buffer;
  }

  @Override
  public void flushLater() {}

  @Override
  public long pendingOutput() {
    return output.stream().mapToLong(Buffer::readable).sum();
  }

  @Override
  public void pauseReceiving() {}

  @Override
  public void resumeReceiving() {}

  @Override
  public void finish() {
    end();
  }

  @Override
  public void reset() {
    end();
  }

  private void end() {
    if (ended) {
      throw new AssertionError("ended twice");
    }
    ended = true;
  }

  @Override
  public void close() {
    arena.close();
    pool.close();
  }
}
