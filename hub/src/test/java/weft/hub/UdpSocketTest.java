package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.backend.SocketSettings;

@Timeout(30)
class UdpSocketTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void datagramsKeepTheirBoundsAndNameTheirSender(HubOptions kind) throws Exception {
    try (Hubs hubs = Hubs.start(kind);
        UdpSocket one = hubs.hub(0).bindDatagram(LOOPBACK, SocketSettings.DEFAULTS);
        UdpSocket two = hubs.hub(0).bindDatagram(LOOPBACK, SocketSettings.DEFAULTS)) {
      for (int size : new int[] {0, 1, 1_400, 30_000}) {
        one.send(new byte[size], two.address());

        UdpSocket.Datagram datagram = two.receive();
        assertThat(datagram.payload()).hasSize(size);
        assertThat(datagram.sender()).isEqualTo(one.address());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aDeadlinePassesAndCloseWakesTheReceiver(HubOptions kind) throws Exception {
    try (Hubs hubs = Hubs.start(kind)) {
      Hub hub = hubs.hub(0);
      UdpSocket socket = hub.bindDatagram(LOOPBACK, SocketSettings.DEFAULTS);
      socket.withReceiveTimeout(20_000_000);
      assertThatThrownBy(socket::receive).isInstanceOf(SocketFailure.DeadlinePassed.class);

      socket.withReceiveTimeout(Long.MAX_VALUE);
      CompletableFuture<Throwable> woken = new CompletableFuture<>();
      hub.start(() -> {
        try {
          socket.receive();
        } catch (java.io.IOException closed) {
          woken.complete(closed);
        }
      });
      socket.close();

      assertThat(woken.get(5, TimeUnit.SECONDS)).isInstanceOf(SocketFailure.Closed.class);
      assertThatThrownBy(() -> socket.send(new byte[1], socket.address()))
          .isInstanceOf(SocketFailure.Closed.class);
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void anAddressThatIsNoneTakesNoMemory(HubOptions kind) throws Exception {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 53);
    try (Hubs hubs = Hubs.start(kind);
        UdpSocket socket = hubs.hub(0).bindDatagram(LOOPBACK, SocketSettings.DEFAULTS)) {
      for (int count = 0; count < 3; count++) {
        assertThatThrownBy(() -> socket.send(new byte[9_000], unresolved))
            .isInstanceOf(IllegalArgumentException.class);
      }

      assertThat(hubs.hub(0).counters().buffersInUse()).isZero();
      socket.send(new byte[5], socket.address());
      assertThat(socket.receive().payload()).hasSize(5);
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void whoSendsIsToldWhatTheSystemRefuses(HubOptions kind) throws Exception {
    // A socket of the loopback has no way to the rest of the world (TEST-NET-1, RFC 5737).
    InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 9);
    InetSocketAddress otherFamily = new InetSocketAddress("::1", 9);
    try (Hubs hubs = Hubs.start(kind);
        UdpSocket socket = hubs.hub(0).bindDatagram(LOOPBACK, SocketSettings.DEFAULTS)) {
      for (int count = 0; count < 3; count++) {
        assertThatThrownBy(() -> socket.send(new byte[9_000], elsewhere))
            .isInstanceOf(SocketFailure.Refused.class)
            .hasMessageStartingWith("send to /192.0.2.1:9: ");
        assertThatThrownBy(() -> socket.send(new byte[9_000], otherFamily))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("sends nothing to IPv6");
      }

      assertThat(hubs.hub(0).counters().buffersInUse()).isZero();
      socket.send(new byte[5], socket.address());
      assertThat(socket.receive().payload()).hasSize(5);
    }
  }
}
