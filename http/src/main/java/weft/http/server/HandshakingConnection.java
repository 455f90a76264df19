package weft.http.server;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.tls.TlsConnection;
import weft.hub.tls.TlsServer;

/// A connection on its way to TLS: counted like any other, until the handshake has said what it
/// speaks. The handshake's deadline is TLS's own.
final class HandshakingConnection extends ServerConnection {
  private final TcpConnection tcp;
  private final TlsConnection tls;

  HandshakingConnection(
      ServerHub owner, TcpConnection tcp, TlsServer server, @Nullable SocketAddress counted) {
    super(owner, tcp, counted);
    this.tcp = tcp;
    tls = TlsConnection.accept(tcp, server, this::established);
  }

  /// What receives the plain bytes: the protocol agreed on, HTTP/1.1 when there is none.
  private StreamReceiver established(TlsConnection channel) {
    ServerConnection successor =
        channel.applicationProtocol().equals("h2")
            ? new Http2ServerConnection(owner, channel, countedAddress())
            : new Http1ServerConnection(owner, channel, countedAddress(), false);
    owner.replace(this, successor);
    tcp.receiveWith(channel);
    return successor;
  }

  // What the socket delivers.

  @Override
  public void received(long address, int length) {
    tls.received(address, length);
  }

  @Override
  public void receiveEnded(@Nullable IOException failure) {
    tls.receiveEnded(failure);
  }

  @Override
  public void drained() {
    tls.drained();
  }

  @Override
  public void closed() {
    tls.closed();
    owner.closed(this);
  }

  @Override
  long deadlineNanos() {
    return Long.MAX_VALUE;
  }

  @Override
  void expired(long nowNanos) {
    // It has no deadline.
  }

  /// Its handshake may still be done; then its successor drains.
  @Override
  void drain() {}

  @Override
  void cut() {
    tcp.reset();
  }
}
