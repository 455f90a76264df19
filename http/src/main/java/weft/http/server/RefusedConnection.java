package weft.http.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.hub.StreamConnection;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.memory.Buffer;

/// A connection there is no room for: ended. Whatever it sends is not looked at.
final class RefusedConnection implements StreamReceiver {
  private RefusedConnection() {}

  /// One that is told so (503).
  static RefusedConnection told(ServerHub owner, StreamConnection channel) {
    byte[] answer = owner.http1().refusal();
    Buffer room = channel.reserve(answer.length);
    if (room == null) {
      channel.reset();
    } else {
      room.put(answer, 0, answer.length);
      channel.finish();
    }
    return new RefusedConnection();
  }

  /// One for TLS: nothing can be told before a handshake, which is what there is no room for.
  static RefusedConnection reset(TcpConnection tcp) {
    // Not at once: the back-end is still about to hand the connection over.
    tcp.hub().execute(tcp::reset);
    return new RefusedConnection();
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
