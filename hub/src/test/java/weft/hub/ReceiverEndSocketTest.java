package weft.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.backend.SocketSettings;
import weft.hub.memory.Memory;

/// How the receiver of a connection that we have opened hears of its end.
@Timeout(30)
class ReceiverEndSocketTest {
  /// Keeps what it is told. Confined to the hub but for its futures.
  private static final class Listening implements StreamReceiver {
    final StringBuilder heard = new StringBuilder();
    final CompletableFuture<String> ended = new CompletableFuture<>();
    final CompletableFuture<Boolean> closed = new CompletableFuture<>();

    @Override
    public void received(long address, int length) {
      for (int index = 0; index < length; index++) {
        heard.append((char) Memory.getByte(address + index));
      }
    }

    @Override
    public void receiveEnded(IOException failure) {
      heard.append(failure == null ? "|in order" : "|broken off");
      ended.complete(heard.toString());
    }

    @Override
    public void drained() {}

    @Override
    public void closed() {
      closed.complete(true);
    }
  }

  private static TcpConnection connect(Hub hub, ServerSocket server) throws IOException {
    return hub.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
        SocketSettings.DEFAULTS,
        5_000_000_000L);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  /// Another receiver takes a connection over whose stream has ended: it must not wait for ever.
  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void aSuccessorIsToldOfTheEnd(HubOptions kind) throws Exception {
    Listening first = new Listening();
    Listening second = new Listening();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Hubs hubs = Hubs.start(kind);
        TcpConnection connection = connect(hubs.hub(0), server);
        Socket peer = server.accept()) {
      hubs.hub(0).invoke(() -> connection.receiveWith(first));
      peer.shutdownOutput();
      assertThat(get(first.ended)).isEqualTo("|in order");

      hubs.hub(0).invoke(() -> connection.receiveWith(second));

      assertThat(get(second.ended)).isEqualTo("|in order");
    }
  }

  /// A server may answer a request that it does not read to its end; what it said is there, whether
  /// we hear first of that or of our sending that fails.
  @ParameterizedTest
  @MethodSource("weft.hub.HubKinds#all")
  void whatWasSaidBeforeAResetIsReceived(HubOptions kind) throws Exception {
    Listening listening = new Listening();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Hubs hubs = Hubs.start(kind)) {
      Hub hub = hubs.hub(0);
      TcpConnection connection = connect(hub, server);
      try (Socket peer = server.accept()) {
        hub.invoke(() -> {
          connection.receiveWith(listening);
          connection.pauseReceiving();
          send(connection, "request");
        });
        // Unread, so that the close becomes a reset.
        while (peer.getInputStream().available() == 0) {
          Thread.onSpinWait();
        }
        peer.getOutputStream().write("answer".getBytes(US_ASCII));
      }
      hub.invoke(() -> {
        connection.resumeReceiving();
        send(connection, "more");
      });

      // io_uring may have seen the end before it saw the sending fail.
      assertThat(get(listening.ended)).isIn("answer|broken off", "answer|in order");
      assertThat(get(listening.closed)).isTrue();
      assertThat(connection.isOpen()).isFalse();
    }
  }

  private static void send(TcpConnection connection, String text) {
    connection.reserve(text.length()).put(text.getBytes(US_ASCII), 0, text.length());
    connection.flushLater();
  }
}
