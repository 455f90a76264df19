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
  private static final int PER_TURN_MAX = 32;

  /// Largest UDP payload over IPv4 and IPv6 without jumbograms.
  private static final int SIZE_MAX = 65_535;

  private static final int MSG_TRUNC = 0x20;

  private final Libc libc;
  private final Channels channels;
  private final Submissions submissions;
  private final Closings closings;
  private final long address;
  private final long payload;
  private final long vector;
  private final long message;
  private final Map<Integer, Unsent> unsent = new HashMap<>();

  Datagrams(Libc libc, Arena arena, Channels channels, Submissions submissions, Closings closings) {
    this.libc = libc;
    this.channels = channels;
    this.submissions = submissions;
    this.closings = closings;
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

  void arm(int handle) {
    channels.set(handle, Channels.WANTS_RECEIVE);
    if (!channels.has(handle, Channels.POLLING)) {
      channels.set(handle, Channels.POLLING);
      submissions.pollReadable(handle);
    }
  }

  /// The poll stays; it is not heeded.
  void disarm(int handle) {
    channels.clear(handle, Channels.WANTS_RECEIVE);
  }

  /// The poll for input is over.
  void readable(int handle) {
    channels.clear(handle, Channels.POLLING);
    if (channels.has(handle, Channels.CLOSING)) {
      closings.goOn(handle);
      return;
    }
    int left = PER_TURN_MAX;
    while (left-- > 0
        && channels.has(handle, Channels.WANTS_RECEIVE)
        && receive(channels.fd(handle), channels.owner(handle))) {}
    if (channels.has(handle, Channels.WANTS_RECEIVE)) {
      arm(handle);
    }
  }

  /// Delivers one datagram if there is one.
  private boolean receive(int fd, ChannelEvents owner) {
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

  /// Sends one datagram.
  ///
  /// @return whether it is gone; else it is tried again when there is room
  boolean send(int handle, long source, int length, SocketAddress target) {
    if (sendNow(channels.fd(handle), source, length, target) >= 0) {
      return true;
    }
    unsent.put(handle, new Unsent(source, length, target));
    pollWritable(handle);
    return false;
  }

  /// Sends one datagram now; `-errno` when the system does not take it.
  private int sendNow(int fd, long source, int length, SocketAddress target) {
    int size = SocketAddressCodec.encode(target, address);
    return libc.sendto(
        fd, source, length, LinuxSockets.MSG_NOSIGNAL | LinuxSockets.MSG_DONTWAIT, address, size);
  }

  private void pollWritable(int handle) {
    channels.set(handle, Channels.SENDING);
    submissions.pollWritable(handle);
  }

  /// The poll for room is over.
  void writable(int handle) {
    Unsent waiting = unsent.get(handle);
    if (waiting == null) {
      throw new IllegalStateException("no datagram waits for room");
    }
    int result = sendNow(channels.fd(handle), waiting.source, waiting.length, waiting.target);
    if (result == -Errno.EAGAIN) {
      pollWritable(handle);
      return;
    }
    unsent.remove(handle);
    if (result >= 0) {
      channels.owner(handle).sent(result, null);
    } else {
      channels.owner(handle).sent(0, Errno.failure(-result));
    }
  }

  /// The channel is gone.
  void forget(int handle) {
    unsent.remove(handle);
  }

  private record Unsent(long source, int length, SocketAddress target) {}
}
