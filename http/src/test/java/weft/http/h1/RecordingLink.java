package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.HttpLimits;
import weft.http.HttpOptions;
import weft.http.protocol.ConnectionMachine;
import weft.http.protocol.DateLine;
import weft.http.protocol.RecordingWire;
import weft.hub.memory.BufferPool;
import weft.hub.memory.BufferQueue;

/// Drives an [Http1Connection] without a network: remembers what the connection asks for, plays the
/// client, and answers requests as a [Script] says.
final class RecordingLink extends RecordingWire implements Http1Link {
  /// How a test answers requests; the default keeps them waiting.
  interface Script {
    void requested(RecordingLink link, Http1Message message);
  }

  final Http1Tally tally = new Http1Tally();
  final List<String> requests = new ArrayList<>();
  final List<Http1Message> released = new ArrayList<>();

  /// Whether a message may be used for the request behind it at once.
  boolean lendsAgain = true;

  final Http1Connection connection;
  final Responder responder = new Responder();
  private final Http1Hub shared;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final Script script;

  /// Where the server listens for TLS, the client came by it.
  private final boolean secure;

  /// Whether the system takes output as soon as it is flushed.
  boolean takesOutput = true;

  int gone;
  int bodyReady;
  int outputReady;
  @Nullable Http1Message current;

  RecordingLink(Script script) {
    this(HttpOptions.DEFAULTS, script);
  }

  RecordingLink(HttpLimits limits, Script script) {
    this(HttpOptions.DEFAULTS.withLimits(limits), script);
  }

  RecordingLink(HttpOptions options, Script script) {
    super(new BufferPool(16 << 20));
    this.script = script;
    secure = options.https() != null;
    shared = new Http1Hub(options, pool, tally, DateLine.of(Instant.ofEpochSecond(784_111_777)));
    connection = new Http1Connection(shared, this, now);
  }

  // The client.

  /// The client sends a Latin-1 text, in one piece.
  RecordingLink receive(String text) {
    arrive(text.getBytes(ISO_8859_1));
    return this;
  }

  /// What the client has received so far, and forgets that.
  String taken() {
    String text = taken.toString(ISO_8859_1);
    taken.reset();
    return text;
  }

  /// The connection is gone; every buffer must be back.
  void close() {
    lose();
    responder.finishAll(this);
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
  public boolean lendAgain(Http1Message message) {
    return lendsAgain;
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
  public boolean isSecure() {
    return secure;
  }

  @Override
  protected ConnectionMachine machine() {
    return connection;
  }

  @Override
  protected void delivered(byte[] bytes) {
    taken.writeBytes(bytes);
  }

  /// The end of the hub's turn.
  void flush() {
    if (takesOutput) {
      takeOutput();
    }
  }
}
