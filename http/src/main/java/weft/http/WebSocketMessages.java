package weft.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The messages of a socket, as a loop takes them.
final class WebSocketMessages implements Iterator<WebSocketMessage> {
  private final WebSocket socket;
  private @Nullable WebSocketMessage following;

  WebSocketMessages(WebSocket socket) {
    this.socket = socket;
  }

  @Override
  public boolean hasNext() {
    if (following == null) {
      try {
        following = socket.receive();
      } catch (IOException interrupted) {
        throw new UncheckedIOException(interrupted);
      }
    }
    return following != null;
  }

  @Override
  public WebSocketMessage next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the WebSocket has closed");
    }
    WebSocketMessage taken = following;
    following = null;
    if (taken == null) {
      throw new NoSuchElementException("the WebSocket has closed");
    }
    return taken;
  }
}
