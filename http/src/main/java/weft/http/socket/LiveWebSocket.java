package weft.http.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocket;
import weft.http.WebSocketBroadcast;
import weft.http.WebSocketClose;
import weft.http.WebSocketClosed;
import weft.http.WebSocketMessage;
import weft.http.WebSocketMessageStream;
import weft.http.WebSocketPolicy;
import weft.http.WebSocketRequest;
import weft.http.ws.QueuedMessage;
import weft.http.ws.WebSocketMachine;
import weft.http.ws.WebSocketOwner;
import weft.http.ws.WebSocketSettings;
import weft.hub.Hub;
import weft.hub.Interrupts;
import weft.hub.Signal;

/// A socket in blocking style over a machine on a hub: threads the hub carries touch the machine
/// themselves, others send tasks.
public final class LiveWebSocket implements WebSocket {
  /// What is done with a machine on its hub's thread.
  interface Step {
    void run(WebSocketMachine machine, long nowNanos);
  }

  private final Hub hub;
  private final WebSocketRequest request;
  private final WebSocketSettings settings;

  private final MessageInbox inbox;

  /// What threads elsewhere have sent and the hub has not seen, in bytes.
  private final AtomicLong underWay = new AtomicLong();

  private volatile @Nullable WebSocketCarrier carrier;
  private volatile @Nullable WebSocketClose closed;

  /// How it closes, `null` while more can be sent.
  private volatile @Nullable WebSocketClose closing;

  /// A socket that is about to be opened.
  public LiveWebSocket(Hub hub, WebSocketRequest request, WebSocketSettings settings) {
    this.hub = hub;
    this.request = request;
    this.settings = settings;
    inbox = new MessageInbox(hub, this);
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

  /// What its machine tells, and asks.
  public WebSocketOwner owner() {
    return inbox;
  }

  /// The server is stopping, or the client.
  public void drain() {
    run(WebSocketMachine::drain);
  }

  void closes(WebSocketClose how) {
    closing = how;
  }

  void ended(WebSocketClose close) {
    closed = close;
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
    return inbox.receive();
  }

  @Override
  public @Nullable WebSocketMessageStream receiveStream(long bytesMax) throws IOException {
    if (bytesMax < 1) {
      throw new IllegalArgumentException("bytesMax " + bytesMax + " is less than 1");
    }
    return inbox.receiveStream(bytesMax);
  }

  static void await(Signal signal) throws InterruptedIOException {
    try {
      signal.await(Long.MAX_VALUE);
    } catch (InterruptedException interrupted) {
      throw Interrupts.failure("interrupted while waiting", interrupted);
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
    if (!waits && hub.onHub()) {
      letPeerTake(open.machine(), payload.length);
    }
    WebSocketSending sending = new WebSocketSending(hub, this, isText, payload, broadcast, waits);
    if (waits || hub.onHub()) {
      invoke(sending);
      sending.await();
    } else {
      sendLater(sending);
    }
  }

  /// What is sent on the hub's thread goes out when its turn ends: before that no peer is slow.
  // A yield is how a hub's thread lets a turn pass; when it comes back does not matter.
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letPeerTake(WebSocketMachine machine, int size) {
    long sent = machine.wantsTurn(size, -1);
    while (sent >= 0) {
      Thread.yield();
      sent = machine.wantsTurn(size, sent);
    }
  }

  /// Sends without waiting for the hub, unless it has much to do already: a part of what may wait,
  /// so that its turn ends, and the peer takes some, before there is too much.
  private void sendLater(WebSocketSending sending) throws IOException {
    long size = (long) sending.bytes() + QueuedMessage.OVERHEAD_BYTES;
    if (underWay.addAndGet(size) > settings.options().unsentBytesMax() / 4) {
      underWay.addAndGet(-size);
      invoke(sending);
    } else {
      hub.execute(() -> {
        underWay.addAndGet(-size);
        sending.run();
      });
    }
  }

  /// Runs a step on the hub's thread, and waits until that is done.
  void step(Step step) throws WebSocketClosed {
    invoke(() -> run(step));
  }

  /// Runs a step on the hub's thread: now if that is the caller's, else soon.
  void stepLater(Step step) {
    if (hub.onHub()) {
      run(step);
    } else {
      hub.execute(() -> run(step));
    }
  }

  private void run(Step step) {
    WebSocketCarrier open = carrier();
    step.run(open.machine(), open.nowNanos());
    open.stepped();
  }

  /// Sends on the hub's thread.
  void invoke(Runnable sending) throws WebSocketClosed {
    try {
      hub.invoke(sending);
    } catch (IllegalStateException ended) {
      WebSocketClosed gone = failure();
      gone.initCause(ended);
      throw gone;
    }
  }

  private void requireOpen() throws WebSocketClosed {
    if (!isOpen()) {
      throw failure();
    }
  }

  WebSocketClosed failure() {
    WebSocketClose known = closed == null ? closing : closed;
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
    step(WebSocketMachine::ping);
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
    if (!isOpen()) {
      return;
    }
    closing = new WebSocketClose(code, reason, false);
    stepLater((machine, now) -> machine.close(code, reason, now));
  }

  @Override
  public boolean isOpen() {
    return closing == null && closed == null;
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
