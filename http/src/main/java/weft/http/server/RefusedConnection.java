package weft.http.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.hub.StreamReceiver;
import weft.hub.TcpConnection;
import weft.hub.memory.Buffer;

/// A connection there is no room for: told so (503), and ended. Whatever it sends is not looked at.
final class RefusedConnection implements StreamReceiver {
  RefusedConnection(ServerHub owner, TcpConnection tcp) {
    byte[] answer = owner.shared().refusal();
    Buffer room = tcp.reserve(answer.length);
    if (room == null) {
      tcp.reset();
      return;
    }
    room.put(answer, 0, answer.length);
    tcp.finish();
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
