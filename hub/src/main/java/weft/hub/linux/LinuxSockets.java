package weft.hub.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.Memory;

/// Opens and names sockets, for io_uring and epoll alike. One instance per hub.
public final class LinuxSockets {
  /// SHUT_WR of shutdown(2).
  public static final int SHUT_WR = 1;

  private static final int SHUT_RDWR = 2;

  /// SOCK_NONBLOCK of socket(2) and accept4(2).
  public static final int SOCK_NONBLOCK = 0x800;

  /// SOCK_CLOEXEC of socket(2) and accept4(2).
  public static final int SOCK_CLOEXEC = 0x80000;

  /// MSG_DONTWAIT of send(2) and recv(2).
  public static final int MSG_DONTWAIT = 0x40;

  /// MSG_NOSIGNAL of send(2): a peer that is gone is an error, not a signal.
  public static final int MSG_NOSIGNAL = 0x4000;

  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_ERROR = 4;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_LINGER = 13;
  private static final int SO_REUSEPORT = 15;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int POLLIN = 1;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;

  /// Classic BPF, `code:16 jt:8 jf:8 k:32` from the low end: drops a segment with SYN and without
  /// ACK. Byte 13 of a TCP header holds the flags.
  private static final long[] DROP_BEGINNINGS = {
    0x30 | 13L << 32, // load byte 13
    0x54 | 0x12L << 32, // and with SYN | ACK
    0x15 | 1L << 24 | 0x02L << 32, // is it SYN?
    0x06, // drop
    0x06 | 0xffff_ffffL << 32, // keep
  };

  private final Libc libc;
  private final Arena arena = Arena.ofAuto();
  private final long address = arena.allocate(SocketAddressCodec.SIZE_MAX, 8).address();
  private final long scratch = arena.allocate(16, 8).address();
  private final long filter = arena.allocate(16 + DROP_BEGINNINGS.length * 8L, 8).address();

  /// Works through the given thread's libc.
  public LinuxSockets(Libc libc) {
    this.libc = libc;
  }

  /// A bound, listening stream socket.
  ///
  /// TCP_NODELAY and buffer sizes are set on the listener; connections inherit them.
  ///
  /// @param flags of `SOCK_NONBLOCK`, added to `SOCK_CLOEXEC`
  public int listen(SocketAddress at, SocketSettings settings, int flags) throws IOException {
    int fd = open(at, SOCK_STREAM | flags, settings);
    try {
      set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
      if (settings.reusePort() && SocketAddressCodec.family(at) != SocketAddressCodec.AF_UNIX) {
        set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
      }
      check("bind " + at, libc.bind(fd, address, SocketAddressCodec.encode(at, address)));
      check("listen " + at, libc.listen(fd, settings.backlog()));
      return fd;
    } catch (IOException | RuntimeException refused) {
      libc.close(fd);
      throw refused;
    }
  }

  /// An unconnected stream socket for `to`.
  public int stream(SocketAddress to, SocketSettings settings, int flags) throws IOException {
    return open(to, SOCK_STREAM | flags, settings);
  }

  /// Begins to connect a stream socket.
  ///
  /// @return 0 when it is connected already, or `-errno`; `-EINPROGRESS` is the usual answer of a
  ///   non-blocking socket
  public int connect(int fd, SocketAddress to) {
    return libc.connect(fd, address, SocketAddressCodec.encode(to, address));
  }

  /// A bound datagram socket.
  public int datagram(SocketAddress at, SocketSettings settings, int flags) throws IOException {
    int fd = open(at, SOCK_DGRAM | flags, settings);
    try {
      if (settings.reusePort()) {
        set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
      }
      check("bind " + at, libc.bind(fd, address, SocketAddressCodec.encode(at, address)));
      return fd;
    } catch (IOException | RuntimeException refused) {
      libc.close(fd);
      throw refused;
    }
  }

