package weft.hub.tls;

import java.io.IOException;
import java.net.SocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.hub.Hub;
import weft.hub.StreamConnection;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.TurnEnd;
import weft.hub.file.OpenFile;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;
import weft.hub.tls.engine.CertificateChain;
import weft.hub.tls.engine.ClientContext;
import weft.hub.tls.engine.ServerContext;
import weft.hub.tls.engine.ServerName;
import weft.hub.tls.engine.TlsAgreement;
import weft.hub.tls.engine.TlsContext;
import weft.hub.tls.engine.TlsEngine;
import weft.hub.tls.engine.TlsProblem;

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
  private final Function<TlsConnection, StreamReceiver> established;
  private final RecordInput input;
  private final RecordOutput records;
  private final BufferRetry retry;
  private final TurnEnd turnEnd = this::turnEnds;

  /// Whom a client speaks to, `null` for a server.
  private final @Nullable ServerName peerName;

  /// A client that is to be told when its handshake fails.
  private @Nullable Consumer<IOException> failed;

  private @Nullable SharedContext<?> context;
  private @Nullable TlsEngine engine;
  private @Nullable TlsHandshake handshake;
  private volatile TlsAgreement agreement = NOTHING_AGREED;
  private State state = State.HANDSHAKING;
  private boolean connecting;
  private boolean dirty;

  private TlsConnection(
      TcpConnection tcp,
      TlsCounting counting,
      @Nullable ServerName peerName,
      Function<TlsConnection, StreamReceiver> established,
      @Nullable Consumer<IOException> failed) {
    this.hub = tcp.hub();
    this.tcp = tcp;
    this.counting = counting;
    this.peerName = peerName;
    this.established = established;
    this.failed = failed;
    this.input = new RecordInput(this, tcp);
    this.records = new RecordOutput(tcp);
    this.retry = new BufferRetry(tcp, this::turnEnds);
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
    SharedContext<ServerContext> entered = server.admit(tcp);
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
    TlsHandshake begun = new TlsHandshake(this, tcp, input, made, peerName == null);
    handshake = begun;
    begun.within(timeoutNanos);
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
    try {
      return List.of(CertificateChain.parse(agreement.peerCertificates()));
    } catch (CertificateException impossible) {
      throw new IllegalStateException("a certificate was verified and does not parse", impossible);
    }
  }

  // For the protocol engine.

  @Override
  public Hub hub() {
    return hub;
  }

  @Override
  public void receiveWith(StreamReceiver receiver) {
    assert hub.onHub();
    input.receiver(receiver);
    if (!input.isEnded()) {
      resumeReceiving();
    }
  }

  @Override
  public void pauseReceiving() {
    assert hub.onHub();
    input.pause();
  }

  @Override
  public void resumeReceiving() {
    assert hub.onHub();
    input.resume(handshake != null && handshake.taskRunning());
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
    int count = records.readFile(file, position, length);
    if (count > 0) {
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
      case ESTABLISHED, FINISHING -> input.received(address, length);
      case HANDSHAKING -> handshake().received(address, length);
      case OVER -> {}
    }
  }

  @Override
  public void receiveEnded(@Nullable IOException failure) {
    switch (state) {
      case HANDSHAKING -> handshake().receiveEnded(failure);
      case ESTABLISHED, FINISHING -> input.receiveEnded(failure);
      case OVER -> {}
    }
  }

  @Override
  @HotPath
  public void drained() {
    if (state == State.ESTABLISHED || state == State.FINISHING) {
      if (records.size() > 0 || state == State.FINISHING) {
        encryptPending();
      } else {
        tellDrained(input.receiver());
      }
    }
  }

  @HotPath
  private static void tellDrained(@Nullable StreamReceiver receiver) {
    if (receiver != null) {
      receiver.drained();
    }
  }

  @Override
  public void closed() {
    over();
    release();
    StreamReceiver receiver = input.receiver();
    if (receiver != null) {
      receiver.closed();
    }
    tellFailed(TlsProblem.PEER_GONE, CLOSED_HERE);
  }

  /// Nothing is received, sent or waited for any more.
  private void over() {
    state = State.OVER;
    input.stop();
    records.clear();
    retry.cancel();
    if (handshake != null) {
      handshake.end();
    }
  }

  /// Gives back what the engine holds.
  private void release() {
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

  boolean isOver() {
    return state == State.OVER;
  }

  private TlsHandshake handshake() {
    TlsHandshake present = handshake;
    if (present == null) {
      throw new IllegalStateException("no handshake is under way");
    }
    return present;
  }

  private TlsEngine engine() {
    TlsEngine present = engine;
    if (present == null) {
      throw new IllegalStateException("the engine is gone");
    }
    return present;
  }

  void handshakeDone() {
    TlsEngine present = engine();
    state = State.ESTABLISHED;
    handshake().end();
    handshake = null;
    failed = null;
    agreement = present.agreement();
    (agreement.isResumed() ? counting.resumed : counting.full).incrementAndGet();
    input.begin(present);
    input.receiver(established.apply(this));
    input.deliverFirst();
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
    over();
    tcp.finish();
  }

  /// The engine has failed.
  void broken(TlsEngine present) {
    TlsProblem problem = present.failure();
    String detail = present.detail();
    counting.failed(problem);
    sendOutput(present);
    if (!input.isEnded()) {
      input.end(TlsFailure.broken(problem, detail));
    }
    end();
  }

  /// More waits than may, or there is no buffer for what cannot wait.
  void overloaded() {
    counting.failed(TlsProblem.OVERLOAD);
    tcp.reset();
  }

  // Records out.

  private void turnEnds() {
    dirty = false;
    if (!input.isReading()) {
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
      retry.progressed();
    }
    switch (result) {
      case EMPTY -> {
        if (state == State.FINISHING) {
          finishSlow();
        }
      }
      case AHEAD -> {}
      case NO_BUFFER -> retry.later();
      case BROKEN -> broken(engine());
    }
  }

  private void finishSlow() {
    TlsEngine present = engine();
    present.endOutput();
    if (records.sendWords(present)) {
      end();
    } else {
      retry.later();
    }
  }

  /// Sends what the engine has to say by itself.
  void sendOutput(TlsEngine present) {
    if (!records.sendWords(present)) {
      overloaded();
    }
  }
}
