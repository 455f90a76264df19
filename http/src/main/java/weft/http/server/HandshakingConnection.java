package weft.http.server;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.http.protocol.ConnectionMachine;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.tls.TlsConnection;
import weft.hub.tls.TlsServer;

/// A connection on its way to TLS: counted like any other, until the handshake has said what it
/// speaks. The handshake's deadline is TLS's own.
final class HandshakingConnection extends ServerConnection {
  private final TcpConnection tcp;
  private final TlsConnection tls;
  private final Handshake handshake = new Handshake();

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

  @Override
  protected ConnectionMachine machine() {
    return handshake;
  }

  /// Hands everything on to TLS.
  private final class Handshake implements ConnectionMachine {
    @Override
    public void received(long address, int length, long nowNanos) {
      tls.received(address, length);
    }

    @Override
    public void receiveEnded(@Nullable IOException failure, long nowNanos) {
      tls.receiveEnded(failure);
    }

    @Override
    public void drained(long nowNanos) {
      tls.drained();
    }

    @Override
    public void closed(long nowNanos) {
      tls.closed();
    }

    @Override
    public long deadlineNanos() {
      return Long.MAX_VALUE;
    }

    @Override
    public void expired(long nowNanos) {
      // It has no deadline.
    }

    /// It may still be done; then what comes behind it drains.
    @Override
    public void drain(long nowNanos) {}

    @Override
    public void cut(long nowNanos) {
      tcp.reset();
    }
  }
}
