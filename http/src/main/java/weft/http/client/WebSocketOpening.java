package weft.http.client;

import java.io.IOException;
import java.io.InterruptedIOException;
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
  private final Attempt attempt;
  private final OutgoingRequest request;
  private final WebSocketRequest kept;
  private final ClientOpening opening;
  private final Signal over;

  // Written on the hub before the signal.
  private @Nullable CallFailed failure;
  private @Nullable LiveWebSocket opened;
  private boolean isOver;

  private WebSocketOpening(
      ClientHub owner,
      Attempt attempt,
      OutgoingRequest request,
      WebSocketRequest kept,
      ClientOpening opening) {
    this.owner = owner;
    this.attempt = attempt;
    this.request = request;
    this.kept = kept;
    this.opening = opening;
    over = new Signal(owner.hub());
  }

  /// See [HttpClient#webSocket].
  static WebSocket open(
      HttpClient client, String uri, WebSocketOptions options, String[] namesAndValues)
      throws IOException {
    URI target = Origin.uri(http(uri));
    Origin origin = Origin.of(target);
    FieldList given = given(namesAndValues);
    ClientHub owner = client.part();
    ClientOpening opening = new ClientOpening(owner.webSockets(), options);
    FieldList fields = new FieldList();
    opening.ask(fields);
    addAll(fields, given);
    ClientOptions all = client.options();
    if (!all.userAgent().isEmpty() && given.first("user-agent") == null) {
      fields.add("User-Agent", all.userAgent());
    }
    OutgoingRequest request =
        new OutgoingRequest(
            "GET", origin.scheme(), origin.authority(), Origin.target(target), fields, 0, false);
    ClientRoute route = new ClientRoute(origin, client.proxies().proxyFor(origin));
    Attempt attempt = new Attempt(owner, request, Deadline.in(all.connectTimeout(), owner.hub()));
    WebSocketOpening made =
        new WebSocketOpening(owner, attempt, request, kept(target, origin, given), opening);
    client.connector().open(route, attempt, made);
    return made.socket();
  }

  private static WebSocketRequest kept(URI target, Origin origin, FieldList given) {
    String path = target.getRawPath();
    SocketAddress address = InetSocketAddress.createUnresolved(origin.host(), origin.port());
    return new WebSocketRequest(
        path == null || path.isEmpty() ? "/" : path,
        target.getRawQuery(),
        origin.scheme(),
        "HTTP/1.1",
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
    throw new IllegalArgumentException("the scheme of " + uri + " is neither ws nor wss");
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

  /// Speaks TLS first.
  void secure(TcpConnection tcp, TlsClient tls, Origin origin) {
    TlsConnection.connect(
        tcp,
        tls,
        origin.host(),
        origin.port(),
        List.of("http/1.1"),
        this::begin,
        broken ->
            fail(
                new CallFailed(
                    CallFailed.Kind.TLS, attempt + ": " + broken.getMessage(), true, broken)));
  }

  /// Asks for the socket.
  ///
  /// @return what receives the connection's bytes
  StreamReceiver begin(StreamConnection channel) {
    Handshake handshake = new Handshake(channel);
    handshake.ask();
    return handshake;
  }

  private void fail(CallFailed reason) {
    if (!isOver) {
      isOver = true;
      failure = reason;
      over.raise();
    }
  }

  // On the caller's thread.

  void await(long nanos) throws IOException {
    boolean told;
    try {
      told = over.await(owner.hub().clockNanos() + nanos);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a WebSocket is opened");
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
      stream = machine.beginUpgrade(request, this, now());
      setTimer();
    }

    @Override
    protected Http1ClientMachine machine() {
      return machine;
    }

    @Override
    protected void gone() {
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
      if (answer == null || isOver) {
        return;
      }
      String wrong = opening.judge(answer.status(), answer.fields());
      if (wrong != null) {
        fail(new CallFailed(CallFailed.Kind.REFUSED, attempt + ": " + wrong, false, null));
        answer.release(now());
        channel.reset();
        return;
      }
      LiveWebSocket live = new LiveWebSocket(owner.hub(), kept, opening.settings());
      ClientWebSocket successor = new ClientWebSocket(owner, channel, live);
      BufferQueue rest = machine.rest();
      answer.release(now());
      cancelTimer();
      channel.receiveWith(successor);
      owner.opened(successor);
      successor.begin(rest);
      isOver = true;
      opened = live;
      over.raise();
    }

    @Override
    public void ready() {
      // Nothing is sent or read behind the head.
    }

    @Override
    public void failed(CallFailure reason) {
      fail(CallFailed.of(reason, attempt.toString()));
    }
  }
}
