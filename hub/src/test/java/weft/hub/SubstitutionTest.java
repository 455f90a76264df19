package weft.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.backend.SocketSettings;

@Timeout(30)
class SubstitutionTest {
  /// The only hub runs a handler that never ends; new connections are served all the same.
  @ParameterizedTest
  @EnumSource(
      value = BackendChoice.class,
      names = {"URING", "EPOLL", "NIO"})
  void anotherHubTakesOverTheListenersOfOneThatIsHeldUp(BackendChoice backend) throws Exception {
    HubOptions options = HubOptions.DEFAULTS.withHubs(1).withBackend(backend);
    org.assertj.core.api.Assumptions.assumeThat(HubKinds.all().map(HubOptions::backend))
        .contains(backend);
    CompletableFuture<Void> release = new CompletableFuture<>();
    try (Hubs hubs = Hubs.start(options)) {
      Hub hub = hubs.hub(0);
      TcpListener listener =
          hub.listen(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), SocketSettings.DEFAULTS);
      CompletableFuture<Hub> substitute = new CompletableFuture<>();
      hubs.onSubstitution((heldUp, fresh) -> {
        assertThat(heldUp).isSameAs(hub);
        try {
          TcpListener again = fresh.listen(listener.address(), SocketSettings.DEFAULTS);
          fresh.start(() -> greet(again));
          substitute.complete(fresh);
        } catch (java.io.IOException refused) {
          substitute.completeExceptionally(refused);
        }
      });

      Thread hog =
          hub.start(() -> {
            while (!release.isDone()) {
              Thread.onSpinWait();
            }
          });
      Hub fresh = substitute.get(20, TimeUnit.SECONDS);

      assertThat(fresh.index()).isEqualTo(1);
      InetSocketAddress address = (InetSocketAddress) listener.address();
      try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
        assertThat(socket.getInputStream().read()).isEqualTo('!');
      }
      release.complete(null);
      hog.join();
      assertThat(hub.counters().hogs()).isEqualTo(1);
    } finally {
      release.complete(null);
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aListenerThatWasClosedMeanwhileIsNotStopped(HubOptions kind) throws Exception {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Hubs hubs = Hubs.start(kind)) {
      Hub hub = hubs.hub(0);
      List<TcpListener> old = new ArrayList<>();
      for (int count = 0; count < 8; count++) {
        old.add(hub.listen(loopback, SocketSettings.DEFAULTS));
      }
      old.forEach(TcpListener::close);
      List<TcpListener> fresh = new ArrayList<>();
      for (int count = 0; count < 8; count++) {
        // These have the descriptors of the others.
        fresh.add(hub.listen(loopback, SocketSettings.DEFAULTS));
      }

      old.forEach(TcpListener::abandon);

      for (TcpListener listener : fresh) {
        InetSocketAddress address = (InetSocketAddress) listener.address();
        new Socket(address.getAddress(), address.getPort()).close();
      }
    }
  }

  private static void greet(TcpListener listener) {
    try (TcpConnection connection = listener.accept()) {
      connection.write(new byte[] {'!'}, 0, 1);
      connection.shutdownOutput();
    } catch (java.io.IOException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
