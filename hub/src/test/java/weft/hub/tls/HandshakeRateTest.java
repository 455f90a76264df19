package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

final class HandshakeRateTest {
  private static final long SECOND = 1_000_000_000L;

  private static SocketAddress address(String literal) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), 1);
  }

  private static int admitted(HandshakeRate rate, String address, int tries, long now) {
    int count = 0;
    for (int index = 0; index < tries; index++) {
      count += rate.admits(address(address), now) ? 1 : 0;
    }
    return count;
  }

  @Test
  void aBurstOfTwoSecondsThenTheRate() {
    HandshakeRate rate = new HandshakeRate(10);
    long start = -5 * SECOND;

    assertThat(admitted(rate, "192.0.2.1", 100, start)).isEqualTo(20);
    assertThat(admitted(rate, "192.0.2.1", 100, start + SECOND)).isEqualTo(10);
    assertThat(admitted(rate, "192.0.2.1", 100, start + 100 * SECOND)).isEqualTo(20);
  }

  @Test
  void anAddressDoesNotUseUpAnothersRate() {
    HandshakeRate rate = new HandshakeRate(1);
    assertThat(admitted(rate, "192.0.2.1", 10, 0)).isEqualTo(2);
    int others = 0;
    for (int last = 2; last < 102; last++) {
      others += admitted(rate, "192.0.2." + last, 1, 0);
    }
    // A few may fall on the place of the first.
    assertThat(others).isGreaterThan(95);
  }

  @Test
  void aNetworkOfIpv6IsOneAddress() {
    HandshakeRate rate = new HandshakeRate(1);
    assertThat(admitted(rate, "2001:db8::1", 10, 0)).isEqualTo(2);
    assertThat(admitted(rate, "2001:db8::ffff:2", 10, 0)).isZero();
  }

  @Test
  void socketsOfThisMachineHaveNoRate() {
    HandshakeRate rate = new HandshakeRate(1);
    for (int index = 0; index < 10; index++) {
      assertThat(rate.admits(UnixDomainSocketAddress.of("x"), 0)).isTrue();
    }
  }
}
