package weft.http.ws;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketMessage;
import weft.hub.memory.HotPath;

/// Puts a message together from the payloads of its frames, as it was sent: compressed, if it is.
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

  /// Whether the message ends with the present frame.
  private boolean lastFrame;

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

  /// Bytes that have come and were not taken.
  @HotPath
  int size() {
    return size;
  }

  /// Whether it is compressed.
  @HotPath
  boolean isCompressed() {
    return compressed;
  }

  /// One to read the message by.
  ArrivingMessage arriving() {
    return new ArrivingMessage(isText, compressed ? inflater : null);
  }

  /// Begins a message.
  @HotPath
  void begin(boolean isText, boolean compressed) {
    this.isText = isText;
    this.compressed = compressed;
    open = true;
    utf8.start();
  }

  /// A frame begins.
  @HotPath
  void beginFrame(boolean isLast) {
    lastFrame = isLast;
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
      growSlow(length, left);
    }
    long seen = Masking.copyOut(address, data, size, length, key);
    int from = size;
    size += length;
    return isText && !compressed && !isUtf8(seen, from, length) ? WebSocketFault.BAD_UTF8 : null;
  }

  @HotPath
  private boolean isUtf8(long seen, int from, int length) {
    return (Utf8Check.isAscii(seen) && utf8.isWhole()) || utf8.accepts(data, from, length);
  }

  private void growSlow(int length, long left) {
    int wanted = Math.max(Math.max(size + length, 2 * data.length), FIRST_BYTES);
    // With a frame that others follow no memory ends, or many small ones would copy all before
    // each.
    boolean isExact = lastFrame || size == 0;
    data = Arrays.copyOf(data, isExact ? (int) Math.min(wanted, size + left) : wanted);
  }

  /// Ends a message: what is wrong with it, or `null` when [#takeMessage] or [#takePayload] has it.
  @HotPath
  @Nullable WebSocketFault end() {
    open = false;
    return isText && !compressed && !utf8.isWhole() ? WebSocketFault.BAD_UTF8 : null;
  }

  /// What has come and was not taken, not decompressed.
  byte[] takePayload() {
    byte[] payload = size == data.length ? data : Arrays.copyOf(data, size);
    forget();
    return payload;
  }

  /// The message that has ended, unless it is compressed.
  WebSocketMessage takeMessage() {
    byte[] payload = takePayload();
    return isText ? WebSocketMessage.ofText(payload) : WebSocketMessage.ofBytes(payload);
  }

  /// Throws away what has come.
  @HotPath
  void forget() {
    data = NOTHING;
    size = 0;
  }

  /// Throws the message away.
  @HotPath
  void clear() {
    forget();
    open = false;
  }
}
