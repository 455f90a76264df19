package weft.hub.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Listening, accepting and connecting: the part of the [Backend] contract every back-end keeps.
@ParameterizedClass
@MethodSource("backends")
@Timeout(60)
class ConnectContractSocketTest {
  private final BackendUnderTest choice;
  private final BackendLoop loop;

  @TempDir Path directory;

  ConnectContractSocketTest(BackendUnderTest choice) throws Exception {
    this.choice = choice;
    this.loop = new BackendLoop(choice);
  }

  static List<BackendUnderTest> backends() {
    return BackendUnderTest.available();
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private static InetSocketAddress portNobodyListensAt() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  @Test
  void aListenerClosedInOrderDeliversWhoWaitsThere() throws Exception {
    var listener = loop.listen(BackendLoop.anyPort());
    loop.settle();
    loop.backend.disarmAccept(listener.handle);
    loop.settle();
    var address = loop.backend.localAddress(listener.handle);
    var clients = new ArrayList<RecordingChannel>();
    for (int count = 0; count < 10; count++) {
      clients.add(loop.connect(address));
    }
    loop.until(() -> clients.stream().allMatch(client -> client.connected));

    listener.close(false);
    loop.until(() -> listener.closed);

    assertThat(listener.accepted).hasSize(10);
    for (int index = 0; index < 10; index++) {
      loop.backend.armReceive(listener.accepted.get(index).handle);
      clients.get(index).send("hello");
    }
    loop.until(
        () -> listener.accepted.stream().allMatch(connection -> connection.text().equals("hello")));
  }

  @Test
  void bothEndsKnowBothAddresses() throws Exception {
    var pair = loop.pair();
    var backend = loop.backend;

    assertThat(backend.remoteAddress(pair.client().handle))
        .isEqualTo(backend.localAddress(pair.server().handle));
    assertThat(backend.remoteAddress(pair.server().handle))
        .isEqualTo(backend.localAddress(pair.client().handle));
  }

  @Test
  void anOccupiedAddressIsABindException() throws Exception {
    var listener = loop.listen(BackendLoop.anyPort());
    var address = loop.backend.localAddress(listener.handle);

    assertThatExceptionOfType(BindException.class).isThrownBy(() -> loop.listen(address));
  }

  @Test
  void anAddressOfAnotherMachineIsABindException() {
    assumeThat(choice.isReal()).isTrue();

    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> loop.listen(new InetSocketAddress("192.0.2.1", 0)));
  }

  @Test
  void listenersMayShareAnAddress() throws Exception {
    var sharing = SocketSettings.DEFAULTS.withReusePort(true);
    var first = loop.listen(BackendLoop.anyPort(), sharing);
    var address = loop.backend.localAddress(first.handle);

    var second = loop.listen(address, sharing);
    for (int count = 0; count < 40; count++) {
      loop.connect(address);
    }
    loop.until(() -> first.accepted.size() + second.accepted.size() == 40);

    assertThat(first.accepted).isNotEmpty();
    assertThat(second.accepted).isNotEmpty();
  }

  @Test
  void aPortNobodyListensAtRefuses() throws Exception {
    var client = loop.connect(portNobodyListensAt());

    loop.until(() -> client.failure != null);

    assertThat(client.failure).isEqualTo(IoFailure.REFUSED);
    assertThat(client.connected).isFalse();
    loop.close(client);
  }

  @Test
  void closingWhileConnectingEndsInClosedAlone() throws Exception {
    // TEST-NET-1 (RFC 5737): whether packets vanish or are refused, closing comes first.
    var client = loop.connect(new InetSocketAddress("192.0.2.1", 9));

    client.close(false);
    loop.until(() -> client.closed);
    loop.settle();

    assertThat(client.log).containsExactly("closed");
  }

