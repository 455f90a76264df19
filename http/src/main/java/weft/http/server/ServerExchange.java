package weft.http.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.http.ClientGone;
import weft.http.Exchange;
import weft.http.FieldList;
import weft.http.FieldTable;
import weft.http.HttpError;
import weft.http.ProtocolError;
import weft.http.Status;
import weft.http.h1.Http1Connection;
import weft.http.h1.Http1Fault;
import weft.http.h1.Http1Message;
import weft.hub.Signal;
import weft.hub.WatchedTask;
import weft.hub.memory.HotPath;

/// One request being handled. Runs the handler on a virtual thread and brings what the handler asks
/// for to the connection, which lives on its hub: directly where the handler is carried by the hub,
/// else by messages.
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
final class ServerExchange extends Exchange implements WatchedTask {
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

  private final ServerHub owner;
  private final Signal signal;
  private final HandlerThread thread = new HandlerThread();
  private final ConnectionCall call;
  final Http1Message message;

  private @Nullable ServerConnection connection;

  // Written through STEP.
  @SuppressWarnings("UnusedVariable")
  private int step;

  private boolean isWhole;
  private byte[] content = NOTHING;
  private int contentOffset;
  private int contentLength;

  ServerExchange(ServerHub owner) {
    this.owner = owner;
    this.signal = new Signal(owner.hub());
    this.call = new ConnectionCall(owner.hub(), head());
    this.message = new Http1Message(owner.shared());
  }

  // On the hub's thread.

  /// A connection takes it for its next request.
  @HotPath
  void take(ServerConnection connection) {
    this.connection = connection;
    call.connect(connection);
  }

  /// The request is there: have it handled.
  @HotPath
  void start() {
    signal.clear();
    isWhole = false;
    thread.reset();
    STEP.setRelease(this, HANDLE);
    open();
    owner.hub().dispatch(this);
  }

  /// Answers without a handler: the server handles too many requests.
  void refuse() {
    open();
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
    connection = null;
    call.connect(null);
    content = NOTHING;
  }

  /// The client went away.
  void clientGone() {
    thread.interrupt();
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
    sendContent();
    if (!STEP.compareAndSet(this, QUEUED, RUNNING)) {
      finish();
    }
  }

  @HotPath
  private void sendContent() {
    ServerConnection target = connection;
    if (target != null) {
      target.respond(head(), content, contentOffset, contentLength);
    }
  }

  @HotPath
  private void finish() {
    ServerConnection target = connection;
    owner.requestEnded();
    if (target != null) {
      target.handled();
    }
  }

  // On the handler's thread.

  @HotPath
  private void handle() {
    STEP.setRelease(this, RUNNING);
    thread.begin();
    try {
      owner.handler().handle(request(), response());
      complete();
    } catch (Throwable failure) {
      failedSlow(failure);
    }
    close();
    thread.end();
    if ((int) STEP.getAcquire(this) == QUEUED && STEP.compareAndSet(this, QUEUED, QUEUED_DONE)) {
      return;
    }
    if (owner.hub().onHub()) {
      finish();
    } else {
      STEP.setRelease(this, FINISH);
      owner.hub().execute(this);
    }
  }

  private void failedSlow(Throwable failure) {
    new FailureAnswer(owner, this, thread.wasInterrupted()).answer(failure);
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
    if (!isWhole) {
      abort();
    }
  }

  /// What the request was, for a log line.
  String description() {
    return method() + " " + path();
  }

  /// For whoever looks at a busy thread from outside.
  @Override
  public String toString() {
    return message.toString();
  }

  @Override
  @HotPath
  protected void respond(byte[] content, int offset, int length) {
    this.content = content;
    contentOffset = offset;
    contentLength = length;
    isWhole = true;
    if (owner.hub().onHub()) {
      sendContent();
    } else {
      STEP.setRelease(this, QUEUED);
      owner.hub().execute(this);
    }
  }

  @Override
  protected int readBody(byte[] target, int offset, int length) throws IOException {
    while (true) {
      int count = call.read(target, offset, length);
      switch (count) {
        case Http1Connection.WAIT -> await();
        case Http1Connection.GONE -> throw gone("reading its body");
        case Http1Connection.FAILED -> throw broken();
        default -> {
          return count;
        }
      }
    }
  }

  @Override
  protected void begin(long length) throws IOException {
    while (isToWait(call.begin(length))) {
      await();
    }
  }

  @Override
  protected void write(byte[] source, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int count = call.write(source, offset + done, length - done);
      if (isToWait(count)) {
        await();
      } else {
        done += count;
      }
    }
  }

  @Override
  protected void end() throws IOException {
    while (isToWait(call.end())) {
      await();
    }
    isWhole = true;
  }

  private static boolean isToWait(int result) throws ClientGone {
    if (result < 0) {
      throw gone("sending its response");
    }
    return result == Http1Connection.WAIT;
  }

  @Override
  protected void inform(int status, FieldList fields) {
    call.inform(status, fields);
  }

  @Override
  protected void abort() {
    call.abort();
  }

  private void await() throws IOException {
    try {
      signal.await(Long.MAX_VALUE);
    } catch (InterruptedException interrupted) {
      if (thread.wasInterrupted()) {
        throw gone("waiting");
      }
      Thread.currentThread().interrupt();
      InterruptedIOException failure = new InterruptedIOException("interrupted while waiting");
      failure.initCause(interrupted);
      throw failure;
    }
  }

  private static ClientGone gone(String meanwhile) {
    return new ClientGone("the client went away while " + meanwhile, null);
  }

  private RuntimeException broken() {
    Http1Fault fault = message.bodyFault();
    if (fault == null) {
      return new IllegalStateException("a body failed without a fault");
    }
    return fault.status() == Status.REQUEST_TIMEOUT
        ? new HttpError(fault.status(), fault.reason())
        : new ProtocolError(fault.status(), fault.name(), fault.reason());
  }

  // The request.

  @Override
  @HotPath
  protected String method() {
    return message.method();
  }

  @Override
  @HotPath
  protected String target() {
    return message.target();
  }

  @Override
  @HotPath
  protected String path() {
    return message.path();
  }

  @Override
  @HotPath
  protected @Nullable String query() {
    return message.query();
  }

  @Override
  protected String scheme() {
    return "http";
  }

  @Override
  @HotPath
  protected String authority() {
    return message.authority();
  }

  @Override
  protected SocketAddress remoteAddress() {
    ServerConnection source = connection;
    return source == null ? owner.address() : source.remoteAddress();
  }

  @Override
  protected SocketAddress localAddress() {
    ServerConnection source = connection;
    return source == null ? owner.address() : source.localAddress();
  }

  @Override
  @HotPath
  protected FieldTable fields() {
    return message.fields();
  }

  @Override
  protected FieldTable trailers() {
    return message.trailers();
  }

  @Override
  @HotPath
  protected long bodyLength() {
    return message.bodyLength();
  }

  @Override
  protected long bodyBytesMax() {
    return owner.limits().bodyBytesMax();
  }
}
