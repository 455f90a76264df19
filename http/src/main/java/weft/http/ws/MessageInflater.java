package weft.http.ws;

import org.jspecify.annotations.Nullable;

/// Decompresses the messages of one socket.
final class MessageInflater {
  private static final byte[] NOTHING = new byte[0];

  private final DeflateCodec codec;
  private final @Nullable DeflateHistory history;
  private byte[] plain = NOTHING;

  /// @param takesOver whether a message may refer to those before
  MessageInflater(DeflateCodec codec, boolean takesOver) {
    this.codec = codec;
    history = takesOver ? new DeflateHistory(DeflateCodec.WINDOW_BYTES) : null;
  }

  /// What the next message may refer to, and where it goes; `null` for nothing.
  @Nullable DeflateHistory history() {
    return history;
  }

  /// Decompresses a whole message, for [#taken]. On the hub's thread.
  ///
  /// @return what is wrong with it, or `null`
  @Nullable WebSocketFault inflate(byte[] message, int length, int sizeMax) {
    byte[] inflated = codec.inflate(message, length, history, sizeMax);
    if (inflated == null) {
      return WebSocketFault.BAD_DEFLATE;
    }
    if (inflated.length > sizeMax) {
      return WebSocketFault.INFLATED_TOO_LARGE;
    }
    plain = inflated;
    return null;
  }

  /// The last message.
  byte[] taken() {
    byte[] message = plain;
    plain = NOTHING;
    return message;
  }
}
