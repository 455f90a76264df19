package weft.hub.uring;

import java.lang.foreign.Arena;
import java.net.SocketAddress;
import weft.hub.linux.LinuxSockets;
import weft.hub.linux.SocketAddressCodec;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Writes the entries of the submission queue, one method per operation.
///
/// `user_data` of an entry is `operation:8 generation:24 handle:32`.
final class Submissions {
  /// Places for addresses to connect to. The kernel copies an address when its entry is submitted;
  /// fewer entries than places can be unsubmitted at a time.
  private static final int TARGETS = 1024;

  private final Ring ring;
  private final Channels channels;
  private final long targets;
  private int nextTarget;

  Submissions(Ring ring, Channels channels, Arena arena) {
    this.ring = ring;
    this.channels = channels;
    this.targets = arena.allocate(TARGETS * SocketAddressCodec.SIZE_MAX, 8).address();
  }

  void connect(int handle, SocketAddress address) {
    long encoded = targets + (long) (nextTarget++ & (TARGETS - 1)) * SocketAddressCodec.SIZE_MAX;
    int length = SocketAddressCodec.encode(address, encoded);
    long entry = entry(Abi.OP_CONNECT, 0, 0, handle);
    Memory.putLong(entry + 8, length);
    Memory.putLong(entry + 16, encoded);
  }

  /// Accepts until cancelled.
  void accept(int handle) {
    long entry = entry(Abi.OP_ACCEPT, 0, Abi.ACCEPT_MULTISHOT, handle);
    // Our own sends must not block; those of the ring never do.
    Memory.putInt(entry + 28, LinuxSockets.SOCK_CLOEXEC | LinuxSockets.SOCK_NONBLOCK);
  }

  /// Receives into provided buffers until cancelled.
  @HotPath
  void receive(int handle) {
    long entry = entry(Abi.OP_RECV, Abi.SQE_BUFFER_SELECT, Abi.RECV_MULTISHOT, handle);
    Memory.putShort(entry + 40, BufferRing.GROUP);
  }

  /// Receives once into a provided buffer.
  ///
  /// @param length bytes at most, greater than 0
  void receivePiece(int handle, int length) {
    long entry = entry(Abi.OP_RECV, Abi.SQE_BUFFER_SELECT, 0, handle);
    Memory.putInt(entry + 24, length);
    Memory.putShort(entry + 40, BufferRing.GROUP);
  }

  @HotPath
  void send(int handle, long address, int length) {
    long entry = entry(Abi.OP_SEND, 0, 0, handle);
    Memory.putLong(entry + 16, address);
    Memory.putInt(entry + 24, length);
    Memory.putInt(entry + 28, LinuxSockets.MSG_NOSIGNAL | Abi.MSG_WAITALL);
  }

  /// Waits for input; completes as [Abi#OP_POLL_ADD].
  void pollReadable(int handle) {
    long entry = entry(Abi.OP_POLL_ADD, 0, 0, handle);
    Memory.putInt(entry + 28, Abi.POLLIN);
  }

  /// Waits for room; completes as [Abi#OP_SEND].
  void pollWritable(int handle) {
    long entry = entry(Abi.OP_POLL_ADD, 0, 0, handle);
    Memory.putInt(entry + 28, Abi.POLLOUT);
    Memory.putLong(entry + 32, userData(Abi.OP_SEND, handle));
  }

  /// Cancels what is in flight of an operation. Tells only of a cancel that found nothing.
  void cancel(int handle, int operation) {
    long entry = entry(Abi.OP_ASYNC_CANCEL, Abi.SQE_CQE_SKIP_SUCCESS, 0, handle);
    Memory.putInt(entry + 4, -1);
    Memory.putLong(entry + 16, userData(operation, handle));
  }

  @HotPath
  void close(int handle) {
    entry(Abi.OP_CLOSE, 0, 0, handle);
  }

  /// An entry with everything the operations have in common.
  @HotPath
  private long entry(int operation, int flags, int priority, int handle) {
    long entry = ring.nextEntry();
    Memory.putLong(
        entry, operation | flags << 8 | priority << 16 | (long) channels.fd(handle) << 32);
    Memory.putLong(entry + 16, 0);
    Memory.putLong(entry + 32, userData(operation, handle));
    return entry;
  }

  @HotPath
  private long userData(int operation, int handle) {
    return (long) operation << 56 | (long) channels.generation(handle) << 32 | handle;
  }
}
