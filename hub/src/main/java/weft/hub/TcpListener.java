package weft.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.Backend;
import weft.hub.backend.ChannelEvents;
import weft.hub.backend.IoFailure;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.HotPath;

/// A listening TCP or Unix-domain socket of one hub.
///
/// With an acceptor, connections are pushed to it; without, [#accept] takes them one by one. When
/// the system has no descriptor left, accepting pauses for 100 ms at a time, which the log tells
/// once a minute at most; connections wait in the backlog meanwhile.
public final class TcpListener implements AutoCloseable {
  private static final long ACCEPT_PAUSE_NANOS = 100_000_000L;

  private static final long ENDED_CHECK_NANOS = 20_000_000L;

  /// Accepted connections that nobody has taken yet; beyond, accepting pauses.
  private static final int WAITING_MAX = 128;

  private final Hub hub;
  private final @Nullable Function<TcpConnection, StreamReceiver> acceptor;
  private final Deque<TcpConnection> waiting = new ArrayDeque<>();

  /// Those who wait in [#accept], each with a signal. Hub thread.
  private final Deque<Signal> accepting = new ArrayDeque<>();

  private final Signal gone;
  private final Timer resume;

  private final Events events = new Events();
  private int handle;
  private SocketAddress address;
  private @Nullable UnixSocketFile file;
  private boolean paused;
  private boolean full;
  private Runnable stopFromOutside = () -> {};
  private Runnable whenClosed = () -> {};
  private volatile boolean abandoned;

  /// Whether somebody is stopping it from outside: the socket stays open meanwhile.
  private volatile boolean beingStopped;

  private volatile boolean closed;

  private TcpListener(
      Hub hub, SocketAddress address, @Nullable Function<TcpConnection, StreamReceiver> acceptor) {
    this.hub = hub;
    this.address = address;
    this.acceptor = acceptor;
    this.gone = new Signal(hub);
    this.resume = new Timer(hub, this::arm);
  }

  static TcpListener open(
      Hub hub,
      SocketAddress address,
      SocketSettings settings,
      @Nullable Function<TcpConnection, StreamReceiver> acceptor)
      throws IOException {
    UnixSocketFile.requirePath(address);
    UnixSocketFile.requireFolder(address);
    TcpListener listener = new TcpListener(hub, address, acceptor);
    try {
      OnHub.call(hub, () -> listener.bind(settings));
    } catch (BindException refused) {
      if (!UnixSocketFile.removeAbandoned(address)) {
        throw refused;
      }
      OnHub.call(hub, () -> listener.bind(settings));
    }
    return listener;
  }

  private @Nullable Void bind(SocketSettings settings) throws IOException {
    Backend backend = hub.backend();
    handle = backend.listen(address, settings, events);
    address = backend.localAddress(handle);
    file = UnixSocketFile.of(address);
    stopFromOutside = backend.listenerStop(handle);
    hub.sockets().add(events);
    hub.listeners().add(this);
    arm();
    return null;
  }

  private void arm() {
    if (!closed && !paused && !full && !abandoned) {
      hub.backend().armAccept(handle);
    }
  }

  /// The hub its connections live on.
  public Hub hub() {
    return hub;
  }

  /// Where it listens, with the port the system chose if 0 was asked for.
  public SocketAddress address() {
    return address;
  }

  /// Waits for the next connection. Only without an acceptor; several threads may.
  ///
  /// @throws SocketFailure.Closed when the listener is closed meanwhile
  public TcpConnection accept() throws IOException {
    if (acceptor != null) {
      throw new IllegalStateException("connections go to the acceptor");
    }
    Signal arrived = new Signal(hub);
    while (true) {
      TcpConnection next = OnHub.call(hub, () -> take(arrived));
      if (next != null) {
        return next;
      }
      if (closed) {
        throw new SocketFailure.Closed("listener " + address);
      }
      try {
        OnHub.await(arrived, Long.MAX_VALUE, "accept");
      } catch (InterruptedIOException interrupted) {
        hub.execute(() -> giveUp(arrived));
        throw interrupted;
      }
    }
  }

  /// The next connection; when there is none, `arrived` is raised as soon as there is.
  private @Nullable TcpConnection take(Signal arrived) {
    TcpConnection next = waiting.poll();
    if (next == null && !closed) {
      accepting.add(arrived);
    }
    if (full && waiting.size() < WAITING_MAX / 2) {
      full = false;
      arm();
    }
    return next;
  }

  /// One who was interrupted leaves what had come for it to the next.
  private void giveUp(Signal arrived) {
    if (!accepting.remove(arrived) && !waiting.isEmpty()) {
      wakeOne();
    }
  }

