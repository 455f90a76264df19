package weft.http.ws;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketMessage;
import weft.hub.memory.HotPath;
import weft.hub.memory.Memory;

/// Puts a message together from the payloads of its frames.
///
/// Its memory grows with what has come, never with what was only announced. A message that comes in
/// one piece has an array of its size from the start, which is the one its receiver gets.
final class MessageAssembler {
  private static final byte[] NOTHING = new byte[0];

  /// What is taken at once for a frame that comes in pieces, when it is not longer, in bytes.
  private static final int FIRST_BYTES = 4096;

  private final int messageBytesMax;
  private final @Nullable MessageInflater inflater;
  private final Utf8Check utf8 = new Utf8Check();
  private byte[] data = NOTHING;
  private int size;
  private boolean open;
  private boolean isText;
  private boolean compressed;

  /// @param inflater `null` without compression
  MessageAssembler(int messageBytesMax, @Nullable MessageInflater inflater) {
    this.messageBytesMax = messageBytesMax;
    this.inflater = inflater;
  }

  /// Whether a message has begun and not ended.
  @HotPath
  boolean isOpen() {
    return open;
  }

  /// Whether messages may be compressed.
  @HotPath
  boolean inflates() {
    return inflater != null;
  }

  /// Begins a message.
  @HotPath
  void begin(boolean isText, boolean compressed) {
    this.isText = isText;
    this.compressed = compressed;
    open = true;
    utf8.start();
  }

  /// Whether another frame of so many bytes may come.
  @HotPath
  boolean hasRoom(long length) {
    return length <= messageBytesMax - size;
  }

  /// Takes part of a payload.
  ///
  /// @param left bytes of the frame that have not been taken, these included
  /// @param key as it stands for these bytes
  @HotPath
  @Nullable WebSocketFault take(long address, int length, long left, int key) {
    if (data.length - size < length) {
      growSlow(length, (int) left);
    }
    Memory.copyOut(address, data, size, length);
    if (key != 0) {
      Masking.apply(data, size, length, key);
    }
    int from = size;
    size += length;
    return isText && !compressed && !utf8.accepts(data, from, length)
        ? WebSocketFault.BAD_UTF8
        : null;
  }

  private void growSlow(int length, int left) {
    int wanted = Math.max(Math.max(size + length, 2 * data.length), FIRST_BYTES);
    data = Arrays.copyOf(data, Math.min(wanted, size + left));
  }

  /// Ends a message: what is wrong with it, or `null` when [#takeMessage] has it.
  @HotPath
  @Nullable WebSocketFault end() {
    open = false;
    if (compressed) {
      return endCompressedSlow();
    }
    return isText && !utf8.isWhole() ? WebSocketFault.BAD_UTF8 : null;
  }

  private @Nullable WebSocketFault endCompressedSlow() {
    if (inflater == null) {
      return WebSocketFault.RESERVED_BITS;
    }
    WebSocketFault broken = inflater.inflate(data, size, messageBytesMax);
    if (broken != null) {
      return broken;
    }
    data = inflater.taken();
    size = data.length;
    return isText && !(utf8.accepts(data, 0, size) && utf8.isWhole())
        ? WebSocketFault.BAD_UTF8
        : null;
  }

  /// The message that has ended.
  WebSocketMessage takeMessage() {
    byte[] payload = size == data.length ? data : Arrays.copyOf(data, size);
    clear();
    return isText ? WebSocketMessage.ofText(payload) : WebSocketMessage.ofBytes(payload);
  }

  /// Throws away what there is.
  @HotPath
  void clear() {
    data = NOTHING;
    size = 0;
    open = false;
  }
}
