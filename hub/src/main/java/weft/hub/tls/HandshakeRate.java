package weft.hub.tls;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/// Bounds the handshakes of one address in a second.
///
/// A table of fixed size holds for each place the time up to which its handshakes are paid for (the
/// generic cell rate algorithm of ATM). Addresses that fall on one place share it, which costs them
/// nothing unless they exceed the rate together; a secret decides who falls where. No lock, so that
/// all hubs use one table.
final class HandshakeRate {
  private static final int PLACES = 1 << 14;

  private final AtomicLongArray paidUntil = new AtomicLongArray(PLACES);
  private final int secret = new SecureRandom().nextInt() | 1;
  private final long cost;
  private final long burst;

  /// @param perSecond handshakes of one address per second, at least 1; twice that in a burst
  HandshakeRate(int perSecond) {
    this.cost = 1_000_000_000L / perSecond;
    this.burst = Math.max(2_000_000_000L, cost);
    for (int place = 0; place < PLACES; place++) {
      paidUntil.set(place, Long.MIN_VALUE);
    }
  }

  /// Whether one more handshake is within the rate, which is counted then.
  boolean admits(SocketAddress address, long nowNanos) {
    if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return true;
    }
    int place = place(inet.getAddress());
    while (true) {
      long before = paidUntil.get(place);
      long start = before == Long.MIN_VALUE || before - nowNanos < 0 ? nowNanos : before;
      long after = start + cost;
      if (after - nowNanos > burst) {
        return false;
      }
      if (paidUntil.compareAndSet(place, before, after)) {
        return true;
      }
    }
  }

  /// One customer of an IPv6 provider has at least a /64 network.
  private int place(InetAddress address) {
    byte[] bytes = address.getAddress();
    int count = address instanceof Inet6Address ? 8 : bytes.length;
    int hash = secret;
    for (int index = 0; index < count; index++) {
      hash = (hash ^ bytes[index]) * 0x01000193;
      hash ^= hash >>> 15;
    }
    return (hash * secret) >>> 18;
  }
}