  /// The socket's own address.
  public SocketAddress localAddress(int fd) throws IOException {
    Memory.putInt(scratch, SocketAddressCodec.SIZE_MAX);
    check("getsockname", libc.getsockname(fd, address, scratch));
    return SocketAddressCodec.decode(address, Memory.getInt(scratch));
  }

  /// The peer's address, or `null` when it has gone.
  public @Nullable SocketAddress remoteAddress(int fd) {
    Memory.putInt(scratch, SocketAddressCodec.SIZE_MAX);
    int result = libc.getpeername(fd, address, scratch);
    return result < 0 ? null : SocketAddressCodec.decode(address, Memory.getInt(scratch));
  }

  /// The pending error number of a socket, 0 for none (SO_ERROR).
  public int error(int fd) {
    Memory.putInt(scratch + 8, Integer.BYTES);
    int result = libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, scratch, scratch + 8);
    return result < 0 ? -result : Memory.getInt(scratch);
  }

  /// Makes the next close reset the connection and drop unsent bytes (SO_LINGER with time 0).
  public void resetOnClose(int fd) {
    Memory.putInt(scratch, 1);
    Memory.putInt(scratch + 4, 0);
    libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, scratch, 8);
  }

  /// Has the system drop whoever begins to connect to a TCP listener from now on; connections under
  /// way are still established. What the listener holds can then be taken to the last.
  ///
  /// Those dropped try again after a second, and find another listener or none. Does nothing for
  /// Unix-domain sockets, nor where the system has no such filters.
  public void refuseNewConnections(int fd) {
    long program = filter + 16;
    Memory.putLong(filter, DROP_BEGINNINGS.length);
    Memory.putLong(filter + 8, program);
    for (int index = 0; index < DROP_BEGINNINGS.length; index++) {
      Memory.putLong(program + index * 8L, DROP_BEGINNINGS[index]);
    }
    libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, filter, 16);
  }

  /// Takes the next connection that waits at a listener, whether or not the listener blocks.
  ///
  /// @param flags of `SOCK_NONBLOCK`, added to `SOCK_CLOEXEC`
  /// @return its descriptor, or `-errno`; `-EAGAIN` when none waits
  public int acceptWaiting(int fd, int flags) {
    Memory.putLong(scratch, (long) POLLIN << 32 | fd);
    if (libc.poll(scratch, 1, 0) <= 0) {
      return -Errno.EAGAIN;
    }
    return libc.accept4(fd, 0, 0, flags | SOCK_CLOEXEC);
  }

  /// Makes a listener take no new connection, and leave the group that shares its address. Any
  /// thread.
  public static void stopListening(int fd) {
    new Libc().shutdown(fd, SHUT_RDWR);
  }

  private int open(SocketAddress at, int type, SocketSettings settings) throws IOException {
    int family = SocketAddressCodec.family(at);
    int fd = libc.socket(family, type | SOCK_CLOEXEC, 0);
    check("socket", fd);
    boolean tcp = family != SocketAddressCodec.AF_UNIX && (type & 0xf) == SOCK_STREAM;
    if (tcp && settings.noDelay()) {
      set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    }
    if (settings.receiveBufferBytes() > 0) {
      set(fd, SOL_SOCKET, SO_RCVBUF, settings.receiveBufferBytes());
    }
    if (settings.sendBufferBytes() > 0) {
      set(fd, SOL_SOCKET, SO_SNDBUF, settings.sendBufferBytes());
    }
    return fd;
  }

  private void set(int fd, int level, int option, int value) {
    Memory.putInt(scratch, value);
    int result = libc.setsockopt(fd, level, option, scratch, Integer.BYTES);
    assert result == 0 : "setsockopt " + level + " " + option + ": " + Errno.describe(-result);
  }

  private static void check(String operation, int result) throws IOException {
    if (result < 0) {
      throw Errno.exception(operation, -result);
    }
  }
}
