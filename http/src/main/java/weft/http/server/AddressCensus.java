package weft.http.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Counts open connections by client address, for all hubs of a server, without a lock: two rows of
/// counters, each address in one place of each row.
///
/// Addresses that share a place are counted together, so a count may be too high, never too low;
/// both places have to be shared for that, and the places depend on a secret. IPv6 addresses count
/// by their /64, which is what one client usually owns. Unix-domain clients are not counted.
final class AddressCensus {
  private static final int ROW_BITS = 13;
  private static final int ROW = 1 << ROW_BITS;

  private final AtomicIntegerArray counts = new AtomicIntegerArray(2 * ROW);
  private final int limit;
  private final long secret;

  /// @param limit most connections of an address, 0 for any number
  /// @param secret random
  AddressCensus(int limit, long secret) {
    this.limit = limit;
    this.secret = secret;
  }

  /// Whether it has anything to do.
  boolean isActive() {
    return limit > 0;
  }

  /// Counts a connection in.
  ///
  /// @return false when there are too many of that address; it is then not counted
  boolean enter(SocketAddress address) {
    long key = key(address);
    if (key == 0) {
      return true;
    }
    int first = counts.incrementAndGet(place(key, 0));
    int second = counts.incrementAndGet(place(key, 1));
    if (Math.min(first, second) <= limit) {
      return true;
    }
    leave(address);
    return false;
  }

  /// Counts a connection out that was counted in.
  void leave(SocketAddress address) {
    long key = key(address);
    if (key != 0) {
      counts.decrementAndGet(place(key, 0));
      counts.decrementAndGet(place(key, 1));
    }
  }

  private int place(long key, int row) {
    long mixed = (key ^ Long.rotateLeft(secret, 17 * row)) * 0x9e37_79b9_7f4a_7c15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8_feb8_6659_fd93L;
    return row * ROW + (int) (mixed >>> (64 - ROW_BITS));
  }

  /// Never 0 for an IP address.
  private static long key(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)) {
      return 0;
    }
    InetAddress host = internet.getAddress();
    if (host == null) {
      return 0;
    }
    byte[] bytes = host.getAddress();
    long key = bytes.length;
    for (int index = 0; index < Math.min(8, bytes.length); index++) {
      key = key * 257 + (bytes[index] & 0xff);
    }
    return key | 1L << 63;
  }
}
