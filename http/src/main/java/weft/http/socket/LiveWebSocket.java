package weft.http.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocket;
import weft.http.WebSocketBroadcast;
import weft.http.WebSocketClose;
import weft.http.WebSocketClosed;
import weft.http.WebSocketMessage;
import weft.http.WebSocketPolicy;
import weft.http.WebSocketRequest;
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
  private final Queue<WebSocketMessage> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicLong unread = new AtomicLong();

  /// Bytes that threads elsewhere have sent and the hub has not seen.
  private final AtomicLong underWay = new AtomicLong();

  private final Signal arrived;
  private volatile @Nullable WebSocketCarrier carrier;
  private volatile @Nullable WebSocketClose closed;
  private volatile boolean closing;

  /// Whether a message was taken and none asked for since.
  private volatile boolean working;

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
  public void received(WebSocketMessage message) {
    unread.addAndGet((long) message.size() + MESSAGE_BYTES);
    inbox.add(message);
    arrived.raise();
  }

  @Override
  @HotPath
  public long unread() {
    return unread.get();
  }

  @Override
  public boolean isBusy() {
    return working || unread.get() > 0;
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
    working = false;
    while (true) {
      boolean over = closed != null;
      WebSocketMessage message = inbox.poll();
      if (message != null) {
        working = true;
        taken(message);
        return message;
      }
      if (over) {
        arrived.raise();
        return null;
      }
      WebSocketCarrier open = carrier();
      if (open.machine().owesClose()) {
        step(() -> {
          open.machine().answerClose(open.nowNanos());
          open.stepped();
        });
      } else {
        await(arrived);
      }
    }
  }

  private void taken(WebSocketMessage message) {
    unread.addAndGet(-(long) message.size() - MESSAGE_BYTES);
    WebSocketCarrier open = carrier();
    if (open.machine().isPaused()) {
      if (hub.onHub()) {
        open.machine().regulate();
      } else {
        hub.execute(() -> open.machine().regulate());
      }
    }
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
