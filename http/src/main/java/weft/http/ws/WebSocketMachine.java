package weft.http.ws;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.ConnectionMachine;
import weft.hub.memory.HotPath;

/// One side of a WebSocket that has been opened ([RFC
/// 6455](https://www.rfc-editor.org/rfc/rfc6455)): messages come out of bytes, and bytes of
/// messages.
///
/// ```
///   OPEN ──close, drain──> CLOSING ──Close of the peer, or none in time──┐
///     └── Close of the peer, fault, loss ────────────────────────────────┴──> CLOSED
/// ```
///
/// The peer's Close is answered when whoever works on the messages before it is done with them, or
/// the time to close is over: what is an answer to them still goes out.
///
/// Idle it holds no buffer. No I/O, clock or thread: see [ConnectionLink]. Time is what callers say
/// it is. Confined to a hub.
public final class WebSocketMachine implements ConnectionMachine {
  private static final long NEVER = Long.MAX_VALUE;

  private enum Phase {
    OPEN,
    CLOSING,
    CLOSED
  }

  private final ConnectionLink link;
  private final WebSocketOwner owner;
  private final WebSocketTally tally;
  private final WebSocketOptions options;
  private final boolean isClient;
  private final long historyBytes;
  private final WebSocketFrameReader frame;
  private final MessageIntake messages;
  private final ControlPayload control = new ControlPayload();
  private final FrameWriter frames;
  private final WebSocketSender sender;
  private final LifeSigns life;
  private Phase phase = Phase.OPEN;

  /// Payload of the present frame that has not come.
  private long payloadLeft;

  /// What the last ping that has not been answered carried, or `null`.
  private byte @Nullable [] pong;

  /// A Close frame that has not been sent, or `null`.
  private byte @Nullable [] close;

  private boolean closeSent;

  /// How it was closed from our side, `null` while it was not.
  private @Nullable WebSocketClose ours;

  /// How the peer has closed, while our Close frame waits for whoever works on what came before.
  private volatile @Nullable WebSocketClose theirs;

  /// Whether the peer's Close is answered behind the messages that wait to be sent.
  private volatile boolean answering;

  /// When the peer's Close, or the end of the connection, is overdue; or what found no memory is
  /// tried again.
  private long closeDeadlineNanos = NEVER;

  private long retryNanos = NEVER;

  /// A socket just opened.
  public WebSocketMachine(
      WebSocketHub shared,
      ConnectionLink link,
      WebSocketOwner owner,
      WebSocketSettings settings,
      long nowNanos) {
    this.link = link;
    this.owner = owner;
    tally = shared.tally;
    options = settings.options();
    isClient = settings.isClient();
    historyBytes = settings.historyBytes();
    frame = new WebSocketFrameReader(!isClient);
    frames = new FrameWriter(link, tally, isClient ? shared.masks() : null);
    life = new LifeSigns(options, nowNanos);
    DeflateTerms terms = settings.terms();
    MessageInflater inflater = null;
    MessageDeflater deflater = null;
    if (terms != null) {
      boolean receives = isClient ? terms.serverTakesOver() : terms.clientTakesOver();
      boolean sends = isClient ? terms.clientTakesOver() : terms.serverTakesOver();
      int bits = isClient ? 15 : terms.serverWindowBits();
      inflater = new MessageInflater(shared.codec(), receives);
      deflater =
          new MessageDeflater(shared.codec(), sends, bits, options.deflate().messageBytesMin());
    }
    messages = new MessageIntake(link, owner, tally, options, inflater);
    sender = new WebSocketSender(link, tally, frames, options, deflater);
    tally.opened++;
    tally.historyBytes += historyBytes;
  }

  // Input.

  @Override
  @HotPath
  public void received(long address, int length, long nowNanos) {
    if (phase == Phase.CLOSED || theirs != null) {
      return;
    }
    tally.received(length);
    life.heard(nowNanos);
    long at = address;
    int left = length;
    while (left > 0 && phase != Phase.CLOSED && theirs == null) {
      int taken = frame.isComplete() ? payload(at, left, nowNanos) : head(at, left, nowNanos);
      at += taken;
      left -= taken;
    }
  }

  @HotPath
  private int head(long address, int available, long nowNanos) {
    int taken = frame.read(address, available);
    WebSocketFault broken = frame.fault();
    if (broken == null && frame.isComplete()) {
      broken = begun(nowNanos);
    }
    if (broken != null) {
      fail(broken, nowNanos);
    }
    return taken;
  }

  /// The head of a frame has come.
  @HotPath
  private @Nullable WebSocketFault begun(long nowNanos) {
    WebSocketFault broken = judge();
    payloadLeft = frame.length();
    return broken == null && payloadLeft == 0 ? ended(nowNanos) : broken;
  }

