package weft.http.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocket;
import weft.http.WebSocketBroadcast;
import weft.http.WebSocketClose;
import weft.http.WebSocketClosed;
import weft.http.WebSocketMessage;
import weft.http.WebSocketMessageStream;
import weft.http.WebSocketPolicy;
import weft.http.WebSocketRequest;
import weft.http.ws.ArrivingMessage;
import weft.http.ws.WebSocketOwner;
import weft.http.ws.WebSocketSettings;
import weft.hub.Hub;
import weft.hub.Signal;
import weft.hub.memory.HotPath;

/// A socket in blocking style over a machine on a hub: threads the hub carries touch the machine
/// themselves, others send tasks.
public final class LiveWebSocket implements WebSocket, WebSocketOwner {
  /// What a message costs besides its bytes, so that empty ones count.
  private static final int MESSAGE_BYTES = 64;

  private final Hub hub;
  private final WebSocketRequest request;
  private final WebSocketSettings settings;

  /// Messages of either kind, [WebSocketMessage] and [ArrivingMessage].
  private final Queue<Object> inbox = new ConcurrentLinkedQueue<>();

  private final AtomicLong unread = new AtomicLong();

  /// Bytes that threads elsewhere have sent and the hub has not seen.
  private final AtomicLong underWay = new AtomicLong();

  private final Signal arrived;
  private volatile @Nullable WebSocketCarrier carrier;
  private volatile @Nullable WebSocketClose closed;
  private volatile boolean closing;

  private volatile Reading reading = Reading.NOTHING;

  /// What is read as it comes, or was; the reader's.
  private @Nullable ArrivingStream stream;

  /// A socket that is about to be opened.
  public LiveWebSocket(Hub hub, WebSocketRequest request, WebSocketSettings settings) {
    this.hub = hub;
    this.request = request;
    this.settings = settings;
    arrived = new Signal(hub);
  }

  // For its carrier, on the hub's thread.

  /// What it goes by.
  public WebSocketSettings settings() {
    return settings;
  }

  /// It is open from now on.
  public void carriedBy(WebSocketCarrier carrier) {
    this.carrier = carrier;
  }

  @Override
  @HotPath
  public Reading reading() {
    return reading;
  }

  @Override
  @HotPath
  public void received(WebSocketMessage message) {
    unread.addAndGet((long) message.size() + MESSAGE_BYTES);
    inbox.add(message);
    arrived.raise();
  }

  @Override
  public void received(ArrivingMessage message) {
    unread.addAndGet(MESSAGE_BYTES);
    inbox.add(message);
    arrived.raise();
  }

  @Override
  public void continued(int bytes) {
    if (bytes > 0) {
      unread.addAndGet((long) bytes + MESSAGE_BYTES);
    }
    arrived.raise();
  }

  @Override
  @HotPath
  public long unread() {
    return unread.get();
  }

  @Override
  public boolean isBusy() {
    return reading == Reading.WORKING || unread.get() > 0;
  }

  @Override
  public void ended(WebSocketClose close) {
    closed = close;
    arrived.raise();
  }

  /// The server is stopping, or the client.
  public void drain() {
    WebSocketCarrier open = carrier();
    open.machine().drain(open.nowNanos());
    open.stepped();
  }

  WebSocketCarrier carrier() {
    WebSocketCarrier open = carrier;
    if (open == null) {
      throw new IllegalStateException("the WebSocket is not open yet");
    }
    return open;
  }

  // Receiving.

  @Override
  public @Nullable WebSocketMessage receive() throws IOException {
    Object next = next(Reading.WHOLE);
    return next instanceof ArrivingMessage packed ? unpacked(packed) : (WebSocketMessage) next;
  }

  private @Nullable WebSocketMessage unpacked(ArrivingMessage packed) throws WebSocketClosed {
    AtomicReference<@Nullable WebSocketMessage> message = new AtomicReference<>();
    step(() -> {
      WebSocketCarrier open = carrier();
      if (packed.size() > 0) {
        taken(packed.size());
      }
      message.set(open.machine().unpack(packed, open.nowNanos()));
      open.stepped();
    });
    return message.get();
  }

  @Override
  public @Nullable WebSocketMessageStream receiveStream(long bytesMax) throws IOException {
    if (bytesMax < 1) {
      throw new IllegalArgumentException("bytesMax " + bytesMax + " is less than 1");
    }
    Object next = next(Reading.AS_IT_COMES);
    if (next == null) {
      return null;
    }
    ArrivingMessage arriving =
        next instanceof WebSocketMessage whole
            ? ArrivingMessage.of(whole.isText(), whole.bytes())
            : (ArrivingMessage) next;
    arriving.limit(bytesMax);
    ArrivingStream begun = new ArrivingStream(this, arriving, arriving == next);
    stream = begun;
    return begun;
  }

  /// Waits for the next message.
  private @Nullable Object next(Reading what) throws IOException {
    ArrivingStream last = stream;
    if (last != null) {
      last.skip(settings.options().messageBytesMax());
      stream = null;
    }
    reading = what;
    Object message = poll();
    if (message == null && what == Reading.AS_IT_COMES) {
      // Of the next one there may be a part.
      regulate();
    }
    while (message == null) {
      boolean over = closed != null;
      message = poll();
      if (message == null) {
        if (over) {
          arrived.raise();
          return null;
        }
        try {
          awaitMore();
        } catch (InterruptedIOException interrupted) {
          step(() -> reading = Reading.NOTHING);
          message = poll();
          if (message == null) {
            throw interrupted;
          }
        }
      }
    }
    return message;
  }

