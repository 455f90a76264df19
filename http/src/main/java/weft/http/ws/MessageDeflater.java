package weft.http.ws;

import org.jspecify.annotations.Nullable;
import weft.http.WebSocketBroadcast;
import weft.hub.memory.HotPath;

/// Compresses the messages of one socket, where that is worth it.
final class MessageDeflater {
  private final DeflateCodec codec;
  private final @Nullable DeflateHistory history;
  private final int messageBytesMin;
  private final int messageBytesMax;

  /// @param takesOver whether a message may refer to those before
  /// @param windowBits of the peer: what is larger than its window goes as it is, since
  ///   java.util.zip would refer further back
  MessageDeflater(DeflateCodec codec, boolean takesOver, int windowBits, int messageBytesMin) {
    this.codec = codec;
    history = takesOver ? new DeflateHistory(DeflateCodec.OUTGOING_WINDOW_BYTES) : null;
    this.messageBytesMin = messageBytesMin;
    messageBytesMax = windowBits == 15 ? Integer.MAX_VALUE : 1 << windowBits;
  }

  /// Whether a message is compressed, going by its size.
  @HotPath
  boolean takes(int size) {
    return size >= messageBytesMin && size <= messageBytesMax && size > 0;
  }

  /// Compresses a message.
  ///
  /// @param broadcast whose payload it is, `null` when it is nobody's
  byte[] deflate(byte[] message, @Nullable WebSocketBroadcast broadcast) {
    if (broadcast == null) {
      return codec.deflate(message, history);
    }
    byte[] shared = broadcast.deflated(payload -> codec.deflate(payload, null));
    if (history != null) {
      // It refers to nothing, but what follows may refer to it.
      history.add(message, 0, message.length);
    }
    return shared;
  }
}
