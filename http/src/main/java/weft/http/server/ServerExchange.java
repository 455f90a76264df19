package weft.http.server;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.ClientGone;
import weft.http.Exchange;
import weft.http.FieldList;
import weft.http.FileRegion;
import weft.http.HttpError;
import weft.http.ProtocolError;
import weft.http.RequestMessage;
import weft.http.Status;
import weft.http.WebSocketEndpoint;
import weft.http.WebSocketOptions;
import weft.http.WebSocketRequest;
import weft.http.protocol.Outcome;
import weft.http.protocol.ProblemBody;
import weft.http.socket.LiveWebSocket;
import weft.http.ws.ServerHandshake;
import weft.http.ws.WebSocketHub;
import weft.hub.FileWork;
import weft.hub.Interrupts;
import weft.hub.Signal;
import weft.hub.WatchedTask;
import weft.hub.file.OpenFile;
import weft.hub.memory.HotPath;
import weft.hub.tls.TlsConnection;

/// One request being handled, whatever the protocol. Runs the handler on a virtual thread and
/// brings what the handler asks for to the connection, which lives on its hub: directly where the
/// handler is carried by the hub, else by messages.
///
/// Its `run` is called several times in a life, told apart by [#step]:
///
/// ```
///   HANDLE (handler's thread)  ──returned──> FINISH
///     │ send, from a thread that is not the hub's
///     v
///   QUEUED ──hub has sent it──> RUNNING       QUEUED ──returned──> QUEUED_DONE ──> FINISH
/// ```
///
/// So a handler on the JDK's scheduler costs one message to the hub as long as it returns soon
/// after it has sent its response.
abstract class ServerExchange extends Exchange implements WatchedTask {
  private static final VarHandle STEP;