  private @Nullable Object poll() {
    Object message = inbox.poll();
    if (message != null) {
      reading = Reading.WORKING;
      taken(message instanceof WebSocketMessage whole ? whole.size() : 0);
    }
    return message;
  }

  /// Waits for more of a message that is read as it comes. Meanwhile nobody works on it, so that a
  /// Close is answered.
  void awaitPart() throws IOException {
    reading = Reading.NOTHING;
    try {
      awaitMore();
    } finally {
      reading = Reading.WORKING;
    }
  }

  /// Waits until something has come, or the socket has closed.
  private void awaitMore() throws IOException {
    WebSocketCarrier open = carrier();
    if (open.machine().owesClose()) {
      step(() -> {
        open.machine().answerClose(open.nowNanos());
        open.stepped();
      });
    } else {
      if (open.machine().isPaused()) {
        regulate();
      }
      await(arrived);
    }
  }

  /// Its reader has taken a message of so many bytes, or a part of one.
  void taken(int size) {
    unread.addAndGet(-(long) size - MESSAGE_BYTES);
    if (carrier().machine().isPaused()) {
      regulate();
    }
  }

  private void regulate() {
    if (hub.onHub()) {
      regulateNow();
    } else {
      hub.execute(this::regulateNow);
    }
  }

  private void regulateNow() {
    WebSocketCarrier open = carrier();
    open.machine().regulate(open.nowNanos());
    open.stepped();
  }

  /// What is read has turned out to be broken: how that has closed the socket.
  WebSocketClosed refuse(ArrivingMessage broken) throws WebSocketClosed {
    step(() -> {
      WebSocketCarrier open = carrier();
      open.machine().refuse(broken, open.nowNanos());
      open.stepped();
    });
    return failure();
  }

  static void await(Signal signal) throws InterruptedIOException {
    try {
      signal.await(Long.MAX_VALUE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      InterruptedIOException failure = new InterruptedIOException("interrupted while waiting");
      failure.initCause(interrupted);
      throw failure;
    }
  }

  // Sending.

  @Override
  public void send(String text) throws IOException {
    send(true, text.getBytes(UTF_8), null);
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    send(false, bytes, null);
  }

  @Override
  public void send(WebSocketBroadcast message) throws IOException {
    send(message.isText(), message.payload(), message);
  }

  private void send(boolean isText, byte[] payload, @Nullable WebSocketBroadcast broadcast)
      throws IOException {
    requireOpen();
    WebSocketCarrier open = carrier();
    if (hub.onHub() && open.machine().sendNow(isText, payload)) {
      open.stepped();
      return;
    }
    boolean waits = settings.options().slowPeer() == WebSocketPolicy.BLOCK;
    WebSocketSending sending = new WebSocketSending(hub, this, isText, payload, broadcast, waits);
    if (waits || hub.onHub()) {
      step(sending);
      sending.await();
    } else {
      sendLater(sending);
    }
  }

  /// Sends without waiting for the hub, unless it has much to do already.
  private void sendLater(WebSocketSending sending) throws IOException {
    long size = sending.bytes();
    if (underWay.addAndGet(size) > settings.options().unsentBytesMax()) {
      underWay.addAndGet(-size);
      step(sending);
    } else {
      hub.execute(() -> {
        underWay.addAndGet(-size);
        sending.run();
      });
    }
  }

  /// Runs a step on the hub's thread.
  void step(Runnable task) throws WebSocketClosed {
    try {
      hub.invoke(task);
    } catch (IllegalStateException ended) {
      WebSocketClosed gone = failure();
      gone.initCause(ended);
      throw gone;
    }
  }

  private void requireOpen() throws WebSocketClosed {
    if (closing || closed != null) {
      throw failure();
    }
  }

  WebSocketClosed failure() {
    WebSocketClose known = closed;
    return new WebSocketClosed(
        known == null ? new WebSocketClose(WebSocketClose.ABNORMAL, "", false) : known);
  }

  @Override
  public OutputStream stream(boolean isText) {
    return new FragmentStream(hub, this, isText);
  }

  @Override
  public void ping() throws IOException {
    requireOpen();
    WebSocketCarrier open = carrier();
    step(() -> {
      open.machine().ping(open.nowNanos());
      open.stepped();
    });
  }

  @Override
  public @Nullable Duration roundTrip() {
    long nanos = carrier().machine().roundTripNanos();
    return nanos < 0 ? null : Duration.ofNanos(nanos);
  }

  // The end.

  @Override
  public void close(int code, String reason) {
    if (!WebSocketClose.maySend(code)) {
      throw new IllegalArgumentException("code " + code + " is not one that may be sent");
    }
    if (reason.getBytes(UTF_8).length > WebSocketClose.REASON_BYTES_MAX) {
      throw new IllegalArgumentException("the reason has more than 123 bytes");
    }
    if (closing || closed != null) {
      return;
    }
    closing = true;
    WebSocketCarrier open = carrier();
    if (hub.onHub()) {
      closeNow(open, code, reason);
    } else {
      hub.execute(() -> closeNow(open, code, reason));
    }
  }

  private static void closeNow(WebSocketCarrier open, int code, String reason) {
    open.machine().close(code, reason, open.nowNanos());
    open.stepped();
  }

  @Override
  public boolean isOpen() {
    return !closing && closed == null;
  }

  @Override
  public @Nullable WebSocketClose closed() {
    return closed;
  }

  // What was agreed.

  @Override
  public @Nullable String subprotocol() {
    return settings.subprotocol();
  }

  @Override
  public boolean isDeflated() {
    return settings.terms() != null;
  }

  @Override
  public WebSocketRequest request() {
    return request;
  }

  @Override
  public String toString() {
    return "WebSocket " + request.path();
  }
}
