package weft.hub;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.file.OpenFile;
import weft.hub.memory.Buffer;

/// A connection that carries bytes in order both ways, as a protocol engine uses it: a bare socket,
/// or TLS over one.
///
/// All of it on the hub's thread but for the addresses and [#reset].
public interface StreamConnection {
  /// The bytes of a file are not in memory, or not in the file, or cannot be sent from it.
  int ABSENT = -1;

  /// The hub it lives on.
  Hub hub();

  /// Installs what receives its bytes from now on, and starts receiving.
  void receiveWith(StreamReceiver receiver);

  /// Stops receiving, for back-pressure; bytes under way may still arrive.
  void pauseReceiving();

  /// Goes on receiving.
  void resumeReceiving();

  /// The output buffer behind everything pending, with room for at least `size` bytes; write into
  /// it, tell it with [Buffer#wrote], then [#flushLater]. Valid until the next call on this
  /// connection or the next wait.
  ///
  /// @param size bytes, 1 to 65,536
  /// @return `null` when the hub's buffers are exhausted: try again when output has drained
  @Nullable Buffer reserve(int size);

  /// Sends bytes of a file behind what was appended, as far as they are in memory and there is
  /// room: no disk is waited for. Nothing may be appended before a call has taken all of them, or
  /// its sender has given up.
  ///
  /// @param file open until the call is over; it is not needed afterwards
  /// @param length at least 1
  /// @return bytes taken, 0 when there is no room, of which [StreamReceiver#drained] tells the end,
  ///   or [#ABSENT] when they have to come in another way
  default int sendFile(OpenFile file, long position, int length) {
    return ABSENT;
  }

  /// Reads bytes of a file, if they are in memory.
  ///
  /// @param address room for them, such as [#reserve] has
  /// @return how many, at least 1, or [#ABSENT]
  default int readFile(OpenFile file, long position, long address, int length) {
    return ABSENT;
  }

  /// Sends what was appended, together with all else of this turn, at the turn's end.
  void flushLater();

  /// Bytes appended and not yet taken by the system.
  long pendingOutput();

  /// Memory of the hub that pending output takes, in bytes: more than its bytes where buffers are
  /// not full, less where files are sent by the system.
  long outputMemory();

  /// Sends what is pending, ends our direction, throws away what the peer still sends for at most
  /// two seconds, then closes. Nothing can be appended afterwards.
  void finish();

  /// Drops everything pending and resets the connection. Any thread.
  void reset();

  /// Our address. Any thread.
  ///
  /// @throws IOException when the connection is closed
  SocketAddress localAddress() throws IOException;

  /// The peer's address, or `null` when it has gone. Any thread.
  @Nullable SocketAddress remoteAddress();
}
