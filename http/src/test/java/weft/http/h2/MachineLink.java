package weft.http.h2;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import weft.http.Http2Options;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.protocol.ConnectionMachine;
import weft.http.protocol.DateLine;
import weft.http.protocol.RecordingWire;
import weft.hub.memory.BufferPool;

/// Drives an [Http2Connection] without a network: remembers what the connection asks for, plays the
/// client with a [FrameScript] and a [FrameLog], and hands requests to the test.
final class MachineLink extends RecordingWire implements Http2Link {
  final Http2Tally tally = new Http2Tally();
  final FrameScript client = new FrameScript();
  final FrameLog log = new FrameLog();

  /// Exchanges whose handlers are not done, in the order of their requests.
  final List<StreamExchange> open = new ArrayList<>();

  final Http2Connection connection;
  private final Http2Hub shared;
  private final Consumer<StreamExchange> handler;
  private final List<StreamExchange> spare = new ArrayList<>();
  private int lent;

  /// Where the server listens for TLS, the client came by it.
  private final boolean secure;

  /// Takes what goes out, beside the log.
  Consumer<byte[]> onOutput = _ -> {};

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
    super(pool);
    this.handler = handler;
    secure = options.https() != null;
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
    arrive(bytes);
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
    takeAllOutput();
    return this;
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

  long faults(Http2Fault fault) {
    return tally.faults.count(fault);
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
    lose();
    for (StreamExchange exchange : List.copyOf(open)) {
      if (exchange.isOpen) {
        exchange.finish();
      }
    }
    check(lent == 0, lent + " streams not given back");
    check(connection.activeStreams() == 0, "active streams of a closed connection");
    check(pool.buffersInUse() == 0, pool.buffersInUse() + " buffers not returned");
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
  public boolean isSecure() {
    return secure;
  }

  @Override
  protected ConnectionMachine machine() {
    return connection;
  }

  @Override
  protected void delivered(byte[] bytes) {
    onOutput.accept(bytes);
    log.read(bytes);
  }
}
