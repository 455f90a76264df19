package weft.hub.tls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import weft.hub.Hub;
import weft.hub.HubOptions;
import weft.hub.Hubs;
import weft.hub.TcpConnection;
import weft.hub.backend.SocketSettings;

/// A TLS client of ours on a hub of its own.
final class ClientSide implements AutoCloseable {
  private static final long TIMEOUT_NANOS = 10_000_000_000L;

  final Hubs hubs;
  final TlsClient tls;

  ClientSide(HubOptions kind, TlsClientOptions options) throws Exception {
    tls = TlsClient.create(options);
    hubs = Hubs.start(kind);
  }

  /// Begins a handshake; [Talk] tells how it went.
  Talk connect(SocketAddress address, String host, String... applicationProtocols)
      throws Exception {
    return connect(hubs.hub(0), tls, address, host, applicationProtocols);
  }

  /// Begins a handshake on a hub, from any thread.
  static Talk connect(
      Hub hub, TlsClient tls, SocketAddress address, String host, String... applicationProtocols)
      throws Exception {
    int port = ((InetSocketAddress) address).getPort();
    TcpConnection tcp =
        hub.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            SocketSettings.DEFAULTS,
            TIMEOUT_NANOS);
    Talk talk = new Talk();
    hub.invoke(() ->
        talk.connection =
            TlsConnection.connect(
                tcp, tls, host, port, List.of(applicationProtocols), talk, talk.failure::complete));
    return talk;
  }

  /// Waits until no buffer is lent and no engine lives.
  void awaitNothingLeft() {
    TlsEcho.await("all buffers back", () -> hubs.hub(0).counters().buffersInUse() == 0);
    TlsEcho.await("all engines closed", () -> tls.users() == 1);
    if (hubs.hub(0).counters().bugs() != 0) {
      throw new AssertionError("the hub has reported a bug");
    }
  }

  @Override
  public void close() {
    hubs.close();
    tls.close();
  }
}
