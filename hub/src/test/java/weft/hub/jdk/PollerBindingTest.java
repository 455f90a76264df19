package weft.hub.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;

@Timeout(30)
class PollerBindingTest {
  /// If the pollers lived on the hub, a hub that computes would stall sockets everywhere.
  @Test
  void socketsOfTheJdkWorkElsewhereWhileTheHubIsBusy() throws Exception {
    try (Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1));
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Hub hub = hubs.hub(0);
      CompletableFuture<Void> first = new CompletableFuture<>();
      hub.start(() -> {
        // The first use of a JDK socket in a virtual thread happens on the hub.
        try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
            Socket peer = server.accept()) {
          peer.getOutputStream().write(1);
          socket.getInputStream().read();
          first.complete(null);
        } catch (java.io.IOException failure) {
          first.completeExceptionally(failure);
        }
      });
      first.get(10, TimeUnit.SECONDS);

      CountDownLatch spinning = new CountDownLatch(1);
      CompletableFuture<Void> release = new CompletableFuture<>();
      Thread hog =
          hub.start(() -> {
            spinning.countDown();
            while (!release.isDone()) {
              Thread.onSpinWait();
            }
          });
      spinning.await();
      try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
          Socket peer = server.accept()) {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Thread.ofVirtual()
            .start(() -> {
              try {
                read.complete(socket.getInputStream().read());
              } catch (java.io.IOException failure) {
                read.completeExceptionally(failure);
              }
            });
        peer.getOutputStream().write(42);

        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(42);
      } finally {
        release.complete(null);
      }
      hog.join();
    }
  }
}
