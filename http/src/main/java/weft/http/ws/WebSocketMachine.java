package weft.http.ws;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketClose;
import weft.http.WebSocketMessage;
import weft.http.WebSocketOptions;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.ConnectionMachine;
import weft.hub.memory.BufferPool;
import weft.hub.memory.HotPath;

/// One side of a WebSocket that has been opened ([RFC
/// 6455](https://www.rfc-editor.org/rfc/rfc6455)): messages come out of bytes, and bytes of
/// messages.
///
/// ```
///   OPEN ──Close of either side──> CLOSING ──that of the other, or none in time──┐
///     └── fault, loss ───────────────────────────────────────────────────────────┴──> CLOSED
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
    /// Neither side has said that it closes: what every message asks, and all it has to.
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
  private final HeldInput held;
  private final MessageIntake messages;
  private final FrameIntake intake;
  private final FrameWriter frames;
  private final WebSocketSender sender;
  private final LifeSigns life;
  private final ClosingHandshake closing = new ClosingHandshake();
  private Phase phase = Phase.OPEN;

  /// Whether what is held is just being taken apart.
  private boolean takesHeld;

  /// Whether the peer has ended behind what is held.
  private boolean endsBehindHeld;

  /// What the last ping that has not been answered carried, or `null`.
  private byte @Nullable [] pong;

  /// When the peer's Close, or the end of the connection, is overdue; or what found no memory is
  /// tried again.
  private long closeDeadlineNanos = NEVER;

  private long retryNanos = NEVER;

  /// A socket just opened.
  ///
  /// @param pool of its hub
  public WebSocketMachine(
      WebSocketHub shared,
      BufferPool pool,
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
    messages = new MessageIntake(owner, tally, options, inflater);
    held = new HeldInput(pool, link);
    intake = new FrameIntake(!isClient, messages);
    sender = new WebSocketSender(link, tally, frames, options, deflater);
    tally.opened++;
    tally.historyBytes += historyBytes;
  }

  // Input.

  @Override
  @HotPath
  public void received(long address, int length, long nowNanos) {
    if (!isReceiving()) {
      return;
    }
    tally.received(length);
    life.heard(nowNanos);
    int taken = held.isEmpty() ? take(address, length, nowNanos) : 0;
    if (taken < length && isReceiving()) {
      held.keep(address + taken, length - taken);
    }
    regulateInput();
  }

  /// Takes bytes apart, until too much waits to be read or nothing is received any more.
  ///
  /// @return how many
  @HotPath
  private int take(long address, int length, long nowNanos) {
    int taken = 0;
    while (taken < length && isReceiving() && !messages.isPaused()) {
      taken += intake.take(address + taken, length - taken);
      WebSocketFault broken = intake.fault();
      int control = intake.controlEnded();
      if (control >= 0) {
        broken = controlledSlow(control, nowNanos);
      }
      if (broken != null) {
        fail(broken, nowNanos);
      }
    }
    return taken;
  }

  /// Takes apart what is held, as far as it may be now.
  private void takeHeld(long nowNanos) {
    if (takesHeld) {
      return;
    }
    takesHeld = true;
    while (!held.isEmpty() && isReceiving() && !messages.isPaused()) {
      held.consume(take(held.address(), held.runLength(), nowNanos));
    }
    takesHeld = false;
    if (!isReceiving()) {
      held.clear();
    }
    regulateInput();
    if (endsBehindHeld && held.isEmpty()) {
      endsBehindHeld = false;
      receiveEnded(null, nowNanos);
    }
  }

  @HotPath
  private void regulateInput() {
    if (phase != Phase.CLOSED) {
      held.receive(!messages.isPaused());
    }
  }

  /// "after receiving a Close frame" nothing more is, §7.1.
  @HotPath
  private boolean isReceiving() {
    return phase == Phase.OPEN || (phase == Phase.CLOSING && closing.theirs() == null);
  }

  /// Whoever reads has taken what was told, or asked for a message.
  @HotPath
  public void regulate(long nowNanos) {
    WebSocketFault broken = phase == Phase.CLOSED ? null : messages.regulate();
    if (broken != null) {
      fail(broken, nowNanos);
    }
    takeHeld(nowNanos);
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
    byte[] payload = intake.controlPayload();
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
    WebSocketClose ours = closing.ours();
    if (ours != null && closing.isSent()) {
      shut(ours, nowNanos);
      return;
    }
    phase = Phase.CLOSING;
    closing.received(payload);
    if (ours != null || !owner.isBusy()) {
      answerClose(nowNanos);
    } else {
      closeDeadlineNanos = nowNanos + options.closeTimeout().toNanos();
    }
  }

  /// Whether the peer has closed and was not answered, because somebody works on what it sent
  /// before. Any thread.
  @HotPath
  public boolean owesClose() {
    return closing.owesAnswer();
  }

  /// Nobody works on what the peer sent any more: its Close frame is answered, if it has come,
  /// behind the messages that wait to be sent, while there is time.
  public void answerClose(long nowNanos) {
    WebSocketClose how = closing.theirs();
    if (how != null && !closing.isAnswering()) {
      closing.answer(how);
      owner.closes(how);
      closeDeadlineNanos =
          Math.min(closeDeadlineNanos, nowNanos + options.closeTimeout().toNanos());
      sendOn(nowNanos);
    }
  }

  private void endAnswer(long nowNanos) {
    WebSocketClose how = closing.theirs();
    if (how != null) {
      closing.answer(how);
      sender.stop();
      sendControls(nowNanos);
      shut(how, nowNanos);
    }
  }

  @Override
  public void receiveEnded(@Nullable IOException failure, long nowNanos) {
    if (failure == null && !held.isEmpty()) {
      endsBehindHeld = true;
      return;
    }
    if (phase == Phase.CLOSED) {
      if (isClient) {
        closeDeadlineNanos = NEVER;
        link.finish();
      }
      return;
    }
    if (closing.theirs() == null || failure != null) {
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
    return maySend() && sender.sendNow(isText, payload);
  }

  /// Sends a message as soon as there is room; it is told when it was.
  ///
  /// @return false when the socket has closed, now or before
  public boolean send(QueuedMessage outgoing, long nowNanos) {
    if (!maySend()) {
      return false;
    }
    if (!sender.send(outgoing, nowNanos)) {
      lost(WebSocketFault.SLOW_PEER, true, nowNanos);
      return false;
    }
    return true;
  }

  @HotPath
  private boolean maySend() {
    return phase == Phase.OPEN || (phase == Phase.CLOSING && !closing.isBegun());
  }

  /// Whether the hub's turn should end before a message that nobody waits for is sent: what waits
  /// may be too much only because nothing was given to the connection yet.
  ///
  /// @param before what was answered when the turn before had ended, -1 at first
  /// @return -1 when it need not, or the last turn's end was of no use
  public long wantsTurn(int size, long before) {
    long frames = sender.framesSentIfTight(size);
    return frames > before ? frames : -1;
  }

  /// Takes a message back, unless it was begun.
  public void withdraw(QueuedMessage outgoing) {
    sender.withdraw(outgoing);
  }

  /// Asks for a sign of life.
  public void ping(long nowNanos) {
    if (phase != Phase.CLOSED) {
      life.want();
      ask(nowNanos);
    }
  }

  /// How long the last sign took, in nanoseconds; -1 before there was one.
  public long roundTripNanos() {
    return life.roundTripNanos();
  }

  /// Begins to close, behind what waits to be sent; a message that is sent as a stream and has not
  /// ended then never does. Has no effect when that was done before.
  ///
  /// @param code one that may be sent, see [WebSocketClose#maySend]
  /// @param reason at most 123 bytes
  public void close(int code, String reason, long nowNanos) {
    answerClose(nowNanos);
    if (!maySend()) {
      return;
    }
    phase = Phase.CLOSING;
    owner.closes(closing.begin(code, reason));
    closeDeadlineNanos = nowNanos + options.closeTimeout().toNanos();
    receiveOn(nowNanos);
    if (phase != Phase.CLOSED) {
      sendOn(nowNanos);
    }
  }

  /// Sends on what waits, and behind it the Close frame.
  private void sendOn(long nowNanos) {
    boolean isDone = sender.pump(nowNanos);
    if (closing.isAnswering()) {
      if (!sender.hasMessages()) {
        endAnswer(nowNanos);
      }
    } else if (isDone && closing.unsent() != null) {
      sendControls(nowNanos);
      if (closing.isSent()) {
        sender.stop();
      }
    }
  }

  /// Sends the control frames that wait, the Close frame only where no data stands before it.
  private void sendControls(long nowNanos) {
    retryNanos = NEVER;
    byte[] answer = pong;
    if (answer != null && !closing.isSent() && !frames.isFull()) {
      if (!frames.append(FrameWriter.FIN | Opcode.PONG, answer, 0, answer.length)) {
        retryNanos = nowNanos + ConnectionLink.MEMORY_RETRY_NANOS;
        return;
      }
      pong = null;
    }
    byte[] last = closing.unsent();
    if (last != null && sender.isDone()) {
      if (frames.append(FrameWriter.FIN | Opcode.CLOSE, last, 0, last.length)) {
        closing.sent();
      } else {
        retryNanos = nowNanos + ConnectionLink.MEMORY_RETRY_NANOS;
      }
    }
  }

  private void ask(long nowNanos) {
    if (!life.isDue(nowNanos) || closing.isSent()) {
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
    return phase != Phase.OPEN && closing.isSent() ? NEVER : life.deadlineNanos();
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
      if (closing.theirs() != null) {
        endAnswer(nowNanos);
      } else {
        lost(WebSocketFault.CLOSE_TIMEOUT, true, nowNanos);
      }
      return;
    }
    if (closing.isSent()) {
      return;
    }
    if (messages.isPaused() || closing.theirs() != null) {
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
    closing.fail(fault);
    sendControls(nowNanos);
    shut(how, nowNanos);
  }

  /// Both sides have said that it is over, or the peer has to be told no more than it was.
  private void shut(WebSocketClose how, long nowNanos) {
    settle(how);
    closeDeadlineNanos = nowNanos + options.closeTimeout().toNanos();
    receiveOn(nowNanos);
    // "the server MUST close the TCP connection immediately; the client SHOULD wait for the
    // server".
    // https://www.rfc-editor.org/rfc/rfc6455#section-5.5.1
    if (!isClient) {
      link.finish();
    }
  }

  /// What still comes is thrown away; the peer's end may be behind it.
  private void receiveOn(long nowNanos) {
    messages.ignoreAll();
    messages.resume();
    held.receive(true);
    takeHeld(nowNanos);
  }

  /// Nobody can be told anything.
  private void lost(@Nullable WebSocketFault fault, boolean reset, long nowNanos) {
    if (fault != null) {
      tally.faults.add(fault);
    }
    settle(closing.lost(fault));
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
    intake.clear();
    if (!takesHeld) {
      held.clear();
    }
    pong = null;
    closing.end();
    sender.stop();
    tally.historyBytes -= historyBytes;
    tally.ended(how.code());
    owner.ended(how);
  }
}
