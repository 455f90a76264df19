package weft.http.h2;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.http.Http2Options;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.h1.NativeText;
import weft.http.protocol.DateLine;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferPool;
import weft.hub.memory.Memory;

/// Drives an [Http2Connection] without a network: remembers what the connection asks for, plays the
/// client with a [FrameScript] and a [FrameLog], and hands requests to the test.
final class MachineLink implements Http2Link {
  static final long SECOND = 1_000_000_000L;

  private static final int PIECE_BYTES = 32 * 1024;

  final BufferPool pool;
  final Http2Tally tally = new Http2Tally();
  final FrameScript client = new FrameScript();
  final FrameLog log = new FrameLog();

  /// Exchanges whose handlers are not done, in the order of their requests.
  final List<StreamExchange> open = new ArrayList<>();

  final Http2Connection connection;
  private final Http2Hub shared;
  private final Consumer<StreamExchange> handler;
  private final List<StreamExchange> spare = new ArrayList<>();
  private final List<Buffer> output = new ArrayList<>();
  private int lent;

  /// Whether there is memory for output.
  boolean hasMemory = true;

  /// Takes what goes out, beside the log.
  Consumer<byte[]> onOutput = _ -> {};

  boolean paused;
  boolean finished;
  boolean reset;
  long now = 1000 * SECOND;

  MachineLink(Consumer<StreamExchange> handler) {
    this(HttpOptions.DEFAULTS, handler);
  }

  MachineLink(HttpLimits limits, Consumer<StreamExchange> handler) {
    this(HttpOptions.DEFAULTS.withLimits(limits), handler);
  }

  MachineLink(Http2Options options, Consumer<StreamExchange> handler) {
    this(HttpOptions.DEFAULTS.withHttp2(options), handler);
  }

  MachineLink(HttpOptions options, Consumer<StreamExchange> handler) {
    this(options, new BufferPool(16 << 20), handler);
  }

  MachineLink(HttpOptions options, BufferPool pool, Consumer<StreamExchange> handler) {
    this.handler = handler;
    this.pool = pool;
    DateLine date = DateLine.of(Instant.ofEpochSecond(784_111_777));
    shared = new Http2Hub(options, pool, tally, date);
    connection = new Http2Connection(shared, this, now);
  }

  /// Answers every request at once with `hello`.
  static void greet(StreamExchange exchange) {
    exchange.answer("hello");
  }

  /// Keeps every request waiting.
  static void hold(StreamExchange exchange) {}

  /// The prefaces have been exchanged, and the first lines are forgotten.
  MachineLink begun(int... settings) {
    client.preface(settings).settingsAck();
    log.announced(initialWindow(settings, 65_535));
    send();
    takeLines();
    return this;
  }

  private static int initialWindow(int[] settings, int otherwise) {
    int window = otherwise;
    for (int index = 0; index < settings.length; index += 2) {
      if (settings[index] == PeerSettings.INITIAL_WINDOW_SIZE) {
        window = settings[index + 1];
      }
    }
    return window;
  }

  // The client.

  /// The client's script arrives, in one piece as far as it fits into a buffer.
  MachineLink send() {
    return receive(client.take());
  }

