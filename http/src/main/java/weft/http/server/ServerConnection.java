package weft.http.server;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import weft.http.socket.DrivenConnection;
import weft.hub.StreamConnection;
import weft.hub.memory.HotPath;
import weft.hub.tls.TlsConnection;

/// A connection of a server, whatever it speaks: one of those its hub's share has in its list.
abstract class ServerConnection extends DrivenConnection {
  final ServerHub owner;
  private final @Nullable SocketAddress countedAddress;
  private @Nullable SocketAddress remote;

  /// Neighbours in the list of the hub's connections.
  @Nullable ServerConnection previous;

  @Nullable ServerConnection next;

  /// @param countedAddress the peer's, when connections are counted by address
  ServerConnection(
      ServerHub owner, StreamConnection channel, @Nullable SocketAddress countedAddress) {
    super(channel);
    this.owner = owner;
    this.countedAddress = countedAddress;
    remote = countedAddress;
  }

  @Override
  protected final void gone() {
    owner.closed(this);
  }

  @Nullable SocketAddress countedAddress() {
    return countedAddress;
  }

  final SocketAddress remoteAddress() {
    SocketAddress known = remote;
    if (known == null) {
      known = channel.remoteAddress();
      if (known == null) {
        return owner.address();
      }
      remote = known;
    }
    return known;
  }

  /// TLS below it, or `null`. Any thread.
  final @Nullable TlsConnection tls() {
    return channel instanceof TlsConnection tls ? tls : null;
  }

  @Override
  @HotPath
  public final boolean isSecure() {
    return channel instanceof TlsConnection;
  }

  final SocketAddress localAddress() {
    try {
      return channel.localAddress();
    } catch (IOException closed) {
      return owner.address();
    }
  }
}
