package weft.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// Many keep-alive connections that have asked once and now wait.
public final class IdleConnections implements AutoCloseable {
  /// Every so many connections are asked again to see that none was dropped.
  private static final int STEP = 100;

  private final List<SocketChannel> connections = new ArrayList<>();
  private final byte[] scratch = new byte[4096];
  private final String request;

  private IdleConnections(String request) {
    this.request = request;
  }

  /// Opens the connections one after another, each with one request and its answer.
  ///
  /// @throws IOException also when the system allows fewer open files
  public static IdleConnections open(InetSocketAddress server, String target, int count)
      throws IOException {
    var idle =
        new IdleConnections(
            "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n\r\n");
    try {
      for (int i = 0; i < count; i++) {
        SocketChannel connection = SocketChannel.open(server);
        idle.connections.add(connection);
        HttpExchange.send(connection, idle.request, idle.scratch);
      }
    } catch (IOException e) {
      idle.close();
      throw new IOException("connection " + idle.connections.size() + " of " + count, e);
    }
    return idle;
  }

  /// Asks some of the connections again.
  ///
  /// @throws IOException when one no longer answers
  public void checkAlive() throws IOException {
    for (int i = 0; i < connections.size(); i += STEP) {
      HttpExchange.send(connections.get(i), request, scratch);
    }
  }

  /// Closes all of them.
  @Override
  public void close() throws IOException {
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }
}
