package weft.hub;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.Buffer;
import weft.hub.memory.BufferQueue;

/// Blocking style on a connection: a bounded queue of received bytes and two signals.
///
/// One reader and one writer at a time. Fields belong to the hub's thread; the waiting is done by
/// the calling thread.
final class BlockingStream implements StreamReceiver {
  /// Unread bytes from which on receiving pauses, when there is memory.
  private static final int UNREAD_MAX = 64 * 1024;

  /// Pending output beyond which a writer waits, in bytes.
  private static final int PENDING_MAX = 128 * 1024;

  private static final int CHUNK_SIZE = 16 * 1024;

  /// Time after which output that found no memory is tried again.
  private static final long RETRY_NANOS = 5_000_000;

  private final TcpConnection connection;
  private final Hub hub;
  private final Signal readable;
  private final Signal writable;
  private final BufferQueue unread = new BufferQueue();
  private final Timer retry;
  private boolean paused;
  private boolean ended;
  private boolean closing;
  private @Nullable IOException failure;
  private volatile long readNanos = Long.MAX_VALUE;
  private volatile long writeNanos = Long.MAX_VALUE;

  BlockingStream(TcpConnection connection) {
    this.connection = connection;
    this.hub = connection.hub();
    this.readable = new Signal(hub);
    this.writable = new Signal(hub);
    this.retry = new Timer(hub, writable::raise);
  }

  void timeouts(long readNanos, long writeNanos) {
    if (readNanos <= 0 || writeNanos <= 0) {
      throw new IllegalArgumentException("a timeout must be greater than 0");
    }
    this.readNanos = readNanos;
    this.writeNanos = writeNanos;
  }

  int read(byte[] target, int offset, int length) throws IOException {
    long deadline = hub.deadline(readNanos);
    while (true) {
      int count = OnHub.call(hub, () -> take(target, offset, length));
      if (count != 0) {
        return count;
      }
      OnHub.await(readable, deadline, "read");
    }
  }

  /// Moves unread bytes; 0 when there are none yet, -1 at the end.
  private int take(byte[] target, int offset, int length) throws IOException {
    int taken = 0;
    while (taken < length && !unread.isEmpty()) {
      int count = Math.min(length - taken, unread.runLength());
      unread.copyOut(hub.buffers(), target, offset + taken, count);
      taken += count;
    }
    if (paused && unread.size() <= hub.buffers().unreadMax(UNREAD_MAX) / 2) {
      paused = false;
      connection.resumeReceiving();
    }
    if (taken == 0 && failure != null) {
      throw failure;
    }
    return taken == 0 && ended ? -1 : taken;
  }

  void write(byte[] source, int offset, int length) throws IOException {
    long deadline = hub.deadline(writeNanos);
    int written = 0;
    while (written < length) {
      int from = written;
      int count = OnHub.call(hub, () -> append(source, offset + from, length - from));
      written += count;
      if (count == 0) {
        OnHub.await(writable, deadline, "write");
      }
    }
  }

  /// Appends as much as the bound allows; 0 when the writer has to wait.
  private int append(byte[] source, int offset, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (!connection.isOpen()) {
      throw new SocketFailure.Closed("connection");
    }
    long room = PENDING_MAX - connection.pendingOutput();
    if (room <= 0) {
      writable.clear();
      return 0;
    }
    Buffer buffer = connection.reserve((int) Math.min(CHUNK_SIZE, Math.min(room, length)));
    if (buffer == null) {
      writable.clear();
      retry.set(hub.nowNanos() + RETRY_NANOS);
      return 0;
    }
    int count = (int) Math.min(Math.min(room, length), buffer.writable());
    buffer.put(source, offset, count);
    connection.flushLater();
    return count;
  }

  /// Waits until no output is pending.
  void drain() throws IOException {
    long deadline = hub.deadline(writeNanos);
    while (OnHub.call(hub, this::hasPendingOutput)) {
      OnHub.await(writable, deadline, "write");
    }
  }

  private boolean hasPendingOutput() throws IOException {
    if (failure != null) {
      throw failure;
    }
    writable.clear();
    return connection.pendingOutput() > 0;
  }

  @Override
  public void received(long address, int length) {
    unread.append(hub.buffers(), address, length);
    if (unread.size() >= hub.buffers().unreadMax(UNREAD_MAX) && !paused) {
      paused = true;
      connection.pauseReceiving();
    }
    readable.raise();
  }

  @Override
  public void receiveEnded(@Nullable IOException failure) {
    ended = true;
    if (failure != null) {
      fail(failure);
    }
    readable.raise();
  }

  private void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
    }
    readable.raise();
    writable.raise();
  }

  @Override
  public void drained() {
    writable.raise();
  }

  /// The connection was closed on our side: whoever waits is told.
  void connectionClosing() {
    closing = true;
    fail(new SocketFailure.Closed("connection"));
  }

  @Override
  public void closed() {
    unread.clear(hub.buffers());
    retry.cancel();
    if (!closing) {
      connectionClosing();
    }
  }
}
