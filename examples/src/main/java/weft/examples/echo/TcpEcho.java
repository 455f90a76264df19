package weft.examples.echo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;
import weft.hub.SocketFailure;
import weft.hub.TcpConnection;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;

/// Sends back what it receives. A virtual thread per connection, written as if each had a core to
/// itself.
public final class TcpEcho implements AutoCloseable {
  private static final long IDLE_NANOS = 60_000_000_000L;

  private final Hubs hubs;
  private final TcpListener listener;

  private TcpEcho(Hubs hubs, TcpListener listener) {
    this.hubs = hubs;
    this.listener = listener;
  }

  /// Starts on a loopback port; 0 picks a free one.
  public static TcpEcho start(int port) throws IOException {
    Hubs hubs = Hubs.start(HubOptions.DEFAULTS.withHubs(1));
    Hub hub = hubs.hub(0);
    TcpListener listener =
        hub.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            SocketSettings.DEFAULTS);
    TcpEcho echo = new TcpEcho(hubs, listener);
    hub.start(echo::acceptAll);
    return echo;
  }

  /// Runs until the process is ended; the port is the first argument, 7007 without.
  public static void main(String[] arguments) throws Exception {
    try (TcpEcho echo = start(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7007)) {
      System.out.println("echoing on " + echo.address());
      Thread.currentThread().join();
    }
  }

  /// Where it listens.
  public SocketAddress address() {
    return listener.address();
  }

  private void acceptAll() {
    try {
      while (true) {
        TcpConnection connection = listener.accept();
        listener.hub().start(() -> echo(connection));
      }
    } catch (IOException closed) {
      System.getLogger("echo").log(System.Logger.Level.DEBUG, closed.getMessage());
    }
  }

  private static void echo(TcpConnection connection) {
    byte[] buffer = new byte[8 * 1024];
    try (connection) {
      connection.withTimeouts(IDLE_NANOS, IDLE_NANOS);
      int count;
      while ((count = connection.read(buffer, 0, buffer.length)) > 0) {
        connection.write(buffer, 0, count);
      }
      connection.shutdownOutput();
    } catch (SocketFailure gone) {
      System.getLogger("echo").log(System.Logger.Level.DEBUG, gone.getMessage());
    } catch (IOException failure) {
      System.getLogger("echo").log(System.Logger.Level.WARNING, "echo failed", failure);
    }
  }

  @Override
  public void close() {
    hubs.close();
  }
}
