package weft.web.sse;

import java.io.IOException;

/// An event was sent on a stream that has ended: the client went away or was too slow, or the
/// server stops.
public final class StreamEnded extends IOException {
  private static final long serialVersionUID = 1L;

  StreamEnded(String message) {
    super(message);
  }
}
