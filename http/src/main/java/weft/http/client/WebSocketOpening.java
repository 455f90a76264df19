package weft.http.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.WebSocket;
import weft.http.WebSocketOptions;
import weft.http.WebSocketRequest;
import weft.http.h1.Http1ClientMachine;
import weft.http.protocol.CallFailure;
import weft.http.protocol.ClientLink;
import weft.http.protocol.ClientStream;
import weft.http.protocol.ClientStreamOwner;
import weft.http.protocol.OutgoingRequest;
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
final class WebSocketOpening {
  private final ClientHub owner;
  private final URI target;
  private final Origin origin;
  private final FieldList given;
  private final Deadline deadline;
  private final ClientOpening opening;
  private final Attempt attempt;
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
      ClientHub owner, WebSocketOptions options, URI target, FieldList given, Deadline deadline)
      throws CallFailed {
    this.owner = owner;
    this.target = target;
    this.given = given;
    this.deadline = deadline;
    origin = Origin.of(target);
    opening = new ClientOpening(owner.webSockets(), options);
    attempt = new Attempt(owner, request(true), deadline, this::beginOn);
    over = new Signal(owner.hub());
  }

  /// See [HttpClient#webSocket].
  static WebSocket open(
      HttpClient client, String uri, WebSocketOptions options, String[] namesAndValues)
      throws IOException {
    URI target = Origin.uri(http(uri));
    FieldList given = given(namesAndValues);
    ClientHub owner = client.part();
    Deadline deadline = Deadline.in(client.options().connectTimeout(), owner.hub());
    WebSocketOpening made = new WebSocketOpening(owner, options, target, given, deadline);
    Connector connector = client.connector();
    ClientRoute route = new ClientRoute(made.origin, client.proxies().proxyFor(made.origin));
    if (!made.isOpenedByHttp2(route, connector)) {
      connector.open(route, made.attempt, made);
    }
    return made.socket();
  }

  /// Opens it as a stream of a connection of HTTP/2, if the server lets us.
  private boolean isOpenedByHttp2(ClientRoute route, Connector connector) throws IOException {
    if (route.namesUris() || HubStep.ask(owner.hub(), attempt, () -> speaksHttp1(route)) == 1) {
      return false;
    }
    boolean done = false;
    try {
      attempt.begin(route, connector);
      await(deadline.left(owner.options().connectTimeout(), owner.hub()));
      done = true;
    } finally {
      if (!done) {
        HubStep.run(owner.hub(), attempt, this::giveUp);
      }
    }
    return !isUnsuited;
  }

  private int speaksHttp1(ClientRoute route) {
    boolean http1 = owner.pool(route).isHttp1();
    owner.forgetIfEmpty(route, owner.pool(route));
    return http1 ? 1 : 0;
  }

  private OutgoingRequest request(boolean http2) {
    FieldList fields = new FieldList();
    if (http2) {
      opening.askHttp2(fields);
    } else {
      opening.askHttp1(fields);
    }
    addAll(fields, given);
    String userAgent = owner.options().userAgent();
    if (!userAgent.isEmpty() && given.first("user-agent") == null) {
      fields.add("User-Agent", userAgent);
    }
    String path = Origin.target(target);
    return new OutgoingRequest(
        http2 ? "CONNECT" : "GET",
        origin.scheme(),
        origin.authority(),
        path,
        fields,
        http2 ? -1 : 0,
        false,
        http2 ? "websocket" : null);
  }

  private WebSocketRequest kept(String version) {
    String path = target.getRawPath();
    SocketAddress address = InetSocketAddress.createUnresolved(origin.host(), origin.port());
    return new WebSocketRequest(
        path == null || path.isEmpty() ? "/" : path,
        target.getRawQuery(),
        origin.scheme(),
        version,
        origin.authority(),
        given,
        address);
  }

  /// "ws-URI", "wss-URI": https://www.rfc-editor.org/rfc/rfc6455#section-3
  private static String http(String uri) {
    String lower = uri.toLowerCase(Locale.ROOT);
    if (lower.startsWith("ws://")) {
      return "http" + uri.substring("ws".length());
    }
    if (lower.startsWith("wss://")) {
      return "https" + uri.substring("wss".length());
    }
    throw Origin.refused(uri, "its scheme is neither ws nor wss");
  }

  private static FieldList given(String[] namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name has no value");
    }
    FieldList given = new FieldList();
    for (int index = 0; index < namesAndValues.length; index += 2) {
      String name = namesAndValues[index];
      if (name.toLowerCase(Locale.ROOT).startsWith("sec-websocket-")) {
        throw new IllegalArgumentException("field " + name + " is managed by the client");
      }
      RequestFields.check(name, namesAndValues[index + 1]);
      given.add(name, namesAndValues[index + 1]);
    }
    return given;
  }

  private static void addAll(FieldList fields, FieldList more) {
    for (int index = 0; index < more.size(); index++) {
      fields.add(more.name(index), more.value(index));
    }
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
        broken -> fail(CallFailed.handshake(broken, attempt)));
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
  private void beginOn(ClientConnection connection) {
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
      stream.release();
    }
  }

  void clientCloses() {
    fail(new CallFailed(CallFailed.Kind.CLOSED, attempt + ": the client is closed", false, null));
    giveUp();
  }

  private void refuse(String wrong) {
    fail(new CallFailed(CallFailed.Kind.REFUSED, attempt + ": " + wrong, false, null));
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
      told = over.await(owner.hub().deadline(nanos));
    } catch (InterruptedException interrupted) {
      throw Interrupts.failure("interrupted while a WebSocket is opened", interrupted);
    }
    if (!told) {
      HubStep.run(
          owner.hub(),
          attempt,
          () ->
              fail(
                  new CallFailed(
                      CallFailed.Kind.TIMEOUT,
                      attempt + ": the time is over for opening a WebSocket",
                      false,
                      null)));
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
      stream = machine.beginUpgrade(request(false), this, now());
      setTimer();
    }

    @Override
    protected Http1ClientMachine machine() {
      return machine;
    }

    @Override
    protected void gone() {
      release();
      fail(new CallFailed(CallFailed.Kind.LOST, attempt + ": the connection ended", false, null));
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
        refuse(wrong);
        release();
        channel.reset();
        return;
      }
      LiveWebSocket live = new LiveWebSocket(owner.hub(), kept("HTTP/1.1"), opening.settings());
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
      fail(CallFailed.of(reason, attempt.toString()));
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
      stream = connection.begin(request(true), this);
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
        refuse(wrong);
        release();
        return;
      }
      LiveWebSocket live = new LiveWebSocket(owner.hub(), kept("HTTP/2"), opening.settings());
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
      if (connection.refusesExtendedConnect()) {
        unsuited();
      } else {
        fail(CallFailed.of(reason, attempt.toString()));
      }
    }

    /// Gives the stream up, unless a socket has it.
    void release() {
      if (!released && socket == null) {
        released = true;
        stream.release(owner.hub().nowNanos());
        connection.released();
      }
    }
  }
}
