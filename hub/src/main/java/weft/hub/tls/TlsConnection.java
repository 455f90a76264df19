package weft.hub.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.hub.StreamConnection;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.Timer;
import weft.hub.TurnEnd;
import weft.hub.file.OpenFile;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferQueue;
import weft.hub.memory.HotPath;
import weft.hub.tls.engine.ClientContext;
import weft.hub.tls.engine.ServerContext;
import weft.hub.tls.engine.ServerName;
import weft.hub.tls.engine.TlsAgreement;
import weft.hub.tls.engine.TlsContext;
import weft.hub.tls.engine.TlsEngine;
import weft.hub.tls.engine.TlsProblem;
import weft.hub.tls.engine.TlsScratch;

/// TLS on one connection: takes records from the socket and gives plain bytes to a protocol engine,
/// takes plain bytes and sends them as records at the turn's end.
///
/// ```
/// HANDSHAKING ──done──▶ ESTABLISHED ──finish──▶ FINISHING ──all sent──▶ OVER
///      └──────────────── failure, refusal ───────────────────────────────▲
/// ```
///
/// One class for both ends: [#accept] makes a server's, [#connect] a client's.
///
/// All of it on the hub's thread but for the addresses and [#reset], and the accessors of what was
/// agreed, which any thread may read once established.
public final class TlsConnection implements StreamConnection, StreamReceiver {
  /// Bytes that may wait for a task or a receiver, in bytes. Receiving stops while it runs, but
  /// what the system has handed over already still comes, and a client sends megabytes right behind
  /// its handshake: as much as a back-end has receive buffers.
  private static final long HELD_MAX = 16L << 20;

  /// Bytes of a file taken at a time: two full records.
  private static final int FILE_PIECE_BYTES = 2 * TlsEngine.PLAIN_MAX;

  /// How long to wait for buffers when none are left and nothing is being sent, in nanoseconds.
  private static final long RETRY_NANOS = 5_000_000;

  /// How often. When bytes that wait here hold all buffers, nothing but giving them up helps.
  private static final int RETRIES_MAX = 400;

