package weft.hub;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.file.OpenFile;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// A TCP or Unix-domain stream connection of one hub.
///
/// Two ways to use it. A *protocol engine* installs a [StreamReceiver] and appends output with
/// [#reserve] and [#flushLater], all on the hub's thread. *Blocking style*, [#read] and [#write],
/// is for any thread and waits.
///
/// ```
/// OPEN ──finish──▶ FINISHING ──output sent──▶ LINGERING ──peer's end or 2 s──▶ CLOSING ──▶ CLOSED
///  └──────────────── close, reset, failure ─────────────────────────────────────▲
/// ```
public final class TcpConnection implements StreamConnection, AutoCloseable {
  /// How long bytes of the peer are thrown away after our last one, so that a reset does not
  /// overtake the answer, in nanoseconds.
  private static final long LINGER_NANOS = 2_000_000_000L;

  /// What a file that waits for room counts for beside its length: more than anybody lets lie.
  private static final long FILE_WAITING = 1 << 20;

  private enum State {
    OPEN,
    FINISHING,
    LINGERING,
    CLOSING,
    CLOSED
  }

  private final Hub hub;
  private final Events events = new Events();
  private final OutputQueue output;
  private int handle;
  private State state = State.OPEN;
  private boolean sending;
  private boolean dirty;
  private boolean receiveEnded;

  /// Why nothing more arrives, `null` while something may, and when the peer ended in order.
  private @Nullable IoFailure endFailure;

  /// Whether the receiver wants bytes.
  private boolean receiving;

  /// Whether we have opened it.
  private boolean isOutgoing;

  /// Why nothing can be sent any more, while what has arrived is still received.
  private @Nullable IoFailure sendFailure;

  /// What counts as pending while a file waits for room, 0 while none does.
  private long fileWaiting;

  private @Nullable StreamReceiver receiver;
  private @Nullable Timer linger;
  private @Nullable BlockingStream blocking;

  private TcpConnection(Hub hub) {
    this.hub = hub;
    this.output = new OutputQueue(hub.buffers());
  }

  static TcpConnection accepted(Hub hub, int handle) {
    TcpConnection connection = new TcpConnection(hub);
    connection.handle = handle;
    hub.sockets().add(connection.events);
    return connection;
  }

  static TcpConnection connect(
      Hub hub, SocketAddress address, SocketSettings settings, long timeoutNanos)
      throws IOException {
    Connecting connecting = new Connecting(hub);
    TcpConnection connection =
        OnHub.call(hub, () -> beginConnect(hub, address, settings, connecting));
    long deadline = hub.deadline(timeoutNanos);
    try {
      OnHub.await(connecting.done, deadline, "connecting to " + address);
    } catch (IOException late) {
      connection.reset();
      throw late;
    }
    if (connecting.failure != null) {
      throw connecting.failure;
    }
    return connection;
  }

  /// See [Hub#beginConnect].
  static TcpConnection beginConnect(
      Hub hub,
      SocketAddress address,
      SocketSettings settings,
      BiConsumer<TcpConnection, @Nullable SocketFailure> told)
      throws IOException {
    UnixSocketFile.requirePath(address);
    TcpConnection connection = new TcpConnection(hub);
    connection.isOutgoing = true;
    connection.events.connecting =
        failure -> told.accept(connection, SocketFailure.ofConnect(address, failure));
    connection.handle = hub.backend().connect(address, settings, connection.events);
    hub.sockets().add(connection.events);
    return connection;
  }

  @Override
  public Hub hub() {
    return hub;
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return OnHub.call(
        hub,
        () -> {
          requireOpen();
          return hub.backend().localAddress(handle);
        });
  }

  @Override
  public @Nullable SocketAddress remoteAddress() {
    try {
      return OnHub.call(hub, () -> isGone() ? null : hub.backend().remoteAddress(handle));
    } catch (IOException ended) {
      // Nothing of a hub that has ended is open.
      return null;
    }
  }