  MachineLink receive(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
      int length = Math.min(PIECE_BYTES, bytes.length - at);
      byte[] piece = Arrays.copyOfRange(bytes, at, at + length);
      connection.received(NativeText.of(piece, (byte) ':'), length, now);
    }
    return this;
  }

  /// The client allows more.
  MachineLink allow(int streamId, int count) {
    client.windowUpdate(streamId, count);
    log.allowed(streamId, count);
    return send();
  }

  /// The client changes the initial window.
  MachineLink changeWindow(int initialWindow) {
    client.settings(PeerSettings.INITIAL_WINDOW_SIZE, initialWindow);
    log.announced(initialWindow);
    return send();
  }

  /// The client answers the PINGs it was sent.
  MachineLink answerPings() {
    flush();
    for (byte[] data : log.pings) {
      client.pingAck(data);
    }
    log.pings.clear();
    return send();
  }

  /// The client shows that it lives, but does not take what is pending.
  MachineLink answerPingsWithoutReading() {
    client.pingAck(new byte[8]);
    return send();
  }

  /// The system takes what is pending, and again what follows from that.
  MachineLink flush() {
    while (!output.isEmpty()) {
      takeOutput();
    }
    return this;
  }

  /// The system takes what is pending now.
  void takeOutput() {
    boolean had = !output.isEmpty();
    List<Buffer> taken = new ArrayList<>(output);
    output.clear();
    for (Buffer buffer : taken) {
      byte[] bytes = new byte[buffer.readable()];
      Memory.copyOut(buffer.readAddress(), bytes, 0, bytes.length);
      pool.release(buffer);
      hear(bytes);
    }
    if (had && !finished && !reset) {
      connection.drained(now);
    }
  }

  /// The system takes some of what is pending.
  void takeOutput(int count) {
    int left = count;
    while (left > 0 && !output.isEmpty()) {
      Buffer first = output.getFirst();
      byte[] bytes = new byte[Math.min(left, first.readable())];
      Memory.copyOut(first.readAddress(), bytes, 0, bytes.length);
      first.read(bytes.length);
      left -= bytes.length;
      if (first.readable() == 0) {
        pool.release(output.removeFirst());
      }
      hear(bytes);
    }
    if (output.isEmpty() && !finished && !reset) {
      connection.drained(now);
    }
  }

  /// A line for each frame the client has received since the last time.
  List<String> takeLines() {
    flush();
    return log.takeLines();
  }

  /// What the client knows of a stream.
  AnsweredStream stream(int id) {
    return log.stream(id);
  }

  /// Whether the connection has ended, in order or not.
  boolean isOver() {
    return finished || reset;
  }

  long faults(Http2Fault fault) {
    return tally.faults[fault.number()];
  }

  /// Lets time pass, and the deadlines that are due with it.
  void pass(long nanos) {
    long end = now + nanos;
    for (int step = 0; step < 100_000 && connection.deadlineNanos() <= end; step++) {
      now = Math.max(now, connection.deadlineNanos());
      connection.expired(now);
    }
    FrameLog.check(connection.deadlineNanos() > end, "deadlines without end");
    now = end;
  }

  /// Handlers whose clients are gone return.
  void finishGone() {
    for (StreamExchange exchange : List.copyOf(open)) {
      if (exchange.isOpen && exchange.gone > 0) {
        exchange.finish();
      }
    }
  }

  /// The connection is gone and handlers find out; every buffer and stream must be back.
  void close() {
    connection.closed(now);
    for (StreamExchange exchange : List.copyOf(open)) {
      if (exchange.isOpen) {
        exchange.finish();
      }
    }
    for (Buffer buffer : output) {
      pool.release(buffer);
    }
    output.clear();
    FrameLog.check(lent == 0, lent + " streams not given back");
    FrameLog.check(connection.activeStreams() == 0, "active streams of a closed connection");
    FrameLog.check(pool.buffersInUse() == 0, pool.buffersInUse() + " buffers not returned");
  }

  /// Behind a reset nothing goes out.
  private void hear(byte[] bytes) {
    if (!reset) {
      onOutput.accept(bytes);
      log.read(bytes);
    }
  }

  // What the connection asks for.

  void requested(StreamExchange exchange) {
    open.add(exchange);
    handler.accept(exchange);
  }

  void released(StreamExchange exchange) {
    open.remove(exchange);
    lent--;
    spare.add(exchange);
  }

  /// An exchange that is not in use, for its head.
  StreamExchange anExchange() {
    return new StreamExchange(this, shared);
  }

  @Override
  public Http2Stream acquire() {
    lent++;
    StreamExchange exchange =
        spare.isEmpty() ? new StreamExchange(this, shared) : spare.removeLast();
    return exchange.stream;
  }

  @Override
  public @Nullable Buffer reserve(int size) {
    FrameLog.check(!finished || reset, "output behind the end of the connection");
    FrameLog.check(size >= 1 && size <= BufferPool.SIZE_MAX, "a reservation of " + size);
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
  public void flushLater() {}

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
    FrameLog.check(!paused, "receiving is paused twice");
    paused = true;
  }

  @Override
  public void resumeReceiving() {
    FrameLog.check(paused, "receiving goes on that was not paused");
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
