package weft.http.client;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.FieldTable;
import weft.http.WebSocket;
import weft.http.WebSocketOptions;
import weft.http.h1.Http1ClientMachine;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.socket.DrivenConnection;
import weft.http.socket.LiveWebSocket;
import weft.http.ws.ClientOpening;
import weft.hub.Interrupts;
import weft.hub.Signal;
import weft.hub.StreamConnection;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.memory.BufferQueue;
import weft.hub.tls.TlsClient;
import weft.hub.tls.TlsConnection;

/// Opens a WebSocket, and the thread that waits for it.
final class WebSocketOpening extends ConnectionSeeker {
  private final OpeningRequest asked;
  private final ClientOpening opening;
  private final Signal over;

  // Written on the hub before the signal.
  private @Nullable CallFailed failure;
  private @Nullable LiveWebSocket opened;
  private boolean isOver;

  /// The stream that is asked for, `null` before it is and over HTTP/1.1.
  private @Nullable StreamHandshake stream;

  /// Whether HTTP/2 is no way to this server.
  private boolean isUnsuited;

  private WebSocketOpening(
      ClientHub owner, OpeningRequest asked, ClientOpening opening, Deadline deadline)
      throws CallFailed {
    super(owner, asked.http2(opening), deadline);
    this.asked = asked;
    this.opening = opening;
    over = new Signal(hub);
  }

  /// See [HttpClient#webSocket].
  static WebSocket open(
      HttpClient client, String uri, WebSocketOptions options, String[] namesAndValues)
      throws IOException {
    OpeningRequest asked = new OpeningRequest(uri, namesAndValues, client.options().userAgent());
    ClientHub owner = client.part();
    Deadline deadline = Deadline.in(client.options().connectTimeout(), owner.hub());
    ClientOpening opening = new ClientOpening(owner.webSockets(), options);
    WebSocketOpening made = new WebSocketOpening(owner, asked, opening, deadline);
    Connector connector = client.connector();
    Origin origin = asked.origin();
    ClientRoute route = new ClientRoute(origin, client.proxies().proxyFor(origin), false);
    if (!made.isOpenedByHttp2(route, connector)) {
      connector.open(route, made);
    }
    return made.socket();
  }

  /// Opens it as a stream of a connection of HTTP/2, if the server lets us.
  private boolean isOpenedByHttp2(ClientRoute route, Connector connector) throws IOException {
    if (route.namesUris() || HubStep.ask(hub, this, () -> speaksHttp1(route)) == 1) {
      return false;
    }
    boolean done = false;
    try {
      findConnection(route, connector);
      await(deadline.left(owner.options().connectTimeout(), hub));
      done = true;
    } finally {
      if (!done) {
        HubStep.run(hub, this, this::giveUp);
      }
    }
    return !isUnsuited;
  }

  private int speaksHttp1(ClientRoute route) {
    boolean http1 = owner.isRefused(route) || owner.pool(route).isHttp1();
    owner.forgetIfEmpty(route, owner.pool(route));
    return http1 ? 1 : 0;
  }

  // On the hub.

  /// It begins, over HTTP/1.1.
  ///
  /// @return false when the client is closed, and whoever waits is told
  boolean begins() {
    if (!owner.begins(this)) {
      clientCloses();
      return false;
    }
    return true;
  }

  /// Speaks TLS first.
  void secure(TcpConnection tcp, TlsClient tls, Origin origin) {
    TlsConnection.connect(
        tcp,
        tls,
        origin.host(),
        origin.port(),
        List.of("http/1.1"),
        this::begin,
        broken -> fail(CallFailed.handshake(broken, this)));
  }

  /// Asks for the socket.
  ///
  /// @return what receives the connection's bytes
  StreamReceiver begin(StreamConnection channel) {
    Handshake handshake = new Handshake(channel);
    handshake.ask();
    return handshake;
  }

  /// A connection of the pool may be used for it, which may be new.
  @Override
  void beginOn(ClientConnection connection) {
    if (connection.refusesExtendedConnect()) {
      unsuited();
    } else if (begins()) {
      stream = new StreamHandshake(connection);
    }
  }

  /// The connection stays in the pool for calls.
  private void unsuited() {
    owner.over(this);
    isUnsuited = true;
    over.raise();
  }

  private void giveUp() {
    isOver = true;
    owner.over(this);
    if (stream != null) {
      stream.giveUp();
    }
  }

  void clientCloses() {
    fail(CallFailed.Kind.CLOSED, "the client is closed");
    giveUp();
  }

  private void fail(CallFailed.Kind kind, String reason) {
    fail(new CallFailed(kind, this + ": " + reason, false, null));
  }

  private void opened(LiveWebSocket live) {
    owner.over(this);
    isOver = true;
    opened = live;
    over.raise();
  }

