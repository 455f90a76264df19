package weft.http.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;

/// A connection for TLS there is no room for: reset as soon as it has been handed over.
final class RefusedHandshake implements StreamReceiver {
  RefusedHandshake(TcpConnection tcp) {
    // Not at once: the back-end is still about to hand the connection over.
    tcp.hub().execute(tcp::reset);
  }

  @Override
  public void received(long address, int length) {}

  @Override
  public void receiveEnded(@Nullable IOException failure) {}

  @Override
  public void drained() {}

  @Override
  public void closed() {}
}