  static {
    try {
      STEP = MethodHandles.lookup().findVarHandle(ServerExchange.class, "step", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private static final int HANDLE = 0;
  private static final int RUNNING = 1;
  private static final int QUEUED = 2;
  private static final int QUEUED_DONE = 3;
  private static final int FINISH = 4;

  private static final byte[] NOTHING = new byte[0];

  final ServerHub owner;
  private final Signal signal;
  private final HandlerThread thread = new HandlerThread();

  /// Made when the handler first needs one: the hub carries most.
  private @Nullable ExchangeCall call;

  // Written through STEP.
  @SuppressWarnings("UnusedVariable")
  private int step;

  private boolean isWhole;
  private byte[] content = NOTHING;
  private int contentOffset;
  private int contentLength;

  /// The socket its request would open, and whether the handler has left it at that.
  private @Nullable WebSocketUpgrade upgrade;

  private boolean upgrades;

  ServerExchange(ServerHub owner) {
    this.owner = owner;
    this.signal = new Signal(owner.hub());
  }

  // What a protocol adds, on the hub's thread.

  /// The connection its request came by, or `null` when that is gone.
  abstract @Nullable ServerConnection connection();

  /// Reads body bytes.
  ///
  /// @return how many, or an [Outcome]
  abstract int readNow(byte[] target, int offset, int length);

  /// Sends a whole response; goes on by itself when there is no room.
  abstract void respondNow(byte[] content, int offset, int length);

  /// Sends the head of a response whose body follows.
  ///
  /// @param length bytes of the body, or -1
  /// @return an [Outcome]
  abstract int beginNow(long length);

  /// Sends body bytes.
  ///
  /// @return how many were taken, or an [Outcome]
  abstract int writeNow(byte[] source, int offset, int length);

  /// Body bytes that would be taken at once.
  abstract int writableNow();

  /// Sends bytes of a file as body bytes, if they are in memory.
  ///
  /// @return how many were taken, or an [Outcome]: ABSENT too
  int sendFileNow(OpenFile file, long position, int length) {
    return Outcome.ABSENT;
  }

  /// Ends the body.
  ///
  /// @return an [Outcome]
  abstract int endNow();

  /// Sends an interim response, unless there is no room.
  abstract void informNow(int status, FieldList fields);

  /// Promises the answer to a GET, if the client wants it and there is room.
  ///
  /// @return whether it was promised
  abstract boolean pushNow(String target, FieldList fields);

  /// Judges an opening handshake. The handler's thread.
  ///
  /// @throws HttpError when it cannot be answered as one
  abstract ServerHandshake handshake(WebSocketHub shared, WebSocketOptions options);

  /// Goes on as a WebSocket, instead of [#handledNow].
  ///
  /// @return false when that cannot be, and nothing has been said
  abstract boolean upgradeNow(WebSocketUpgrade upgrade);

  /// Gives up on the response, so that the client sees it is not whole.
  abstract void abortNow();

  /// The handler is done: nothing that is asked for later reaches the connection.
  abstract void handledNow();

  /// What a handler meets when its body is broken. Any thread.
  abstract RuntimeException bodyFailure();

  // On the hub's thread.

  /// The request is there: have it handled, unless too many are.
  @HotPath
  final void admit(RequestMessage message) {
    if (owner.admitRequest()) {
      start(message);
    } else {
      refuse(message);
    }
  }

  @HotPath
  private void start(RequestMessage message) {
    signal.clear();
    isWhole = false;
    thread.reset();
    STEP.setRelease(this, HANDLE);
    open(message);
    owner.hub().dispatch(this);
  }

  /// Answers without a handler: the server handles too many requests.
  private void refuse(RequestMessage message) {
    open(message);
    handleHere();
    response().status(Status.SERVICE_UNAVAILABLE).header("Retry-After", "1");
    response().header("Content-Type", ProblemBody.CONTENT_TYPE);
    content = ProblemBody.json(Status.SERVICE_UNAVAILABLE, "too many requests at a time", null);
    contentLength = content.length;
    close();
    sendContent();
    finish();
  }

  /// The connection is done with it.
  @HotPath
  void recycle() {
    clear();
    if (call != null) {
      call.clear();
    }
    content = NOTHING;
  }

  /// Whether it may be used for another request, now that its connection is done with it: nobody
  /// else can still be at it. A request that was refused, or never came whole, had no handler.
  @HotPath
  final boolean isReusable() {
    return !thread.wasLent();
  }

  /// The client went away.
  void clientGone() {
    thread.interrupt();
    signal.raise();
  }

  /// The request is not wanted any more: its handler is not run, or, when it has begun, learns that
  /// the client went away.
  void withdraw() {
    if (!thread.withdraw()) {
      clientGone();
    }
  }

  /// Something it may wait for has happened.
  @HotPath
  void wake() {
    signal.raise();
  }

  @Override
  @HotPath
  public void run() {
    switch ((int) STEP.getAcquire(this)) {
      case HANDLE -> handle();
      case QUEUED, QUEUED_DONE -> sendQueued();
      case FINISH -> finish();
      default -> throw new IllegalStateException("nothing to run");
    }
  }

  @HotPath
  private void sendQueued() {
    boolean sent = false;
    try {
      sendContent();
      sent = true;
    } finally {
      if (!sent) {
        // Fields that another thread was just setting, for instance.
        abortNow();
      }
      if (!STEP.compareAndSet(this, QUEUED, RUNNING)) {
        finish();
      }
    }
  }

  @HotPath
  private void sendContent() {
    respondNow(content, contentOffset, contentLength);
  }

  @HotPath
  private void finish() {
    owner.requestEnded();
    if (thread.wasLent()) {
      // Whoever still waits for the client learns that it is over.
      signal.raise();
    }
    if (upgrade != null) {
      finishSlow();
    } else {
      handledNow();
    }
  }

  /// The request was to open a socket.
  private void finishSlow() {
    WebSocketUpgrade opened = upgrades ? upgrade : null;
    upgrade = null;
    upgrades = false;
    if (opened == null) {
      handledNow();
    } else if (!upgradeNow(opened)) {
      abortNow();
      handledNow();
    }
  }

  @Override
  protected void prepareWebSocket(WebSocketOptions options, WebSocketEndpoint endpoint) {
    ServerHandshake shake = handshake(owner.webSockets(), options);
    RequestMessage message = message();
    WebSocketRequest kept =
        new WebSocketRequest(
            message.path(),
            message.query(),
            scheme(),
            message.version(),
            message.authority(),
            ServerHandshake.kept(message.fields()),
            remoteAddress());
    upgrade =
        new WebSocketUpgrade(
            new LiveWebSocket(owner.hub(), kept, shake.settings()), endpoint, shake.answer());
  }

  @Override
  protected void openWebSocket() {
    upgrades = true;
  }

  // On the handler's thread.

  @HotPath
  private void handle() {
    STEP.setRelease(this, RUNNING);
    if (thread.begin()) {
      handleHere();
      try {
        SingletonFields.check(message().fields());
        owner.handler().handle(request(), response());
        complete();
      } catch (Throwable failure) {
        failedSlow(failure);
      }
      close();
      thread.end();
    } else {
      close();
    }
    returned();
  }

  /// The handler has returned. Whoever it lent the request to may have queued a response, or do so
  /// right now: one of the two ends the request.
  @HotPath
  private void returned() {
    while ((int) STEP.getAcquire(this) != QUEUED
        || !STEP.compareAndSet(this, QUEUED, QUEUED_DONE)) {
      if (onHub()) {
        finish();
        return;
      }
      if (STEP.compareAndSet(this, RUNNING, FINISH)) {
        owner.hub().execute(this);
        return;
      }
    }
  }

  /// Answers a failure. Whatever happens meanwhile, the request ends: its connection and its place
  /// among the requests at a time are not lost.
  private void failedSlow(Throwable failure) {
    try {
      new FailureAnswer(owner, this, thread.wasInterrupted()).answer(failure);
    } catch (Throwable second) {
      // Such as fields of an HttpError that only the server may set, or no memory.
      if (second != failure) {
        second.addSuppressed(failure);
      }
      failedAgainSlow(second);
    }
  }

  private void failedAgainSlow(Throwable failure) {
    try {
      new FailureAnswer(owner, this, thread.wasInterrupted()).answer(failure);
    } catch (Throwable _) {
      abort();
    }
  }

  @Override
  protected boolean isClientGone() {
    return thread.wasInterrupted();
  }

  @Override
  protected String failureId() {
    return owner.failureId();
  }

  @Override
  protected boolean lend() {
    return thread.lend();
  }

  @Override
  public void heldUp() {
    tellHeldUp();
  }

  /// Whether a response, or the head of one, has been sent.
  boolean hasResponded() {
    return isCommitted();
  }

  /// Throws away what the handler said so far and answers with an error.
  void answerError(int status, byte[] problem, FieldList fields, boolean close) {
    resetResponse();
    response().status(status).header("Content-Type", ProblemBody.CONTENT_TYPE);
    for (int index = 0; index < fields.size(); index++) {
      response().addHeader(fields.name(index), fields.value(index));
    }
    if (close) {
      response().header("Connection", "close");
    }
    response().send(problem);
  }

  /// Makes the client see that a response which has begun is not whole; a whole one stays.
  void breakOff() {
    upgrades = false;
    if (!isWhole) {
      abort();
    }
  }

  /// What the request was, for a log line.
  String description() {
    return message().method() + " " + message().path();
  }

  @Override
  @HotPath
  protected void respond(byte[] content, int offset, int length) {
    this.content = content;
    contentOffset = offset;
    contentLength = length;
    isWhole = true;
    if (onHub()) {
      sendContent();
    } else if (STEP.compareAndSet(this, RUNNING, QUEUED)) {
      owner.hub().execute(this);
    } else {
      throw over();
    }
  }

  /// Whether the caller is on the hub's thread: it asks the protocol there and then.
  @HotPath
  private boolean onHub() {
    return owner.hub().onHub();
  }

  /// The way to the hub for whoever is not on its thread: the handler's own, or one more for whom
  /// it has lent the request.
  private ExchangeCall call() {
    if (!isHandledHere()) {
      return new ExchangeCall(owner.hub(), this);
    }
    ExchangeCall present = call;
    if (present == null) {
      present = new ExchangeCall(owner.hub(), this);
      call = present;
    }
    return present;
  }

  @Override
  protected int readBody(byte[] target, int offset, int length) throws IOException {
    while (true) {
      int count = onHub() ? readNow(target, offset, length) : call().read(target, offset, length);
      switch (count) {
        case Outcome.WAIT -> await();
        case Outcome.GONE -> throw gone("reading its body");
        case Outcome.FAILED -> throw bodyFailure();
        default -> {
          return count;
        }
      }
    }
  }

  @Override
  protected void begin(long length) throws IOException {
    while (isToWait(onHub() ? beginNow(length) : call().begin(length))) {
      await();
    }
  }

  @Override
  protected void write(byte[] source, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int count =
          onHub()
              ? writeNow(source, offset + done, length - done)
              : call().write(source, offset + done, length - done);
      if (isToWait(count)) {
        await();
      } else {
        done += count;
      }
    }
  }

  @Override
  protected int writable() {
    return onHub() ? writableNow() : 0;
  }

  @Override
  protected void write(FileRegion region) throws IOException {
    new FileSending(this, new FileWork(owner.hub().offload()), region).run();
  }

  /// Sends bytes of a file as body bytes; waits while too many are on their way.
  ///
  /// @return how many were taken, at least 1; or [Outcome#ABSENT] when they are not in memory
  int sendFile(OpenFile file, long position, int length) throws IOException {
    while (true) {
      int count =
          onHub() ? sendFileNow(file, position, length) : call().sendFile(file, position, length);
      if (count == Outcome.ABSENT || !isToWait(count)) {
        return count;
      }
      await();
    }
  }

  /// What is wrong with a file that has ended too early.
  final IOException shrunkFile(FileRegion region, long sent) {
    return shrunk(region, sent);
  }

  @Override
  protected void end() throws IOException {
    while (isToWait(onHub() ? endNow() : call().end())) {
      await();
    }
    isWhole = true;
  }

  private boolean isToWait(int result) throws ClientGone {
    if (result < 0) {
      throw gone("sending its response");
    }
    return result == Outcome.WAIT;
  }

  @Override
  protected void inform(int status, FieldList fields) {
    if (onHub()) {
      informNow(status, fields);
    } else {
      call().inform(status, fields);
    }
  }

  @Override
  protected boolean push(String target, FieldList fields) {
    return onHub() ? pushNow(target, fields) : call().push(target, fields);
  }

  @Override
  protected void abort() {
    if (onHub()) {
      abortNow();
    } else {
      call().abort();
    }
  }

  private void await() throws IOException {
    try {
      signal.await(Long.MAX_VALUE);
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
  }

  /// What an interrupt of the handler means: the client went away, or somebody else wants it to
  /// end.
  final IOException interrupted(Exception interrupt) {
    if (thread.wasInterrupted()) {
      return gone("waiting");
    }
    return Interrupts.failure("interrupted while waiting", interrupt);
  }

  private ClientGone gone(String meanwhile) {
    if (thread.hasEnded()) {
      throw over();
    }
    return new ClientGone("the client went away while " + meanwhile, null);
  }

  private static IllegalStateException over() {
    return new IllegalStateException("the handler of this request has returned");
  }

  /// The exception for a fault of a body.
  static RuntimeException bodyFailure(int status, String name, String reason) {
    return status == Status.REQUEST_TIMEOUT
        ? new HttpError(status, reason)
        : new ProtocolError(status, name, reason);
  }

  // The connection it came by.

  @Override
  protected String scheme() {
    ServerConnection source = connection();
    return source != null && source.tls() != null ? "https" : "http";
  }

  @Override
  protected List<X509Certificate> clientCertificates() {
    ServerConnection source = connection();
    TlsConnection tls = source == null ? null : source.tls();
    return tls == null ? List.of() : tls.peerCertificates();
  }

  @Override
  protected SocketAddress remoteAddress() {
    ServerConnection source = connection();
    return source == null ? owner.address() : source.remoteAddress();
  }

  @Override
  protected SocketAddress localAddress() {
    ServerConnection source = connection();
    return source == null ? owner.address() : source.localAddress();
  }

  @Override
  protected long bodyBytesMax() {
    return owner.limits().bodyBytesMax();
  }
}
