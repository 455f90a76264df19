package weft.http.client;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// What a request sends behind its head: nothing, bytes that are there, or a stream.
///
/// @param length bytes, -1 when not known
record OutgoingBody(byte[] bytes, @Nullable InputStream stream, long length) {
  static final OutgoingBody NONE = of(new byte[0]);

  static OutgoingBody of(byte[] bytes) {
    return new OutgoingBody(bytes, null, bytes.length);
  }

  /// Whether it can be sent again.
  boolean isReplayable() {
    return stream == null;
  }

  void close() throws IOException {
    if (stream != null) {
      stream.close();
    }
  }
}
