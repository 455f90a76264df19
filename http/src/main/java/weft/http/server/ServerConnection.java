package weft.http.server;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.StreamConnection;
import weft.hub.StreamReceiver;
import weft.hub.Timer;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;
import weft.hub.tls.TlsConnection;

/// A connection of a server: drives a protocol's machine with what the hub's socket delivers, and
/// the socket with what the machine asks for. All of it on the hub's thread.
///
/// One timer for all deadlines, moved lazily: a request costs a comparison, not a timer.
abstract class ServerConnection implements StreamReceiver, Runnable {
  final ServerHub owner;
  final StreamConnection channel;
  private final Timer timer;
  private long timerNanos = Long.MAX_VALUE;
  private final @Nullable SocketAddress countedAddress;
  private @Nullable SocketAddress remote;

  /// Neighbours in the list of the hub's connections.
  @Nullable ServerConnection previous;

  @Nullable ServerConnection next;

  /// @param countedAddress the peer's, when connections are counted by address
  ServerConnection(
      ServerHub owner, StreamConnection channel, @Nullable SocketAddress countedAddress) {
    this.owner = owner;
    this.channel = channel;
    this.countedAddress = countedAddress;
    remote = countedAddress;
    timer = new Timer(owner.hub(), this);
  }

  // What a protocol adds.

  /// When [#expired] wants to be called; `Long.MAX_VALUE` for never.
  abstract long deadlineNanos();

  /// The deadline has come.
  abstract void expired(long nowNanos);

  /// Ends as soon as that harms nobody: the server is stopping.
  abstract void drain();

  /// Ends at once.
  abstract void cut();

  // Time.

  /// The timer has fired.
  @Override
  public final void run() {
    timerNanos = Long.MAX_VALUE;
    expired(owner.now());
    setTimer();
  }

  /// Makes the timer fire by the deadline; behind whatever may have moved it.
  @HotPath
  final void setTimer() {
    long deadline = deadlineNanos();
    if (deadline < timerNanos) {
      timerNanos = deadline;
      timer.set(deadline);
    }
  }

  /// Another connection object has taken the socket over, or it is gone.
  final void cancelTimer() {
    timer.cancel();
  }

  // Whose it is.

  @Nullable SocketAddress countedAddress() {
    return countedAddress;
  }

  final SocketAddress remoteAddress() {
    SocketAddress known = remote;
    if (known == null) {
      known = channel.remoteAddress();
      if (known == null) {
        return owner.address();
      }
      remote = known;
    }
    return known;
  }

  /// TLS below it, or `null`. Any thread.
  final @Nullable TlsConnection tls() {
    return channel instanceof TlsConnection tls ? tls : null;
  }

  final SocketAddress localAddress() {
    try {
      return channel.localAddress();
    } catch (IOException closed) {
      return owner.address();
    }
  }

  // What a machine asks of its link, whatever the protocol.

  /// Lends room for output behind what has been appended.
  @HotPath
  public final @Nullable Buffer reserve(int size) {
    return channel.reserve(size);
  }

  /// Sends what has been appended, soon.
  @HotPath
  public final void flushLater() {
    channel.flushLater();
  }

  /// Bytes appended and not yet taken by the system.
  @HotPath
  public final long pendingOutput() {
    return channel.pendingOutput();
  }

  /// Stops receiving.
  public final void pauseReceiving() {
    channel.pauseReceiving();
  }

  /// Receives again.
  public final void resumeReceiving() {
    channel.resumeReceiving();
  }

  /// Sends what is pending, then ends the connection in order.
  public final void finish() {
    channel.finish();
  }

  /// Ends the connection at once, dropping what is pending.
  public final void reset() {
    channel.reset();
  }
}
