package weft.bench.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.bench.plan.BenchCase;

class IdleConnectionsSocketTest {
  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /// Answers every request head of every connection, as many times as told.
  private static void serve(ServerSocket listener, int answersPerConnection) {
    Thread.startVirtualThread(() -> {
      List<Socket> accepted = new ArrayList<>();
      try {
        while (true) {
          Socket socket = listener.accept();
          accepted.add(socket);
          Thread.startVirtualThread(() -> answer(socket, answersPerConnection));
        }
      } catch (IOException _) {
        // The listener was closed: the test is over.
      }
    });
  }

  private static void answer(Socket socket, int answers) {
    try (socket) {
      var in = socket.getInputStream();
      for (int i = 0; i < answers; i++) {
        int tail = 0;
        while (tail != 0x0d0a0d0a) {
          int next = in.read();
          if (next < 0) {
            return;
          }
          tail = tail << 8 | next;
        }
        socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException _) {
      // The client has closed.
    }
  }

  private static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void connectionsStayUsableWhileTheyWait() throws IOException {
    try (ServerSocket listener = listener()) {
      serve(listener, Integer.MAX_VALUE);
      var address = (InetSocketAddress) listener.getLocalSocketAddress();

      try (var idle = IdleConnections.open(address, BenchCase.IDLE, 5)) {
        idle.checkAlive();
      }
    }
  }

  @Test
  void aServerThatDropsItsConnectionsIsNoticed() throws IOException {
    try (ServerSocket listener = listener()) {
      serve(listener, 1);
      var address = (InetSocketAddress) listener.getLocalSocketAddress();

      try (var idle = IdleConnections.open(address, BenchCase.IDLE, 1)) {
        assertThatThrownBy(idle::checkAlive).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aServerThatIsNotThereIsNoticed() throws IOException {
    InetSocketAddress address;
    try (ServerSocket listener = listener()) {
      address = (InetSocketAddress) listener.getLocalSocketAddress();
    }

    assertThatThrownBy(() -> IdleConnections.open(address, BenchCase.IDLE, 3))
        .isInstanceOf(IOException.class)
        .hasMessage("connection 0 of 3");
  }
}
