package weft.hub.epoll;

import java.lang.foreign.Arena;
import java.net.SocketAddress;
import weft.hub.backend.ChannelEvents;
import weft.hub.linux.Libc;
import weft.hub.linux.LinuxSockets;
import weft.hub.linux.SocketAddressCodec;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Receives and sends single datagrams.
final class EpollDatagrams {
  private static final int MSG_TRUNC = 0x20;

  private final Libc libc;
  private final long address;
  private final long addressLength;

  EpollDatagrams(Libc libc, Arena arena) {
    this.libc = libc;
    this.address = arena.allocate(SocketAddressCodec.SIZE_MAX, 8).address();
    this.addressLength = arena.allocate(Long.BYTES, 8).address();
  }

  /// Delivers one datagram.
  ///
  /// @param buffer where its bytes go, `capacity` of them
  /// @return at least 0, or `-errno`
  int receive(int fd, long buffer, int capacity, ChannelEvents owner) {
    Memory.putInt(addressLength, SocketAddressCodec.SIZE_MAX);
    // With MSG_TRUNC the result is the datagram's length, whatever the buffer holds.
    int length =
        libc.recvfrom(
            fd, buffer, capacity, LinuxSockets.MSG_DONTWAIT | MSG_TRUNC, address, addressLength);
    if (length >= 0) {
      SocketAddress sender = SocketAddressCodec.decode(address, Memory.getInt(addressLength));
      owner.receivedFrom(buffer, Math.min(length, capacity), sender, length > capacity);
    }
    return length;
  }

  /// Sends one datagram; at least 0, or `-errno`.
  @HotPath
  int send(int fd, long source, int length, SocketAddress target) {
    int size = SocketAddressCodec.encode(target, address);
    return libc.sendto(
        fd, source, length, LinuxSockets.MSG_DONTWAIT | LinuxSockets.MSG_NOSIGNAL, address, size);
  }
}
