package weft.http.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// An address that never answers whoever wants to connect: beyond its backlog a listener that
/// accepts nothing drops them.
record SilentAddress(ServerSocket listener, Socket first, Socket second) implements AutoCloseable {
  /// @param port 0 for any
  static SilentAddress open(String address, int port) throws IOException {
    InetAddress local = InetAddress.ofLiteral(address);
    ServerSocket listener = new ServerSocket(port, 1, local);
    return new SilentAddress(
        listener,
        new Socket(local, listener.getLocalPort()),
        new Socket(local, listener.getLocalPort()));
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    first.close();
    second.close();
    listener.close();
  }
}
