package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.protocol.DateLine;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.Memory;

/// Drives an [Http1Connection] without a network: remembers what the connection asks for, plays the
/// client, and answers requests as a [Script] says.
final class RecordingLink implements Http1Link {
  static final long SECOND = 1_000_000_000L;

  /// How a test answers requests; the default keeps them waiting.
  interface Script {
    void requested(RecordingLink link, Http1Message message);
  }

  final BufferPool pool = new BufferPool(16 << 20);
  final Http1Tally tally = new Http1Tally();
  final List<String> requests = new ArrayList<>();
  final List<Http1Message> released = new ArrayList<>();
  final Http1Connection connection;
  final Responder responder = new Responder();
  private final Http1Hub shared;
  private final List<Buffer> output = new ArrayList<>();
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final Script script;

  /// Whether the system takes output as soon as it is flushed.
  boolean takesOutput = true;

  /// Whether there is memory for output.
  boolean hasMemory = true;

  boolean paused;
  boolean finished;
  boolean reset;
  int gone;
  int bodyReady;
  int outputReady;
  long now = 1000 * SECOND;
  @Nullable Http1Message current;

  RecordingLink(Script script) {
    this(HttpOptions.DEFAULTS, script);
  }

  RecordingLink(HttpLimits limits, Script script) {
    this(HttpOptions.DEFAULTS.withLimits(limits), script);
  }

  RecordingLink(HttpOptions options, Script script) {
    this.script = script;
    shared = new Http1Hub(options, pool, tally, DateLine.of(Instant.ofEpochSecond(784_111_777)));
    connection = new Http1Connection(shared, this, now);
  }

  // The client.

  /// The client sends a Latin-1 text, in one piece.
  RecordingLink receive(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int at = 0; at < bytes.length; at += 32 * 1024) {
      int length = Math.min(32 * 1024, bytes.length - at);
      String piece = new String(bytes, at, length, ISO_8859_1);
      connection.received(NativeText.of(piece), length, now);
    }
    return this;
  }

  /// What the client has received so far, and forgets that.
  String taken() {
    String text = taken.toString(ISO_8859_1);
    taken.reset();
    return text;
  }

  /// The system takes everything that is pending.
  void takeOutput() {
    boolean had = !output.isEmpty();
    for (Buffer buffer : output) {
      byte[] bytes = new byte[buffer.readable()];
      Memory.copyOut(buffer.readAddress(), bytes, 0, bytes.length);
      taken.writeBytes(bytes);
      pool.release(buffer);
    }
    output.clear();
    if (had && !finished && !reset) {
      connection.drained(now);
    }
  }

  /// Lets time pass, and the deadlines that are due with it.
  void pass(long nanos) {
    long end = now + nanos;
    for (int step = 0; step < 1000 && connection.deadlineNanos() <= end; step++) {
      now = Math.max(now, connection.deadlineNanos());
      connection.expired(now);
    }
    now = end;
  }

  /// The connection is gone; every buffer must be back.
  void close() {
    connection.closed(now);
    responder.finishAll(this);
    for (Buffer buffer : output) {
      pool.release(buffer);
    }
    output.clear();
    pool.close();
  }

  // What the connection asks for.

  @Override
  public Http1Message acquire() {
    Http1Message message = released.isEmpty() ? new Http1Message(shared) : released.removeLast();
    current = message;
    return message;
  }

  @Override
  public void release(Http1Message message) {
    released.add(message);
    current = null;
  }

  @Override
  public void requested(Http1Message message) {
    requests.add(message.method() + " " + message.target());
    script.requested(this, message);
  }

  @Override
  public boolean upgrade(Http1Message message, BufferQueue rest) {
    return false;
  }

  @Override
  public void gone(Http1Message message) {
    gone++;
  }

  @Override
  public void bodyReady() {
    bodyReady++;
  }

  @Override
  public void outputReady() {
    outputReady++;
  }

  @Override
  public @Nullable Buffer reserve(int size) {
    if (!hasMemory) {
      return null;
    }
    if (!output.isEmpty() && output.getLast().writable() >= size) {
      return output.getLast();
    }
    Buffer buffer = pool.acquire(size);
    if (buffer != null) {
      output.add(buffer);
    }
    return buffer;
  }

  @Override
  public void flushLater() {
    flushes++;
  }

  int flushes;

  /// The end of the hub's turn.
  void flush() {
    if (takesOutput) {
      takeOutput();
    }
  }

  @Override
  public long pendingOutput() {
    long bytes = 0;
    for (Buffer buffer : output) {
      bytes += buffer.readable();
    }
    return bytes;
  }

  @Override
  public void pauseReceiving() {
    paused = true;
  }

  @Override
  public void resumeReceiving() {
    paused = false;
  }

  @Override
  public void finish() {
    finished = true;
  }

  @Override
  public void reset() {
    reset = true;
  }
}
