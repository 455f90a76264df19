package weft.hub.uring;

import java.lang.foreign.Arena;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import weft.hub.backend.ChannelEvents;
import weft.hub.linux.Errno;
import weft.hub.linux.Libc;
import weft.hub.linux.LinuxSockets;
import weft.hub.linux.SocketAddressCodec;
import weft.hub.memory.Buffer;
import weft.hub.memory.Memory;

/// Datagram sockets: the ring waits for readiness, plain calls move the datagrams.
final class Datagrams {
  /// Datagrams read per turn and socket, so that a flood leaves room for others.
  static final int PER_TURN_MAX = 32;

  /// Largest UDP payload over IPv4 and IPv6 without jumbograms.
  private static final int SIZE_MAX = 65_535;

  private static final int MSG_TRUNC = 0x20;

  private final Libc libc;
  private final long address;
  private final long payload;
  private final long vector;
  private final long message;
  private final Map<Integer, Unsent> unsent = new HashMap<>();

  Datagrams(Libc libc, Arena arena) {
    this.libc = libc;
    this.address = arena.allocate(SocketAddressCodec.SIZE_MAX, 8).address();
    this.payload = arena.allocate(SIZE_MAX + Buffer.TAIL_PAD, 8).address();
    this.vector = arena.allocate(16, 8).address();
    this.message = arena.allocate(56, 8).address();
    Memory.putLong(vector, payload);
    Memory.putLong(vector + 8, SIZE_MAX);
    Memory.putLong(message, address);
    Memory.putLong(message + 16, vector);
    Memory.putLong(message + 24, 1);
  }

  /// Delivers one datagram if there is one.
  boolean receive(int fd, ChannelEvents owner) {
    Memory.putInt(message + 8, SocketAddressCodec.SIZE_MAX);
    Memory.putInt(message + 48, 0);
    int length = libc.recvmsg(fd, message, LinuxSockets.MSG_DONTWAIT);
    if (length < 0) {
      // A pending error of an earlier send (ICMP) was fetched: there may be datagrams behind it.
      return length != -Errno.EAGAIN && length != -Errno.EINTR;
    }
    boolean truncated = (Memory.getInt(message + 48) & MSG_TRUNC) != 0;
    SocketAddress sender = SocketAddressCodec.decode(address, Memory.getInt(message + 8));
    owner.receivedFrom(payload, length, sender, truncated);
    return true;
  }

  /// Sends one datagram now; `-errno` when the system does not take it.
  int send(int fd, long source, int length, SocketAddress target) {
    int size = SocketAddressCodec.encode(target, address);
    return libc.sendto(
        fd, source, length, LinuxSockets.MSG_NOSIGNAL | LinuxSockets.MSG_DONTWAIT, address, size);
  }

  void retryLater(int handle, long source, int length, SocketAddress target) {
    unsent.put(handle, new Unsent(source, length, target));
  }

  /// Tries again what was not taken: its length, or `-errno`; `-EAGAIN` means once more, later.
  int retry(int handle, int fd) {
    Unsent waiting = unsent.get(handle);
    if (waiting == null) {
      return 0;
    }
    int result = send(fd, waiting.source, waiting.length, waiting.target);
    if (result != -Errno.EAGAIN) {
      unsent.remove(handle);
    }
    return result;
  }

  void forget(int handle) {
    unsent.remove(handle);
  }

  private record Unsent(long source, int length, SocketAddress target) {}
}
