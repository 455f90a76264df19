package weft.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import weft.bench.plan.BenchCase;

/// Many keep-alive connections that have asked once and now wait.
public final class IdleConnections implements AutoCloseable {
  /// Every so many connections are asked again to see that none was dropped.
  private static final int STEP = 100;

  /// How many come and go together.
  private static final int AT_A_TIME = 64;

  private final List<Socket> connections = new ArrayList<>();
  private final byte[] scratch = new byte[4096];
  private final BenchCase load;
  private final String request;

  private IdleConnections(InetSocketAddress server, BenchCase load) {
    this.load = load;
    this.request =
        "GET " + load.target() + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n\r\n";
  }

  /// Opens the connections one after another, each with one request and its answer.
  ///
  /// @param load says what is asked, in which protocol
  /// @throws IOException also when the system allows fewer open files
  public static IdleConnections open(InetSocketAddress server, BenchCase load, int count)
      throws IOException {
    var idle = new IdleConnections(server, load);
    ClientSockets sockets = ClientSockets.of(load);
    try {
      for (int i = 0; i < count; i++) {
        Socket connection = sockets.open(server);
        idle.connections.add(connection);
        if (load.overWebSocket()) {
          WebSocketExchange.open(connection, server, load.target());
        } else if (load.overHttp2()) {
          Http2Wire.begin(connection);
        }
        idle.ask(connection, Http2Wire.FIRST_STREAM);
      }
    } catch (IOException e) {
      idle.close();
      throw new IOException("connection " + idle.connections.size() + " of " + count, e);
    }
    return idle;
  }

  /// Opens and closes connections, a few at a time: a server that has done so for thousands has
  /// compiled what it does, and its waiting threads need less memory for their frames.
  ///
  /// @throws IOException like [#open]
  public static void comeAndGo(InetSocketAddress server, BenchCase load, int count)
      throws IOException {
    for (int left = count; left > 0; left -= AT_A_TIME) {
      open(server, load, AT_A_TIME).close();
    }
  }

  private void ask(Socket connection, int stream) throws IOException {
    if (load.overWebSocket()) {
      WebSocketExchange.echo(connection);
    } else if (load.overHttp2()) {
      Http2Wire.get(connection, load.target(), stream);
    } else {
      HttpExchange.send(connection, request, scratch);
    }
  }

  /// Asks some of the connections again.
  ///
  /// @throws IOException when one no longer answers
  public void checkAlive() throws IOException {
    for (int i = 0; i < connections.size(); i += STEP) {
      ask(connections.get(i), Http2Wire.FIRST_STREAM + 2);
    }
  }

  /// Closes all of them.
  @Override
  public void close() throws IOException {
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
