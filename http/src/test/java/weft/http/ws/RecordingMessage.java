package weft.http.ws;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// A message that remembers what became of it.
final class RecordingMessage extends QueuedMessage {
  private final boolean awaited;
  @Nullable Boolean sent;

  RecordingMessage(int size, boolean awaited) {
    super(false, new byte[size], null);
    this.awaited = awaited;
  }

  /// A fragment of text.
  RecordingMessage(String text, Object stream, boolean last) {
    super(true, text.getBytes(UTF_8), stream, last);
    awaited = true;
  }

  @Override
  protected boolean isAwaited() {
    return awaited;
  }

  @Override
  protected void settled(boolean sent) {
    this.sent = sent;
  }
}