  @Test
  void anUnresolvedAddressIsRefusedAtOnce() {
    var unresolved = InetSocketAddress.createUnresolved("host.invalid", 1);

    assertThatThrownBy(() -> loop.connect(unresolved)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> loop.listen(unresolved)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void manyConnectionsAtOnceAreAllAccepted() throws Exception {
    var listener = loop.listen(BackendLoop.anyPort());
    var address = loop.backend.localAddress(listener.handle);
    var clients = new ArrayList<RecordingChannel>();
    for (int count = 0; count < 300; count++) {
      clients.add(loop.connect(address));
    }

    loop.until(() -> listener.accepted.size() == clients.size());
    loop.until(() -> clients.stream().allMatch(client -> client.connected));
  }

  @Test
  void aDisarmedListenerLetsConnectionsWait() throws Exception {
    var listener = loop.listen(BackendLoop.anyPort());
    loop.settle();
    loop.backend.disarmAccept(listener.handle);
    loop.settle();
    var clients = new ArrayList<RecordingChannel>();
    for (int count = 0; count < 5; count++) {
      clients.add(loop.connect(loop.backend.localAddress(listener.handle)));
    }
    loop.until(() -> clients.stream().allMatch(client -> client.connected));
    loop.settle();
    // One may have been under way already when accepting was disarmed.
    assertThat(listener.accepted.size()).isLessThanOrEqualTo(1);

    loop.backend.armAccept(listener.handle);
    loop.until(() -> listener.accepted.size() == 5);
  }

  @Test
  void aConnectionMayBeUsedAndClosedAsItIsAccepted() throws Exception {
    var listener = loop.listen(BackendLoop.anyPort());
    listener.onAccepted = () -> listener.accepted.getLast().close(false);
    var client = loop.connect(loop.backend.localAddress(listener.handle));
    loop.until(() -> client.connected);
    loop.backend.armReceive(client.handle);

    loop.until(() -> client.inputEnded && listener.accepted.getLast().closed);

    assertThat(client.failure).isNull();
    assertThat(listener.accepted.getLast().log).containsExactly("closed");
  }

  @Test
  void aListenerMayBeClosedAsItAccepts() throws Exception {
    var listener = loop.listen(BackendLoop.anyPort());
    listener.onAccepted = () -> listener.close(true);
    var address = loop.backend.localAddress(listener.handle);
    loop.connect(address);
    loop.connect(address);

    loop.until(() -> listener.closed);
    loop.settle();

    assertThat(listener.log).endsWith("closed").containsOnlyOnce("accepted");
  }

  @Test
  void anAddressIsFreeAgainOnceItsListenerIsClosed() throws Exception {
    var first = loop.listen(BackendLoop.anyPort());
    var address = loop.backend.localAddress(first.handle);
    loop.close(first);

    var second = loop.listen(address);

    assertThat(loop.backend.localAddress(second.handle)).isEqualTo(address);
    var refused = loop.connect(address);
    loop.until(() -> refused.connected);
  }

  @Test
  void receivingMayBeArmedWhileConnecting() throws Exception {
    var listener = loop.listen(BackendLoop.anyPort());
    listener.onAccepted = () -> listener.accepted.getLast().send("hello");
    var client = loop.connect(loop.backend.localAddress(listener.handle));
    loop.until(() -> client.connected);
    loop.backend.armReceive(client.handle);

    loop.until(() -> client.text().equals("hello"));
  }

  @Test
  void unixDomainSocketsAreStreamsToo() throws Exception {
    var address = UnixDomainSocketAddress.of(directory.resolve("weft.sock"));
    var pair = loop.pair(address, SocketSettings.DEFAULTS);
    var content = new byte[1 << 20];

    pair.client().sendAll(content);
    pair.server().sendAll(content);
    loop.until(() ->
        pair.server().received.size() == content.length
            && pair.client().received.size() == content.length);
    pair.client().close(false);
    loop.until(() -> pair.server().inputEnded);

    assertThat(loop.backend.localAddress(pair.server().handle)).isEqualTo(address);
  }

  @Test
  void aUnixDomainPathNobodyListensAtRefuses() throws Exception {
    var client = loop.connect(UnixDomainSocketAddress.of(directory.resolve("nobody.sock")));

    loop.until(() -> client.failure != null);

    assertThat(client.failure).isEqualTo(IoFailure.REFUSED);
  }

  @Test
  void ipv6LoopbackWorks() throws Exception {
    var address = new InetSocketAddress(InetAddress.getByName("::1"), 0);
    assumeThat(hasIpv6(address)).isTrue();
    var pair = loop.pair(address, SocketSettings.DEFAULTS);

    pair.client().send("six");
    loop.until(() -> pair.server().text().equals("six"));

    var local = (InetSocketAddress) loop.backend.localAddress(pair.server().handle);
    assertThat(local.getAddress()).isEqualTo(address.getAddress());
  }

  private static boolean hasIpv6(InetSocketAddress address) {
    try (var socket = new ServerSocket()) {
      socket.bind(address);
      return true;
    } catch (IOException absent) {
      return false;
    }
  }

  @Test
  void aUnixDomainPathThatIsTooLongLeavesNoDescriptor() throws Exception {
    assumeThat(choice.isReal()).isTrue();
    var tooLong = UnixDomainSocketAddress.of("/tmp/" + "x".repeat(110));
    long before = 0;
    for (int count = 0; count < 10; count++) {
      // What is opened once and kept is open then.
      before = count == 1 ? descriptors() : before;
      try {
        var client = loop.connect(tooLong);
        loop.until(() -> client.failure != null);
        loop.close(client);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageContaining("at most 107 bytes");
      }
      assertThatThrownBy(() -> loop.listen(tooLong)).isInstanceOf(Exception.class);
    }

    assertThat(descriptors()).isEqualTo(before);
  }

  private static long descriptors() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }
}
