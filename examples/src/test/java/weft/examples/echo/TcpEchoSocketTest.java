package weft.examples.echo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.hub.BackendChoice;
import weft.hub.HubOptions;

class TcpEchoSocketTest {
  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void bytesComeBackInOrderAndTheEndToo(BackendChoice backend) throws Exception {
    byte[] bytes = new byte[1_000_000];
    new SplittableRandom(1).nextBytes(bytes);
    HubOptions options = HubOptions.DEFAULTS.withHubs(2).withBackend(backend);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    try (TcpEcho server = TcpEcho.start(any, options);
        Socket socket = new Socket()) {
      socket.connect(server.address());
      socket.setSoTimeout(20_000);
      var sending =
          CompletableFuture.runAsync(() -> {
            try {
              socket.getOutputStream().write(bytes);
              socket.shutdownOutput();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });

      byte[] received = socket.getInputStream().readAllBytes();

      sending.get();
      assertThat(received).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "NIO"})
  void connectionsDoNotMix(BackendChoice backend) throws Exception {
    HubOptions options = HubOptions.DEFAULTS.withHubs(2).withBackend(backend);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    try (TcpEcho server = TcpEcho.start(any, options)) {
      Socket[] sockets = new Socket[20];
      for (int index = 0; index < sockets.length; index++) {
        sockets[index] = new Socket();
        sockets[index].connect(server.address());
        sockets[index].setSoTimeout(20_000);
        sockets[index].getOutputStream().write(("socket " + index).getBytes(UTF_8));
      }
      for (int index = 0; index < sockets.length; index++) {
        sockets[index].shutdownOutput();
        assertThat(new String(sockets[index].getInputStream().readAllBytes(), UTF_8))
            .isEqualTo("socket " + index);
        sockets[index].close();
      }
    }
  }
}