  /// Whether bytes can still be sent. Exact on the hub's thread.
  public boolean isOpen() {
    return state == State.OPEN;
  }

  private boolean isGone() {
    return state == State.CLOSING || state == State.CLOSED;
  }

  private void requireOpen() throws SocketFailure {
    if (isGone()) {
      throw new SocketFailure.Closed("connection");
    }
  }

  ChannelEvents events() {
    return events;
  }

  // For protocol engines, on the hub's thread.

  @Override
  @HotPath
  public void receiveWith(StreamReceiver receiver) {
    assert hub.onHub();
    this.receiver = receiver;
    if (receiveEnded) {
      tellEndLaterSlow(receiver);
    } else {
      resumeReceiving();
    }
  }

  /// The one before was told of the end, and this one is not to wait for ever.
  private void tellEndLaterSlow(StreamReceiver successor) {
    hub.execute(() -> {
      if (receiver == successor && state == State.OPEN) {
        events.tellReceiveEnded(successor, SocketFailure.of(endFailure));
      }
    });
  }

  @Override
  public void pauseReceiving() {
    assert hub.onHub();
    receiving = false;
    if (state == State.OPEN && !receiveEnded) {
      hub.backend().disarmReceive(handle);
    }
  }

  @Override
  @HotPath
  public void resumeReceiving() {
    assert hub.onHub();
    receiving = true;
    if (state == State.OPEN && !receiveEnded) {
      hub.backend().armReceive(handle);
    }
  }

  @Override
  @HotPath
  public @Nullable Buffer reserve(int size) {
    assert hub.onHub();
    return output.reserve(size);
  }

  @Override
  @HotPath
  public void flushLater() {
    if (!dirty) {
      dirty = true;
      hub.atTurnEnd(events);
    }
  }

  @Override
  @HotPath
  public long pendingOutput() {
    return output.size() + fileWaiting;
  }

  @Override
  @HotPath
  public long outputMemory() {
    return output.memory();
  }

  @Override
  @HotPath
  public int sendFile(OpenFile file, long position, int length) {
    assert hub.onHub();
    int descriptor = file.descriptor();
    if (descriptor == OpenFile.NO_DESCRIPTOR || state != State.OPEN) {
      return ABSENT;
    }
    if (sending || !sendBefore()) {
      flushLater();
      return 0;
    }
    int taken = hub.backend().sendFile(handle, descriptor, position, length);
    if (taken == Backend.PENDING || taken == Backend.FAILED) {
      sending = true;
      fileWaiting = FILE_WAITING + length;
      if (taken == Backend.FAILED) {
        fileFailedSlow();
      }
      return 0;
    }
    return taken == Backend.ABSENT ? ABSENT : taken;
  }

  /// Sends what is pending before a file, at once.
  ///
  /// @return whether all of it is gone
  @HotPath
  private boolean sendBefore() {
    Buffer next;
    while ((next = output.peek()) != null) {
      int taken = hub.backend().sendMore(handle, next.readAddress(), next.readable());
      if (taken == 0) {
        return false;
      }
      output.taken(taken);
    }
    return true;
  }

  /// Told later: whoever sends is not to hear of it within its call.
  private void fileFailedSlow() {
    hub.execute(() -> events.sent(0, IoFailure.RESET));
  }

  @Override
  @HotPath
  public int readFile(OpenFile file, long position, long address, int length) {
    int descriptor = file.descriptor();
    if (descriptor == OpenFile.NO_DESCRIPTOR) {
      return ABSENT;
    }
    int count = hub.backend().readFile(descriptor, position, address, length);
    return count > 0 ? count : ABSENT;
  }

  @Override
  public void finish() {
    assert hub.onHub();
    if (state == State.OPEN) {
      state = State.FINISHING;
      flushLater();
    }
  }

  @Override
  public void reset() {
    onHub(() -> closeNow(true));
  }

  /// Closes in order after what the system has taken; output still pending here is dropped. Whoever
  /// waits on the connection gets [SocketFailure.Closed]. Any thread; idempotent.
  @Override
  public void close() {
    onHub(() -> closeNow(false));
  }