  /// Alert records for failures that no engine has seen: `unexpected_message`, RFC 8446 §6.
  private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 10};

  private static final String CLOSED_HERE = "it was closed here";

  private static final TlsAgreement NOTHING_AGREED =
      new TlsAgreement("", "", "", null, List.of(), false);

  private enum State {
    HANDSHAKING,
    ESTABLISHED,
    FINISHING,
    OVER
  }

  private final Hub hub;
  private final TcpConnection tcp;
  private final TlsCounting counting;
  private final FirstBytes firstBytes;
  private final Function<TlsConnection, StreamReceiver> established;
  private final RecordOutput records;
  private final BufferQueue held = new BufferQueue();
  private final TurnEnd turnEnd = this::turnEnds;
  private final Timer timer;

  /// Whom a client speaks to, `null` for a server.
  private final @Nullable ServerName peerName;

  /// A client that is to be told when its handshake fails.
  private @Nullable Consumer<IOException> failed;

  private @Nullable SharedContext<?> context;
  private @Nullable TlsEngine engine;
  private @Nullable TlsHandshake handshake;
  private @Nullable StreamReceiver receiver;
  private volatile TlsAgreement agreement = NOTHING_AGREED;
  private State state = State.HANDSHAKING;
  private boolean connecting;
  private boolean heldIsDue;
  private boolean peerGone;
  private boolean dirty;
  private boolean paused;
  private boolean inputEnded;
  private int retries;

  private TlsConnection(
      TcpConnection tcp,
      TlsCounting counting,
      @Nullable ServerName peerName,
      Function<TlsConnection, StreamReceiver> established,
      @Nullable Consumer<IOException> failed) {
    this.hub = tcp.hub();
    this.tcp = tcp;
    this.counting = counting;
    this.firstBytes = peerName == null ? FirstBytes.ofClient() : FirstBytes.ofServer();
    this.peerName = peerName;
    this.established = established;
    this.failed = failed;
    this.records = new RecordOutput(tcp);
    this.timer = new Timer(hub, this::timerFired);
  }

  /// Speaks TLS on a connection that was just accepted.
  ///
  /// @param established called on the bare hub thread when the handshake is done; answers what
  ///   receives the plain bytes
  /// @return what receives the connection's bytes: to be answered to the listener
  public static TlsConnection accept(
      TcpConnection tcp, TlsServer server, Function<TlsConnection, StreamReceiver> established) {
    TlsConnection connection = new TlsConnection(tcp, server.counting(), null, established, null);
    connection.beginAccept(server);
    return connection;
  }

  /// Speaks TLS, as a client, on a connection that was just made; installs itself as what receives
  /// its bytes. The first message is sent at this turn's end, or as soon as the JDK has made it.
  ///
  /// @param serverName the host to reach, a DNS name or an address: it is named to the server
  ///   unless it is an address, and the server's certificate must be for it
  /// @param port the server's port: sessions are taken up again by host and port
  /// @param applicationProtocols ALPN names by preference, empty for none; a client has 16
  ///   different lists at most
  /// @param established called on the bare hub thread when the handshake is done; answers what
  ///   receives the plain bytes
  /// @param failed called on the bare hub thread, once, when the connection ends before that,
  ///   whoever ends it, and never before this returns: with a [TlsFailure] that says why
  /// @throws IllegalArgumentException when the name is not a host, or a protocol's name has not 1
  ///   to 255 characters
  public static TlsConnection connect(
      TcpConnection tcp,
      TlsClient client,
      String serverName,
      int port,
      List<String> applicationProtocols,
      Function<TlsConnection, StreamReceiver> established,
      Consumer<IOException> failed) {
    assert tcp.hub().onHub();
    TlsOptions.requireProtocolNames(applicationProtocols);
    TlsConnection connection =
        new TlsConnection(
            tcp, client.counting(), ServerName.of(serverName, port), established, failed);
    connection.beginConnect(client, applicationProtocols);
    return connection;
  }

  private void beginAccept(TlsServer server) {
    HandshakeRate rate = server.rate();
    if (rate != null) {
      SocketAddress peer = tcp.remoteAddress();
      if (peer != null && !rate.admits(peer, hub.nowNanos())) {
        counting.refusedByRate.incrementAndGet();
        refuse();
        return;
      }
    }
    SharedContext<ServerContext> entered = server.enter();
    if (entered == null) {
      refuse();
      return;
    }
    TlsEngine made = engine(entered, ServerContext::newEngine);
    begin(entered, made, server.options().handshakeTimeoutNanos());
    server.maybeRotateTicketKeys(hub);
  }

  private void beginConnect(TlsClient client, List<String> applicationProtocols) {
    SharedContext<ClientContext> entered = tcp.isOpen() ? client.enter() : null;
    if (entered == null) {
      refuse();
      return;
    }
    TlsEngine made =
        engine(entered, context -> context.newEngine(peerName(), applicationProtocols));
    tcp.receiveWith(this);
    TlsHandshake begun = begin(entered, made, client.options().handshakeTimeoutNanos());
    if (Thread.currentThread().isVirtual()) {
      // Steps use what belongs to the bare thread.
      hub.execute(begun::turnHasCome);
    } else {
      connecting = true;
      begun.goOn();
      connecting = false;
    }
  }

  /// Makes an engine; leaves the context when that fails.
  private static <C extends TlsContext> TlsEngine engine(
      SharedContext<C> entered, Function<C, TlsEngine> maker) {
    TlsEngine made = null;
    try {
      made = maker.apply(entered.context());
      return made;
    } finally {
      if (made == null) {
        entered.leave();
      }
    }
  }

  private ServerName peerName() {
    if (peerName == null) {
      throw new IllegalStateException("a server does not name its peer");
    }
    return peerName;
  }

  private TlsHandshake begin(SharedContext<?> entered, TlsEngine made, long timeoutNanos) {
    context = entered;
    engine = made;
    TlsHandshake begun = new TlsHandshake(this, tcp, held, made);
    handshake = begun;
    timer.set(hub.nowNanos() + timeoutNanos);
    return begun;
  }

  private void refuse() {
    state = State.OVER;
    // Not at once: the back-end is still about to hand the connection over.
    hub.execute(() -> {
      tcp.reset();
      tellFailed(TlsProblem.PEER_GONE, CLOSED_HERE);
    });
  }

  // What was agreed. Any thread.

  /// Whether the handshake is done.
  public boolean isEstablished() {
    return agreement != NOTHING_AGREED;
  }

  /// The application protocol agreed on by ALPN, empty for none.
  public String applicationProtocol() {
    return agreement.applicationProtocol();
  }

  /// `TLSv1.3` or `TLSv1.2`; empty before the handshake is done.
  public String protocol() {
    return agreement.protocol();
  }

  /// The cipher suite, by the library's name; empty before the handshake is done.
  public String cipher() {
    return agreement.cipher();
  }

  /// The host the client asked for, `null` for none; on a client the host or address it was to
  /// reach.
  public @Nullable String serverName() {
    return agreement.serverName();
  }

  /// Whether an earlier session was taken up.
  public boolean isResumed() {
    return agreement.isResumed();
  }

  /// The peer's certificate and those behind it, as they were verified, or shown where nothing is;
  /// empty for none. Parses them anew: not for the bare hub thread.
  public List<X509Certificate> peerCertificates() {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] encoded : agreement.peerCertificates()) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
      }
    } catch (CertificateException impossible) {
      throw new IllegalStateException("a certificate was verified and does not parse", impossible);
    }
    return List.copyOf(certificates);
  }

  // For the protocol engine.

  @Override
  public Hub hub() {
    return hub;
  }

  @Override
  public void receiveWith(StreamReceiver receiver) {
    assert hub.onHub();
    this.receiver = receiver;
    resumeReceiving();
  }

  @Override
  public void pauseReceiving() {
    assert hub.onHub();
    paused = true;
    tcp.pauseReceiving();
  }

  @Override
  public void resumeReceiving() {
    assert hub.onHub();
    paused = false;
    if ((!held.isEmpty() || peerGone) && state != State.HANDSHAKING) {
      // The socket goes on behind them, or they would grow while the receiver takes its time.
      decryptHeldLater();
    } else if (!taskRunning()) {
      tcp.resumeReceiving();
    }
  }

  @Override
  @HotPath
  public @Nullable Buffer reserve(int size) {
    assert hub.onHub();
    return records.reserve(size);
  }

  @Override
  @HotPath
  public void flushLater() {
    if (!dirty) {
      dirty = true;
      hub.atTurnEnd(turnEnd);
    }
  }

  /// Reads into what is encrypted next.
  @Override
  public int sendFile(OpenFile file, long position, int length) {
    Buffer room = records.reserve(Math.min(length, FILE_PIECE_BYTES));
    if (room == null) {
      return 0;
    }
    int most = Math.min(Math.min(length, FILE_PIECE_BYTES), room.writable());
    int count = tcp.readFile(file, position, room.writeAddress(), most);
    if (count > 0) {
      room.wrote(count);
      flushLater();
    }
    return count;
  }

  @Override
  @HotPath
  public int readFile(OpenFile file, long position, long address, int length) {
    return tcp.readFile(file, position, address, length);
  }

  /// Plain bytes not yet encrypted, and records not yet taken by the system.
  @Override
  @HotPath
  public long pendingOutput() {
    return records.pending();
  }

  @Override
  @HotPath
  public long outputMemory() {
    return records.memory();
  }

  @Override
  public void finish() {
    assert hub.onHub();
    if (state == State.ESTABLISHED) {
      state = State.FINISHING;
      flushLater();
    } else if (state == State.HANDSHAKING) {
      end();
    }
  }

  @Override
  public void reset() {
    tcp.reset();
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return tcp.localAddress();
  }

  @Override
  public @Nullable SocketAddress remoteAddress() {
    return tcp.remoteAddress();
  }

  // From the socket.

  @Override
  @HotPath
  public void received(long address, int length) {
    switch (state) {
      case ESTABLISHED, FINISHING -> {
        if (paused || !held.isEmpty()) {
          holdSlow(address, length);
        } else {
          decrypt(address, length);
        }
      }
      case HANDSHAKING -> handshakeReceived(address, length);
      case OVER -> {}
    }
  }

  @Override
  public void receiveEnded(@Nullable IOException failure) {
    switch (state) {
      case HANDSHAKING -> {
        peerGone = true;
        if (!taskRunning()) {
          handshakeFailed(TlsProblem.PEER_GONE, failure == null ? null : failure.getMessage());
        }
      }
      case ESTABLISHED, FINISHING -> {
        if (!inputEnded && failure == null && !held.isEmpty()) {
          peerGone = true;
        } else if (!inputEnded) {
          endInput(failure == null ? TlsFailure.truncated() : failure);
        } else if (failure != null) {
          tcp.reset();
        }
      }
      case OVER -> {}
    }
  }

  private void endInput(@Nullable IOException failure) {
    inputEnded = true;
    if (receiver != null) {
      receiver.receiveEnded(failure);
    }
  }

  @Override
  @HotPath
  public void drained() {
    if (state == State.ESTABLISHED || state == State.FINISHING) {
      if (records.size() > 0 || state == State.FINISHING) {
        encryptPending();
      } else if (receiver != null) {
        receiver.drained();
      }
    }
  }

  @Override
  public void closed() {
    state = State.OVER;
    timer.cancel();
    release();
    if (receiver != null) {
      receiver.closed();
    }
    tellFailed(TlsProblem.PEER_GONE, CLOSED_HERE);
  }

  /// Gives back what the connection holds beside its socket.
  private void release() {
    records.clear();
    held.clear(hub.buffers());
    TlsEngine present = engine;
    SharedContext<?> entered = context;
    engine = null;
    context = null;
    if (present != null && entered != null) {
      // A task may be under way, and use the context: it leaves when the engine has ended.
      present.close(entered::leave);
    }
  }

  // The handshake.

  boolean isHandshaking() {
    return state == State.HANDSHAKING;
  }

  private boolean taskRunning() {
    return handshake != null && handshake.taskRunning();
  }

  private void handshakeReceived(long address, int length) {
    switch (firstBytes.see(address, length)) {
      case TLS -> {
        if (!hold(address, length)) {
          handshakeFailed(TlsProblem.OVERLOAD, null);
        } else if (handshake != null) {
          handshake.goOn();
        }
      }
      case PLAIN_HTTP -> {
        if (peerName == null) {
          send(PlainHttp.ANSWER);
        }
        handshakeFailed(TlsProblem.PLAIN_HTTP, null);
      }
      case NOT_TLS -> {
        send(ALERT);
        handshakeFailed(TlsProblem.NOT_TLS, null);
      }
      case UNKNOWN -> {}
    }
  }

  /// Keeps received bytes; `false` when they are too many.
  private boolean hold(long address, int length) {
    if (held.size() + length > HELD_MAX) {
      return false;
    }
    held.append(hub.buffers(), address, length);
    return true;
  }

  private TlsEngine engine() {
    TlsEngine present = engine;
    if (present == null) {
      throw new IllegalStateException("the engine is gone");
    }
    return present;
  }

  /// A step that ran elsewhere has been taken up.
  void handshakeTaskEnded() {
    if (state == State.OVER) {
      return;
    }
    if (state == State.HANDSHAKING && peerGone) {
      handshakeFailed(TlsProblem.PEER_GONE, null);
    } else if (!peerGone && !paused) {
      tcp.resumeReceiving();
    }
  }

  void handshakeDone() {
    TlsEngine present = engine();
    state = State.ESTABLISHED;
    handshake = null;
    failed = null;
    timer.cancel();
    agreement = present.agreement();
    (agreement.isResumed() ? counting.resumed : counting.full).incrementAndGet();
    receiver = established.apply(this);
    if (held.isEmpty() && present.holdsInput()) {
      decrypt(0, 0);
    }
    decryptHeld();
  }

  // Bytes that wait for their receiver.

  /// Bytes that arrive although receiving was stopped, or behind such.
  private void holdSlow(long address, int length) {
    if (!hold(address, length)) {
      counting.failed(TlsProblem.OVERLOAD);
      tcp.reset();
    } else if (!paused) {
      decryptHeldLater();
    }
  }

  /// Not at once: who goes on receiving does not expect bytes before it has returned.
  private void decryptHeldLater() {
    if (!heldIsDue) {
      heldIsDue = true;
      hub.execute(this::heldTurnHasCome);
    }
  }

  private void heldTurnHasCome() {
    heldIsDue = false;
    try {
      decryptHeld();
    } catch (RuntimeException | AssertionError bug) {
      tcp.reset();
      throw bug;
    }
  }

  private void decryptHeld() {
    while (!paused && reading() && !held.isEmpty()) {
      int length = held.runLength();
      decrypt(held.address(), length);
      // The receiver may have ended all this.
      if (!held.isEmpty()) {
        held.consume(hub.buffers(), length);
      }
    }
    if (paused || !reading() || !held.isEmpty()) {
      return;
    }
    if (!peerGone) {
      tcp.resumeReceiving();
    } else if (!inputEnded) {
      endInput(TlsFailure.truncated());
    }
  }

  private boolean reading() {
    return (state == State.ESTABLISHED || state == State.FINISHING) && engine != null;
  }

  private void timerFired() {
    if (state == State.HANDSHAKING) {
      handshakeFailed(TlsProblem.TIMEOUT, null);
    } else {
      turnEnds();
    }
  }

  /// Ends a connection that has not come about.
  void handshakeFailed(TlsProblem problem, @Nullable String detail) {
    counting.failed(problem);
    end();
    tellFailed(problem, detail);
  }

  private void tellFailed(TlsProblem problem, @Nullable String detail) {
    Consumer<IOException> told = failed;
    if (told != null) {
      failed = null;
      TlsFailure failure = TlsFailure.handshake(peerName(), problem, detail);
      if (connecting) {
        hub.execute(() -> told.accept(failure));
      } else {
        told.accept(failure);
      }
    }
  }

  /// Ends without a word of TLS; what is in the socket's queue is sent.
  private void end() {
    state = State.OVER;
    timer.cancel();
    records.clear();
    held.clear(hub.buffers());
    tcp.finish();
  }

  // Plain bytes in.

  @HotPath
  private void decrypt(long address, int length) {
    TlsEngine present = engine;
    long room = TlsScratch.get().received();
    while (present != null && !inputEnded && (length > 0 || present.holdsInput())) {
      int count = present.decrypt(address, length, room, TlsEngine.PLAIN_MAX);
      int consumed = present.consumed();
      address += consumed;
      length -= consumed;
      if (count > 0) {
        deliver(room, count);
      } else if (count < 0) {
        endSlow(present, count);
      } else if (consumed == 0) {
        return;
      }
      // The receiver may have ended all this.
      present = reading() ? engine : null;
    }
    if (present != null && present.outputSize() > 0) {
      sendOutput(present);
    }
  }

  @HotPath
  private void deliver(long address, int length) {
    if (receiver != null) {
      receiver.received(address, length);
    }
  }

  private void endSlow(TlsEngine present, int answer) {
    sendOutput(present);
    if (answer == TlsEngine.ENDED) {
      endInput(null);
      return;
    }
    TlsProblem problem = present.failure();
    counting.failed(problem);
    endInput(TlsFailure.broken(problem, present.detail()));
    end();
  }

  // Records out.

  private void turnEnds() {
    dirty = false;
    if (!reading()) {
      return;
    }
    try {
      encryptPending();
    } catch (RuntimeException | AssertionError bug) {
      tcp.reset();
      throw bug;
    }
  }

  @HotPath
  private void encryptPending() {
    long before = records.size();
    RecordOutput.Result result = records.encryptAll(engine());
    if (records.size() < before) {
      retries = 0;
    }
    switch (result) {
      case EMPTY -> {
        if (state == State.FINISHING) {
          finishSlow();
        }
      }
      case AHEAD -> {}
      case NO_BUFFER -> retrySlow();
      case BROKEN -> brokenSlow(engine());
    }
  }

  /// No buffer: when something is being sent, its end brings one; else ask again soon.
  private void retrySlow() {
    if (tcp.pendingOutput() > 0 || timer.isSet()) {
      return;
    }
    if (retries++ < RETRIES_MAX) {
      timer.set(hub.nowNanos() + RETRY_NANOS);
    } else {
      counting.failed(TlsProblem.OVERLOAD);
      tcp.reset();
    }
  }

  private void brokenSlow(TlsEngine present) {
    TlsProblem problem = present.failure();
    counting.failed(problem);
    sendOutput(present);
    if (!inputEnded) {
      endInput(TlsFailure.broken(problem, present.detail()));
    }
    end();
  }

  private void finishSlow() {
    TlsEngine present = engine();
    present.endOutput();
    if (records.sendWords(present)) {
      end();
    } else {
      retrySlow();
    }
  }

  /// Sends what the engine has to say by itself.
  void sendOutput(TlsEngine present) {
    if (!records.sendWords(present)) {
      tcp.reset();
    }
  }

  private void send(byte[] bytes) {
    Buffer out = tcp.reserve(bytes.length);
    if (out != null) {
      out.put(bytes, 0, bytes.length);
      tcp.flushLater();
    }
  }
}
