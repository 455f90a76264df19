package weft.http.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.hub.StreamConnection;
import weft.hub.StreamReceiver;
import weft.hub.memory.Buffer;

/// A connection there is no room for: told so (503), and ended. Whatever it sends is not looked at.
final class RefusedConnection implements StreamReceiver {
  RefusedConnection(ServerHub owner, StreamConnection channel) {
    byte[] answer = owner.http1().refusal();
    Buffer room = channel.reserve(answer.length);
    if (room == null) {
      channel.reset();
      return;
    }
    room.put(answer, 0, answer.length);
    channel.finish();
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