  @HotPath
  private @Nullable WebSocketFault judge() {
    int opcode = frame.opcode();
    if (frame.hasReservedBits()) {
      return WebSocketFault.RESERVED_BITS;
    }
    if (Opcode.isReserved(opcode)) {
      return WebSocketFault.RESERVED_OPCODE;
    }
    if (!Opcode.isControl(opcode)) {
      return messages.begin(frame);
    }
    if (frame.isCompressed()) {
      return WebSocketFault.RESERVED_BITS;
    }
    return frame.isFinal() ? null : WebSocketFault.FRAGMENTED_CONTROL;
  }

  @HotPath
  private int payload(long address, int available, long nowNanos) {
    int count = (int) Math.min(available, payloadLeft);
    int key = Masking.from(frame.key(), frame.length() - payloadLeft);
    WebSocketFault broken = null;
    if (Opcode.isControl(frame.opcode())) {
      control.take(address, count, key);
    } else {
      broken = messages.take(address, count, payloadLeft, key);
    }
    payloadLeft -= count;
    if (broken == null) {
      broken = payloadLeft == 0 ? ended(nowNanos) : messages.partCame();
    }
    if (broken != null) {
      fail(broken, nowNanos);
    }
    return count;
  }

  /// All of a frame has come.
  @HotPath
  private @Nullable WebSocketFault ended(long nowNanos) {
    int opcode = frame.opcode();
    boolean isLast = frame.isFinal();
    frame.start();
    return Opcode.isControl(opcode) ? controlledSlow(opcode, nowNanos) : messages.ended(isLast);
  }

  /// Whoever reads has taken what was told, or asked for a message.
  @HotPath
  public void regulate(long nowNanos) {
    WebSocketFault broken = phase == Phase.CLOSED ? null : messages.regulate();
    if (broken != null) {
      fail(broken, nowNanos);
    }
  }

  /// Takes a message whole.
  ///
  /// @return `null` when it is not as it must be, which has closed the socket
  public @Nullable WebSocketMessage unpack(ArrivingMessage packed, long nowNanos) {
    byte[] payload = packed.unpack(options.messageBytesMax());
    if (payload == null) {
      refuse(packed, nowNanos);
      return null;
    }
    return packed.isText() ? WebSocketMessage.ofText(payload) : WebSocketMessage.ofBytes(payload);
  }

  /// Whoever reads a message has found that it is not as it must be: closes the socket.
  public void refuse(ArrivingMessage broken, long nowNanos) {
    WebSocketFault fault = broken.fault();
    if (fault != null && phase != Phase.CLOSED) {
      fail(fault, nowNanos);
    }
  }

  /// Whether nothing is received because too much waits to be read. Any thread.
  @HotPath
  public boolean isPaused() {
    return messages.isPaused();
  }

  private @Nullable WebSocketFault controlledSlow(int opcode, long nowNanos) {
    byte[] payload = control.end();
    switch (opcode) {
      case Opcode.PING -> {
        // "it MAY elect to send a Pong frame for only the most recently processed Ping frame."
        // https://www.rfc-editor.org/rfc/rfc6455#section-5.5.3
        pong = payload;
        sendControls(nowNanos);
      }
      case Opcode.PONG -> life.ponged(payload, nowNanos);
      default -> {
        WebSocketFault broken = CloseFrame.check(payload);
        if (broken != null) {
          return broken;
        }
        closedByPeer(payload, nowNanos);
      }
    }
    return null;
  }

  private void closedByPeer(byte[] payload, long nowNanos) {
    WebSocketClose how = ours;
    if (how != null && closeSent) {
      shut(how, nowNanos);
      return;
    }
    theirs = new WebSocketClose(CloseFrame.code(payload), CloseFrame.reason(payload), true);
    if (how != null || !owner.isBusy()) {
      answerClose(nowNanos);
    } else {
      closeDeadlineNanos = nowNanos + options.closeTimeout().toNanos();
    }
  }

  /// Whether the peer has closed and was not answered, because somebody works on what it sent
  /// before. Any thread.
  @HotPath
  public boolean owesClose() {
    return theirs != null && !answering;
  }

  /// Nobody works on what the peer sent any more: its Close frame is answered, if it has come,
  /// behind the messages that wait to be sent, while there is time.
  public void answerClose(long nowNanos) {
    WebSocketClose how = theirs;
    if (how != null && !answering) {
      answering = true;
      close = CloseFrame.encode(how.code(), "");
      closeDeadlineNanos =
          Math.min(closeDeadlineNanos, nowNanos + options.closeTimeout().toNanos());
      sendOn(nowNanos);
    }
  }

