package weft.hub.backend;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.InputRoom;

/// Sockets and waiting for one hub.
///
/// A channel is known by an `int` handle, valid until its owner's [ChannelEvents#closed] returns.
/// TCP and Unix-domain stream channels differ only in the type of their address
/// ([java.net.InetSocketAddress] or [java.net.UnixDomainSocketAddress]).
///
/// Created and used on the hub's thread; only [#wake] may be called from elsewhere. Results arrive
/// through [ChannelEvents], from [#turn] only.
public interface Backend extends AutoCloseable {
  /// Answer of [#send] when the result will come by [ChannelEvents#sent].
  int PENDING = -1;

  /// Answer of [#sendFile] and [#readFile] when the bytes are not in memory, not in the file, or
  /// this back-end has no way for them.
  int ABSENT = -2;

  /// Answer of [#sendFile] when nothing can be sent any more.
  int FAILED = -3;

  /// The name users choose it by: `uring`, `epoll`, `nio`, `simulated`.
  String name();

  /// Has stream channels receive only what there is room for; without it, room is endless. Before
  /// the first turn.
  void receiveWithin(InputRoom room);

  /// Opens a listening stream socket; nothing is accepted before [#armAccept].
  ///
  /// @throws IOException when the address cannot be had; a [java.net.BindException] when it is
  ///   occupied or not ours
  int listen(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException;

  /// Begins to connect a stream socket; ends with [ChannelEvents#connected]. A handle is returned
  /// even if connecting fails later; it must be closed.
  int connect(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException;

  /// Opens a datagram socket bound to `address`.
  int bindDatagram(SocketAddress address, SocketSettings settings, ChannelEvents events)
      throws IOException;

  /// The channel's own address.
  SocketAddress localAddress(int handle) throws IOException;

  /// The peer's address, or `null` when it has gone or has none.
  @Nullable SocketAddress remoteAddress(int handle);

  /// Accepts connections until [ChannelEvents#acceptFailed], [#disarmAccept] or [#close].
  void armAccept(int handle);

  /// Stops accepting; connections already reported by the system may still be delivered.
  void disarmAccept(int handle);

  /// An action that makes a listener take no new connection, for a hub that is held up for good: it
  /// may be run by any thread while the listener is open. Does nothing in a simulation.
  Runnable listenerStop(int handle);

  /// Receives until [ChannelEvents#receiveEnded], [#disarmReceive] or [#close]. Idempotent.
  void armReceive(int handle);

  /// Stops receiving, for back-pressure. Bytes the system has already handed over are still
  /// delivered. Idempotent.
  void disarmReceive(int handle);

  /// Sends bytes of a stream. One send per channel at a time; the memory belongs to the back-end
  /// until the result is known.
  ///
  /// @return bytes taken at once (0 to `length`, 0 only for `length` 0), or [#PENDING]
  int send(int handle, long address, int length);

  /// Sends bytes of a stream that a file or the stream's end will follow, at once, as far as there
  /// is room. Not while a send is pending.
  ///
  /// @return bytes taken, 0 for none
  default int sendMore(int handle, long address, int length) {
    return 0;
  }

  /// Sends bytes of a file, if they are in memory, at once. Not while a send is pending.
  ///
  /// @param file descriptor of a file, which is not needed behind this call
  /// @return bytes taken, at least 1; [#PENDING] when there is no room, which counts as a send
  ///   whose end, with 0 bytes, tells that there is; [#ABSENT] or [#FAILED]
  default int sendFile(int handle, int file, long position, int length) {
    return ABSENT;
  }

  /// Reads bytes of a file, if they are in memory.
  ///
  /// @return how many, at least 1, or [#ABSENT]
  default int readFile(int file, long position, long address, int length) {
    return ABSENT;
  }

  /// Sends one datagram. One send per channel at a time.
  ///
  /// @return `length` when it is gone, or [#PENDING]
  int sendTo(int handle, long address, int length, SocketAddress target);

  /// Ends the sending direction of a stream (FIN after everything sent).
  void shutdownOutput(int handle);

  /// Closes a channel; ends with [ChannelEvents#closed], which comes after every pending operation
  /// of the channel is over. No other event of the channel comes after this call, with one
  /// exception: a listener that is closed in order still delivers the connections that the system
  /// has accepted.
  ///
  /// @param reset whether to throw away unsent bytes, or connections nobody has taken, and reset
  ///   the peer instead of closing in order
  void close(int handle, boolean reset);

  /// Submits what was asked for, waits for news at most `waitNanos`, and delivers all news.
  ///
  /// @param waitNanos 0 not to wait, [Long#MAX_VALUE] to wait for news or [#wake]
  void turn(long waitNanos);

  /// Whether [#turn] has something to submit or to deliver without waiting.
  boolean pending();

  /// Makes a waiting [#turn], or else the next one, return at once. Any thread; must not be called
  /// after [#close()] began.
  void wake();

  /// Entries into the kernel so far.
  long enters();

  /// Events delivered so far.
  long completions();

  /// Times reception had to pause because there was no memory to receive into.
  long starvations();

  /// Closes every channel without further events, then gives back all memory.
  @Override
  void close();
}
