package weft.hub.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import weft.hub.memory.Memory;

/// `struct sockaddr` of IPv4, IPv6 and Unix-domain sockets, to and from Java's addresses.
///
/// ```
/// sockaddr_in    family:2 port:2 address:4 zero:8
/// sockaddr_in6   family:2 port:2 flow:4 address:16 scope:4
/// sockaddr_un    family:2 path:108, ended by zero
/// ```
public final class SocketAddressCodec {
  /// Bytes that hold any of the three.
  public static final int SIZE_MAX = 112;

  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  private static final int UNIX_PATH_MAX = 107;
  private static final int INET_SIZE = 16;
  private static final int INET6_SIZE = 28;

  private SocketAddressCodec() {}

  /// The protocol family of an address that can be written.
  ///
  /// @throws IllegalArgumentException for an unresolved host, a path that is too long or an unknown
  ///   kind of address
  static int family(SocketAddress address) {
    return switch (address) {
      case UnixDomainSocketAddress unix when path(unix).length > UNIX_PATH_MAX ->
          throw new IllegalArgumentException(
              "a Unix socket's path has at most " + UNIX_PATH_MAX + " bytes: " + unix.getPath());
      case UnixDomainSocketAddress _ -> AF_UNIX;
      case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address -> AF_INET6;
      case InetSocketAddress inet when inet.getAddress() != null -> AF_INET;
      default -> throw new IllegalArgumentException("not a resolved address: " + address);
    };
  }

  private static byte[] path(UnixDomainSocketAddress address) {
    return address.getPath().toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Writes an address.
  ///
  /// @param target room for [#SIZE_MAX] bytes
  /// @return bytes used
  public static int encode(SocketAddress address, long target) {
    Memory.clear(target, SIZE_MAX);
    int family = family(address);
    Memory.putShort(target, (short) family);
    if (address instanceof UnixDomainSocketAddress unix) {
      byte[] path = path(unix);
      Memory.copyIn(path, 0, target + 2, path.length);
      return 2 + path.length + 1;
    }
    InetSocketAddress inet = (InetSocketAddress) address;
    Memory.putShort(target + 2, Short.reverseBytes((short) inet.getPort()));
    byte[] host = inet.getAddress().getAddress();
    if (family == AF_INET) {
      Memory.copyIn(host, 0, target + 4, host.length);
      return INET_SIZE;
    }
    Memory.copyIn(host, 0, target + 8, host.length);
    Memory.putInt(target + 24, ((Inet6Address) inet.getAddress()).getScopeId());
    return INET6_SIZE;
  }

  /// Reads an address.
  ///
  /// @param length bytes the system filled
  public static SocketAddress decode(long source, int length) {
    int family = length < 2 ? AF_UNIX : Memory.getShort(source);
    if (family == AF_UNIX) {
      return decodeUnix(source, length);
    }
    int port = Short.toUnsignedInt(Short.reverseBytes(Memory.getShort(source + 2)));
    byte[] host = new byte[family == AF_INET ? 4 : 16];
    Memory.copyOut(source + (family == AF_INET ? 4 : 8), host, 0, host.length);
    try {
      if (family == AF_INET6 && Memory.getInt(source + 24) != 0) {
        return new InetSocketAddress(
            Inet6Address.getByAddress(null, host, Memory.getInt(source + 24)), port);
      }
      return new InetSocketAddress(InetAddress.getByAddress(host), port);
    } catch (UnknownHostException impossible) {
      throw new AssertionError("4 or 16 bytes are an address", impossible);
    }
  }

  private static SocketAddress decodeUnix(long source, int length) {
    int end = 2;
    while (end < length && Memory.getByte(source + end) != 0) {
      end++;
    }
    byte[] path = new byte[Math.max(0, end - 2)];
    Memory.copyOut(source + 2, path, 0, path.length);
    return UnixDomainSocketAddress.of(new String(path, StandardCharsets.UTF_8));
  }
}