  private void endAnswer(long nowNanos) {
    WebSocketClose how = theirs;
    if (how != null) {
      // "When sending a Close frame in response, the endpoint typically echos the status code it
      // received."
      // https://www.rfc-editor.org/rfc/rfc6455#section-5.5.1
      close = CloseFrame.encode(how.code(), "");
      sender.stop();
      sendControls(nowNanos);
      shut(how, nowNanos);
    }
  }

  @Override
  public void receiveEnded(@Nullable IOException failure, long nowNanos) {
    if (phase == Phase.CLOSED) {
      if (isClient) {
        closeDeadlineNanos = NEVER;
        link.finish();
      }
      return;
    }
    if (theirs == null || failure != null) {
      lost(WebSocketFault.LOST, failure != null, nowNanos);
    }
  }

  @Override
  @HotPath
  public void drained(long nowNanos) {
    if (phase != Phase.CLOSED) {
      sendControls(nowNanos);
      sendOn(nowNanos);
    }
  }

  @Override
  public void closed(long nowNanos) {
    closeDeadlineNanos = NEVER;
    retryNanos = NEVER;
    if (phase != Phase.CLOSED) {
      lost(WebSocketFault.LOST, true, nowNanos);
    }
  }

  // Output.

  /// Sends a message at once, if there is room and nothing stands before it.
  @HotPath
  public boolean sendNow(boolean isText, byte[] payload) {
    return phase == Phase.OPEN && close == null && sender.sendNow(isText, payload);
  }

  /// Sends a message as soon as there is room; it is told when it was.
  ///
  /// @return false when the socket has closed, now or before
  public boolean send(QueuedMessage outgoing, long nowNanos) {
    if (phase != Phase.OPEN || close != null) {
      return false;
    }
    if (!sender.send(outgoing, nowNanos)) {
      lost(WebSocketFault.SLOW_PEER, true, nowNanos);
      return false;
    }
    return true;
  }

  /// Takes a message back, unless it was begun.
  public void withdraw(QueuedMessage outgoing) {
    sender.withdraw(outgoing);
  }

  /// Asks for a sign of life.
  public void ping(long nowNanos) {
    if (phase == Phase.OPEN) {
      life.want();
      ask(nowNanos);
    }
  }

  /// How long the last sign took, in nanoseconds; -1 before there was one.
  public long roundTripNanos() {
    return life.roundTripNanos();
  }

  /// Begins to close, behind what waits to be sent. Has no effect when that was done before.
  ///
  /// @param code one that may be sent, see [WebSocketClose#maySend]
  /// @param reason at most 123 bytes
  public void close(int code, String reason, long nowNanos) {
    if (theirs != null) {
      answerClose(nowNanos);
    }
    if (phase != Phase.OPEN || close != null) {
      return;
    }
    ours = new WebSocketClose(code, reason, false);
    close = CloseFrame.encode(code, reason);
    closeDeadlineNanos = nowNanos + options.closeTimeout().toNanos();
    receiveOn();
    sendOn(nowNanos);
  }

  /// Sends on what waits, and behind it the Close frame.
  private void sendOn(long nowNanos) {
    boolean isIdle = sender.pump(nowNanos);
    if (answering) {
      if (!sender.hasMessages()) {
        endAnswer(nowNanos);
      }
    } else if (isIdle && close != null && !closeSent) {
      sendControls(nowNanos);
      if (closeSent && phase == Phase.OPEN) {
        phase = Phase.CLOSING;
        sender.stop();
      }
    }
  }

  /// Sends the control frames that wait, the Close frame only where no data stands before it.
  private void sendControls(long nowNanos) {
    retryNanos = NEVER;
    byte[] answer = pong;
    if (answer != null && !closeSent && !frames.isFull()) {
      if (!frames.append(FrameWriter.FIN | Opcode.PONG, answer, 0, answer.length)) {
        retryNanos = nowNanos + ConnectionLink.MEMORY_RETRY_NANOS;
        return;
      }
      pong = null;
    }
    byte[] last = close;
    if (last != null && !closeSent && sender.isIdle()) {
      closeSent = frames.append(FrameWriter.FIN | Opcode.CLOSE, last, 0, last.length);
      if (!closeSent) {
        retryNanos = nowNanos + ConnectionLink.MEMORY_RETRY_NANOS;
      }
    }
  }

  private void ask(long nowNanos) {
    if (!life.isDue(nowNanos) || closeSent) {
      return;
    }
    byte[] payload = life.nextPing();
    // Without memory the peer is asked at the next deadline; that nothing is sent to it counts as
    // asked, or memory could keep a lost peer for ever.
    frames.append(FrameWriter.FIN | Opcode.PING, payload, 0, payload.length);
    life.pinged(nowNanos);
  }

