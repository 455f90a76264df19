package weft.examples.echo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;
import weft.hub.TcpConnection;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;

/// Sends back what it receives, over TCP.
///
/// One listener per hub on the same port; each connection has a virtual thread that its hub
/// carries, written as if it had a core to itself.
public final class TcpEcho implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;

  /// How long a client may be silent, or not take its bytes, in nanoseconds.
  private static final long IDLE_NANOS = 60_000_000_000L;

  private final Hubs hubs;
  private final List<TcpListener> listeners = new ArrayList<>();

  private TcpEcho(Hubs hubs) {
    this.hubs = hubs;
  }

  /// Echoes on a port of every address until the process ends.
  ///
  /// @param arguments the port; 7007 without
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = arguments.length == 0 ? 7007 : Integer.parseInt(arguments[0]);
    try (TcpEcho echo = start(new InetSocketAddress(port), HubOptions.DEFAULTS)) {
      IO.println("Echoing on " + echo.address() + " by " + echo.hubs.report().backend());
      Thread.currentThread().join();
    }
  }

  /// Starts to echo.
  ///
  /// @param address port 0 picks a free one
  static TcpEcho start(InetSocketAddress address, HubOptions options) throws IOException {
    TcpEcho echo = new TcpEcho(Hubs.start(options));
    try {
      SocketAddress shared = address;
      for (Hub hub : echo.hubs.all()) {
        SocketSettings settings = SocketSettings.DEFAULTS.withReusePort(echo.hubs.count() > 1);
        TcpListener listener = hub.listen(shared, settings);
        echo.listeners.add(listener);
        shared = listener.address();
        hub.start(() -> acceptAll(listener));
      }
      return echo;
    } catch (IOException refused) {
      echo.close();
      throw refused;
    }
  }

  /// Where it listens.
  SocketAddress address() {
    return listeners.getFirst().address();
  }

  private static void acceptAll(TcpListener listener) {
    while (true) {
      try {
        TcpConnection connection = listener.accept();
        listener.hub().start(() -> echo(connection));
      } catch (IOException _) {
        // The listener was closed: nobody comes any more.
        return;
      }
    }
  }

  private static void echo(TcpConnection connection) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (connection) {
      connection.withTimeouts(IDLE_NANOS, IDLE_NANOS);
      int count = connection.read(buffer, 0, buffer.length);
      while (count >= 0) {
        connection.write(buffer, 0, count);
        count = connection.read(buffer, 0, buffer.length);
      }
      connection.shutdownOutput();
    } catch (IOException _) {
      // The client has gone, and with it whoever could be told.
    }
  }

  /// Closes listeners and connections and ends the hubs.
  @Override
  public void close() {
    listeners.forEach(TcpListener::close);
    hubs.close();
  }
}