  private void onHub(Runnable step) {
    if (hub.onHub()) {
      step.run();
    } else if (!hub.ended()) {
      hub.execute(step);
    }
  }

  private void closeNow(boolean reset) {
    if (isGone()) {
      return;
    }
    state = State.CLOSING;
    if (linger != null) {
      linger.cancel();
    }
    hub.backend().close(handle, reset);
    events.connected(IoFailure.CANCELLED);
    if (blocking != null) {
      blocking.connectionClosing();
    }
  }

  // Blocking style.

  /// Waits for bytes and takes at most `length` of them.
  ///
  /// @return count of bytes, or -1 when the peer has ended its stream
  /// @throws SocketFailure when the connection was closed, reset, or the deadline passed
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    return length == 0 ? 0 : blocking().read(target, offset, length);
  }

  /// Sends bytes; returns when they are queued, and waits while more than 128 KiB are.
  ///
  /// @throws SocketFailure when the connection was closed, reset, or the deadline passed
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    blocking().write(source, offset, length);
  }

  /// Waits until everything written was taken by the system, then ends our direction of the stream.
  /// Reading goes on.
  public void shutdownOutput() throws IOException {
    blocking().drain();
    OnHub.call(
        hub,
        () -> {
          requireOpen();
          hub.backend().shutdownOutput(handle);
          return null;
        });
  }

  /// Sets how long a single read or write of blocking style may wait.
  ///
  /// @param readNanos greater than 0, `Long.MAX_VALUE` for no limit
  /// @param writeNanos greater than 0, `Long.MAX_VALUE` for no limit
  public TcpConnection withTimeouts(long readNanos, long writeNanos) throws IOException {
    blocking().timeouts(readNanos, writeNanos);
    return this;
  }

  private BlockingStream blocking() throws IOException {
    BlockingStream existing = blocking;
    return existing != null ? existing : OnHub.call(hub, this::beginBlocking);
  }

  private BlockingStream beginBlocking() throws IOException {
    BlockingStream existing = blocking;
    if (existing != null) {
      return existing;
    }
    requireOpen();
    if (receiver != null) {
      throw new IllegalStateException("a receiver takes this connection's bytes");
    }
    BlockingStream created = new BlockingStream(this);
    blocking = created;
    receiveWith(created);
    return created;
  }

  // The hub's side.

  @HotPath
  private void sendNext() {
    if (sendFailure != null) {
      dropOutputSlow();
      return;
    }
    Buffer next;
    while ((next = output.peek()) != null) {
      if (state == State.FINISHING && sendBeforeEnd(next)) {
        continue;
      }
      int taken = hub.backend().send(handle, next.readAddress(), next.readable());
      if (taken == Backend.PENDING) {
        sending = true;
        return;
      }
      output.taken(taken);
    }
    outputDrained();
  }

  private void dropOutputSlow() {
    output.clear();
    if (state == State.FINISHING) {
      closeNow(true);
    }
  }

  /// Sends what the end follows: both leave in one segment, which saves each side a packet.
  ///
  /// @return whether any of it is gone
  @HotPath
  private boolean sendBeforeEnd(Buffer last) {
    int taken = hub.backend().sendMore(handle, last.readAddress(), last.readable());
    output.taken(taken);
    return taken > 0;
  }

  @HotPath
  private void outputDrained() {
    if (state == State.FINISHING) {
      lingerSlow();
    } else if (receiver != null) {
      receiver.drained();
    }
  }

  private void lingerSlow() {
    if (receiveEnded) {
      closeNow(false);
      return;
    }
    state = State.LINGERING;
    hub.backend().shutdownOutput(handle);
    hub.backend().armReceive(handle);
    Timer timer = new Timer(hub, () -> closeNow(false));
    linger = timer;
    timer.set(hub.nowNanos() + LINGER_NANOS);
  }

  /// How a blocking connect went.
  private static final class Connecting
      implements BiConsumer<TcpConnection, @Nullable SocketFailure> {
    final Signal done;
    @Nullable SocketFailure failure;

    Connecting(Hub hub) {
      this.done = new Signal(hub);
    }

    @Override
    public void accept(TcpConnection connection, @Nullable SocketFailure failure) {
      this.failure = failure;
      done.raise();
    }
  }

  private final class Events implements ChannelEvents, SocketRegistry.Member, TurnEnd {
    private @Nullable Consumer<@Nullable IoFailure> connecting;

    @Override
    public int handle() {
      return handle;
    }

    @Override
    public void closeNow() {
      TcpConnection.this.closeNow(true);
    }

    @Override
    public void connected(@Nullable IoFailure failure) {
      Consumer<@Nullable IoFailure> told = connecting;
      if (told == null) {
        return;
      }
      connecting = null;
      if (failure != null) {
        TcpConnection.this.closeNow(true);
      }
      try {
        told.accept(failure);
      } catch (RuntimeException | AssertionError bug) {
        failed(bug);
      }
    }

    @Override
    @HotPath
    public void received(long address, int length) {
      if (receiver != null && (state == State.OPEN || state == State.FINISHING)) {
        try {
          receiver.received(address, length);
        } catch (RuntimeException | AssertionError bug) {
          failed(bug);
        }
      }
    }

    @Override
    public void receiveEnded(@Nullable IoFailure failure) {
      IoFailure reason = sendFailure == null ? failure : sendFailure;
      receiveEnded = true;
      endFailure = reason;
      if (state == State.LINGERING || (state == State.FINISHING && reason != null)) {
        TcpConnection.this.closeNow(false);
      } else if (receiver != null && state == State.OPEN) {
        tellReceiveEnded(receiver, SocketFailure.of(reason));
      }
      if (sendFailure != null) {
        TcpConnection.this.closeNow(true);
      }
    }

    private void tellReceiveEnded(StreamReceiver listening, @Nullable SocketFailure failure) {
      try {
        listening.receiveEnded(failure);
      } catch (RuntimeException | AssertionError bug) {
        failed(bug);
      }
    }

    @Override
    @HotPath
    public void turnEnds() {
      dirty = false;
      if (!sending && !isGone()) {
        try {
          sendNext();
        } catch (RuntimeException | AssertionError bug) {
          failed(bug);
        }
      }
    }

    @Override
    @HotPath
    public void sent(int length, @Nullable IoFailure failure) {
      sending = false;
      if (isGone()) {
        return;
      }
      if (failure != null) {
        sendFailedSlow(failure);
        return;
      }
      if (fileWaiting > 0) {
        fileWaiting = 0;
      } else {
        output.taken(length);
      }
      try {
        sendNext();
      } catch (RuntimeException | AssertionError bug) {
        failed(bug);
      }
    }

    /// A protocol engine has a bug: its connection ends, loudly, and no other does.
    private void failed(Throwable bug) {
      hub.reportBug("a receiver failed; its connection is reset", bug);
      TcpConnection.this.closeNow(true);
    }

    /// A server that refuses a request may answer, and close before it has read all of it: its
    /// answer has arrived, and the reset behind it, which ends the receiving too.
    private void sendFailedSlow(IoFailure failure) {
      boolean isOpen = state == State.OPEN && !receiveEnded;
      if (isOpen && isOutgoing && receiving && blocking == null) {
        sendFailure = failure;
        dropOutputSlow();
        return;
      }
      if (receiver != null && isOpen) {
        receiveEnded = true;
        endFailure = failure;
        tellReceiveEnded(receiver, SocketFailure.of(failure));
      }
      TcpConnection.this.closeNow(true);
    }

    @Override
    public void closed() {
      state = State.CLOSED;
      sending = false;
      hub.sockets().remove(this);
      output.clear();
      if (receiver != null) {
        try {
          receiver.closed();
        } catch (RuntimeException | AssertionError bug) {
          hub.reportBug("a receiver failed when its connection was closed", bug);
        }
      }
    }
  }
}
