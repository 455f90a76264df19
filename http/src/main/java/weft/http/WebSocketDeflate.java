package weft.http;

import static weft.http.OptionBounds.range;

/// Whether and how messages are compressed, when the peer agrees ([RFC
/// 7692](https://www.rfc-editor.org/rfc/rfc7692)).
///
/// Compressors and decompressors belong to the hubs; without context takeover a socket has no
/// memory of its own for them.
///
/// @param enabled whether compression is offered or agreed to
/// @param contextTakeover whether messages may refer to what earlier ones had, which compresses
///   small ones better and costs up to 48 KiB a socket, for its history
/// @param messageBytesMin messages below are sent as they are, 0 to 1048576
/// @param memoryBytesMax bound on the histories of all sockets of one hub; beyond it sockets are
///   opened without context takeover
public record WebSocketDeflate(
    boolean enabled, boolean contextTakeover, int messageBytesMin, long memoryBytesMax) {
  /// No compression.
  public static final WebSocketDeflate OFF = new WebSocketDeflate(false, false, 512, 16L << 20);

  /// Compression without context takeover, of messages from 512 bytes.
  public static final WebSocketDeflate ON = new WebSocketDeflate(true, false, 512, 16L << 20);

  /// Refuses what makes no sense.
  public WebSocketDeflate {
    range("messageBytesMin", messageBytesMin, 0, 1 << 20);
    if (memoryBytesMax < 0) {
      throw new IllegalArgumentException("memoryBytesMax " + memoryBytesMax + " is negative");
    }
  }

  /// The same, with context takeover or without.
  public WebSocketDeflate withContextTakeover(boolean contextTakeover) {
    return new WebSocketDeflate(enabled, contextTakeover, messageBytesMin, memoryBytesMax);
  }

  /// The same with another size from which messages are compressed.
  public WebSocketDeflate withMessageBytesMin(int messageBytesMin) {
    return new WebSocketDeflate(enabled, contextTakeover, messageBytesMin, memoryBytesMax);
  }

  /// The same with another bound on histories.
  public WebSocketDeflate withMemoryBytesMax(long memoryBytesMax) {
    return new WebSocketDeflate(enabled, contextTakeover, messageBytesMin, memoryBytesMax);
  }
}