  private void fail(CallFailed reason) {
    if (!isOver) {
      owner.over(this);
      isOver = true;
      failure = reason;
      over.raise();
    }
  }

  // On the caller's thread.

  void await(long nanos) throws IOException {
    boolean told;
    try {
      told = over.await(hub.deadline(nanos));
    } catch (InterruptedException interrupted) {
      throw Interrupts.failure("interrupted while a WebSocket is opened", interrupted);
    }
    if (!told) {
      HubStep.run(hub, this, () -> fail(late("opening a WebSocket", false)));
    }
    CallFailed reason = failure;
    if (reason != null) {
      throw reason;
    }
  }

  private WebSocket socket() {
    LiveWebSocket made = opened;
    if (made == null) {
      throw new IllegalStateException("the WebSocket was not opened");
    }
    return made;
  }

  /// The connection while HTTP/1.1 is spoken on it.
  private final class Handshake extends DrivenConnection implements ClientLink, ClientStreamOwner {
    private final Http1ClientMachine machine;
    private @Nullable ClientStream stream;

    Handshake(StreamConnection channel) {
      super(channel);
      machine = new Http1ClientMachine(owner.http1(), this, now());
    }

    void ask() {
      if (isOver) {
        return;
      }
      stream = machine.beginUpgrade(asked.http1(opening), this, now());
      setTimer();
    }

    @Override
    protected Http1ClientMachine machine() {
      return machine;
    }

    @Override
    protected void gone() {
      release();
      fail(CallFailed.Kind.LOST, "the connection ended");
    }

    @Override
    public void availabilityChanged() {
      // It is used once.
    }

    @Override
    public void informed(int status, FieldTable fields) {
      // What a server says on the way is of no interest.
    }

    /// Within a step of the machine: what follows is done behind it.
    @Override
    public void answered() {
      channel.hub().execute(this::judge);
    }

    private void judge() {
      ClientStream answer = stream;
      if (answer == null) {
        return;
      }
      if (isOver) {
        release();
        channel.reset();
        return;
      }
      String wrong = opening.judgeHttp1(answer.status(), answer.fields());
      if (wrong != null) {
        fail(CallFailed.Kind.REFUSED, wrong);
        release();
        channel.reset();
        return;
      }
      LiveWebSocket live = new LiveWebSocket(hub, asked.kept("HTTP/1.1"), opening.settings());
      ClientWebSocket successor = new ClientWebSocket(owner, channel, live);
      BufferQueue rest = machine.rest();
      release();
      cancelTimer();
      channel.receiveWith(successor);
      owner.opened(successor);
      successor.begin(rest);
      opened(live);
    }

    @Override
    public void ready() {
      // Nothing is sent or read behind the head.
    }

    private void release() {
      ClientStream used = stream;
      if (used != null) {
        stream = null;
        used.release(now());
      }
    }

    @Override
    public void failed(CallFailure reason) {
      release();
      fail(CallFailed.of(reason, WebSocketOpening.this.toString()));
    }
  }

  /// A stream of HTTP/2 from the request on; what it hears goes to the socket once there is one.
  private final class StreamHandshake implements ClientStreamOwner {
    private final ClientConnection connection;
    private final ClientStream stream;
    private @Nullable ClientSocketStream socket;
    private boolean released;

    StreamHandshake(ClientConnection connection) {
      this.connection = connection;
      stream = connection.begin(asked.http2(opening), this);
    }

    @Override
    public void informed(int status, FieldTable fields) {
      // What a server says on the way is of no interest.
    }

    @Override
    public void answered() {
      if (isOver) {
        return;
      }
      String wrong = opening.judgeHttp2(stream.status(), stream.fields());
      if (wrong != null) {
        fail(CallFailed.Kind.REFUSED, wrong);
        release();
        return;
      }
      LiveWebSocket live = new LiveWebSocket(hub, asked.kept("HTTP/2"), opening.settings());
      ClientSocketStream carrier = new ClientSocketStream(owner, connection, stream, live);
      socket = carrier;
      owner.opened(carrier);
      carrier.ask();
      opened(live);
    }

    @Override
    public void ready() {
      if (socket != null) {
        socket.ask();
      }
    }

    @Override
    public void failed(CallFailure reason) {
      if (socket != null) {
        socket.lost();
        return;
      }
      release();
      if (connection.refusesExtendedConnect() || reason.kind() == CallFailure.Kind.HTTP_1_1) {
        unsuited();
      } else {
        fail(CallFailed.of(reason, WebSocketOpening.this.toString()));
      }
    }

    /// Nobody wants it any more. At the last moment it may have come to be open.
    void giveUp() {
      if (socket != null) {
        socket.machine().cut(owner.hub().nowNanos());
      }
      release();
    }

    /// Gives the stream up, unless a socket has it.
    void release() {
      if (!released && socket == null) {
        released = true;
        stream.release(hub.nowNanos());
        connection.released();
      }
    }
  }
}