  // Time.

  @Override
  @HotPath
  public long deadlineNanos() {
    long deadline = Math.min(closeDeadlineNanos, retryNanos);
    return phase == Phase.CLOSED
        ? deadline
        : Math.min(deadline, Math.min(sender.deadlineNanos(), lifeDeadlineNanos()));
  }

  /// Behind a Close frame nothing is asked: the time to close counts.
  @HotPath
  private long lifeDeadlineNanos() {
    return closeSent ? NEVER : life.deadlineNanos();
  }

  @Override
  public void expired(long nowNanos) {
    if (phase == Phase.CLOSED) {
      endExpired(nowNanos);
      return;
    }
    if (nowNanos >= retryNanos) {
      sendControls(nowNanos);
      sendOn(nowNanos);
      if (phase == Phase.CLOSED) {
        return;
      }
    }
    if (nowNanos >= sender.deadlineNanos() && !sender.expired(nowNanos)) {
      lost(WebSocketFault.SLOW_PEER, true, nowNanos);
      return;
    }
    if (nowNanos >= closeDeadlineNanos) {
      if (theirs != null) {
        endAnswer(nowNanos);
      } else {
        lost(WebSocketFault.CLOSE_TIMEOUT, true, nowNanos);
      }
      return;
    }
    if (closeSent) {
      return;
    }
    if (messages.isPaused() || theirs != null) {
      // Its signs of life may lie in the socket, where we leave them.
      life.heard(nowNanos);
    } else if (life.isLost(nowNanos)) {
      lost(WebSocketFault.PONG_TIMEOUT, true, nowNanos);
      return;
    }
    ask(nowNanos);
  }

  private void endExpired(long nowNanos) {
    if (nowNanos >= closeDeadlineNanos) {
      closeDeadlineNanos = NEVER;
      link.reset();
    }
  }

  // Endings.

  /// The server is stopping, or the client: "1001 indicates that an endpoint is going away".
  @Override
  public void drain(long nowNanos) {
    close(WebSocketClose.GOING_AWAY, "", nowNanos);
  }

  @Override
  public void cut(long nowNanos) {
    if (phase == Phase.CLOSED) {
      closeDeadlineNanos = NEVER;
      link.reset();
    } else {
      lost(null, true, nowNanos);
    }
  }

  /// The peer broke the protocol: "_Fail the WebSocket Connection_".
  private void fail(WebSocketFault fault, long nowNanos) {
    tally.faults.add(fault);
    WebSocketClose how = new WebSocketClose(fault.code(), fault.reason(), false);
    sender.stop();
    if (!closeSent) {
      close = CloseFrame.encode(fault.code(), fault.reason());
      sendControls(nowNanos);
    }
    shut(how, nowNanos);
  }

  /// Both sides have said that it is over, or the peer has to be told no more than it was.
  private void shut(WebSocketClose how, long nowNanos) {
    settle(how);
    closeDeadlineNanos = nowNanos + options.closeTimeout().toNanos();
    receiveOn();
    // "the server MUST close the TCP connection immediately; the client SHOULD wait for the
    // server".
    // https://www.rfc-editor.org/rfc/rfc6455#section-5.5.1
    if (!isClient) {
      link.finish();
    }
  }

  /// What still comes is thrown away; the peer's end may be behind it.
  private void receiveOn() {
    messages.ignoreAll();
    messages.resume();
  }

  /// Nobody can be told anything.
  private void lost(@Nullable WebSocketFault fault, boolean reset, long nowNanos) {
    if (fault != null) {
      tally.faults.add(fault);
    }
    WebSocketClose closing = theirs != null ? theirs : ours;
    settle(
        closing != null
                && (closeSent || closing.byPeer())
                && (fault != WebSocketFault.LOST || closing.byPeer())
            ? closing
            : new WebSocketClose(
                WebSocketClose.ABNORMAL, fault == null ? "" : fault.reason(), fault != null));
    if (reset) {
      closeDeadlineNanos = NEVER;
      link.reset();
    } else {
      closeDeadlineNanos = nowNanos + options.closeTimeout().toNanos();
      link.finish();
    }
  }

  private void settle(WebSocketClose how) {
    phase = Phase.CLOSED;
    retryNanos = NEVER;
    messages.ignoreAll();
    messages.clear();
    control.clear();
    pong = null;
    theirs = null;
    answering = false;
    sender.stop();
    tally.historyBytes -= historyBytes;
    tally.ended(how.code());
    owner.ended(how);
  }
}