  private void wakeOne() {
    Signal first = accepting.poll();
    if (first != null) {
      first.raise();
    }
  }

  /// Stops accepting for now; what the system has accepted already is still delivered. Any thread.
  public void pause() {
    hub.invoke(() -> {
      paused = true;
      if (!closed) {
        hub.backend().disarmAccept(handle);
      }
    });
  }

  /// Goes on accepting. Any thread.
  public void resume() {
    hub.invoke(() -> {
      paused = false;
      arm();
    });
  }

  /// Whether it is still open.
  public boolean isOpen() {
    return !closed;
  }

  /// Closes the listener; its address is free when this returns. Its connections live on, and those
  /// the system has accepted already still go to the acceptor. Any thread but a bare hub thread.
  @Override
  public void close() {
    closeLater();
    awaitClosed(Long.MAX_VALUE);
  }

  /// Has the listener closed as soon as its hub gets to it. Any thread.
  public void closeLater() {
    if (hub.onHub()) {
      closeOnHub(false);
    } else if (!hub.ended()) {
      hub.execute(() -> closeOnHub(false));
    }
  }

  /// Has an action run on the hub's thread when the listener is closed and its last connection
  /// delivered. Before it is closed, any thread.
  public void whenClosed(Runnable action) {
    hub.invoke(() -> whenClosed = action);
  }

  /// Waits until the listener is closed and its address free. Any thread but a bare hub thread.
  ///
  /// @param nanos how long at most, greater than 0; `Long.MAX_VALUE` for no limit
  /// @return whether it is
  public boolean awaitClosed(long nanos) {
    long deadline = hub.deadline(nanos);
    try {
      // In steps, since a hub that has ended tells nobody any more.
      while (!hub.ended() && hub.clockNanos() < deadline) {
        if (gone.await(Math.min(deadline, hub.clockNanos() + ENDED_CHECK_NANOS))) {
          gone.raise();
          return true;
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return hub.ended();
  }

  /// Gives up accepting because the hub is held up; somebody else takes the address over. Any
  /// thread.
  void abandon() {
    abandoned = true;
    beingStopped = true;
    try {
      // Only while it is open: another socket may have its descriptor afterwards.
      if (!closed) {
        stopFromOutside.run();
      }
    } finally {
      beingStopped = false;
    }
  }

  /// @param reset whether connections nobody has taken are reset, because the hub ends
  private void closeOnHub(boolean reset) {
    if (closed) {
      return;
    }
    closed = true;
    while (beingStopped) {
      // A system call, by the watchdog; either of the two sees the other.
      Thread.onSpinWait();
    }
    resume.cancel();
    if (file != null) {
      file.remove();
    }
    hub.backend().close(handle, reset || acceptor == null);
    for (TcpConnection connection : waiting) {
      connection.reset();
    }
    waiting.clear();
    while (!accepting.isEmpty()) {
      wakeOne();
    }
  }

  private final class Events implements ChannelEvents, SocketRegistry.Member {
    @Override
    public int handle() {
      return handle;
    }

    @Override
    public void closeNow() {
      closeOnHub(true);
    }

    @Override
    @HotPath
    public ChannelEvents accepted(int connectionHandle) {
      TcpConnection connection = TcpConnection.accepted(hub, connectionHandle);
      if (acceptor != null) {
        handOver(connection, acceptor);
      } else {
        queueSlow(connection);
      }
      return connection.events();
    }

    @HotPath
    private void handOver(
        TcpConnection connection, Function<TcpConnection, StreamReceiver> acceptor) {
      try {
        connection.receiveWith(acceptor.apply(connection));
      } catch (RuntimeException | AssertionError bug) {
        failedSlow(connection, bug);
      }
    }

    private void failedSlow(TcpConnection connection, Throwable bug) {
      hub.reportBug("an acceptor failed; its connection is reset", bug);
      // Not at once: the back-end is still about to hand the connection over.
      hub.execute(connection::reset);
    }

    private void queueSlow(TcpConnection connection) {
      waiting.add(connection);
      if (waiting.size() >= WAITING_MAX && !full) {
        full = true;
        hub.backend().disarmAccept(handle);
      }
      wakeOne();
    }

    @Override
    public void acceptFailed(IoFailure failure) {
      if (abandoned) {
        return;
      }
      hub.acceptFailures++;
      hub.offload().warnOfAccepting(address, failure, hub.nowNanos());
      resume.set(hub.nowNanos() + ACCEPT_PAUSE_NANOS);
    }

    @Override
    public void closed() {
      hub.sockets().remove(this);
      hub.listeners().remove(TcpListener.this);
      gone.raise();
      whenClosed.run();
    }
  }
}
