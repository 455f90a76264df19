package weft.http.ws;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// The compressor and decompressor that all sockets of a hub share (RFC 7692 §7.2). A message is
/// compressed or decompressed in one step, beginning with the history of its socket, so that nobody
/// needs one of his own.
///
/// Used on one hub's thread; made on any other but the bare one, since making it takes a lock of
/// the JDK's.
final class DeflateCodec {
  /// The window of java.util.zip, in bytes.
  static final int WINDOW_BYTES = 32 * 1024;

  /// How far back we refer, in bytes: a longer history costs more to begin with.
  static final int OUTGOING_WINDOW_BYTES = 16 * 1024;

  /// "Remove 4 octets (that are 0x00 0x00 0xff 0xff) from the tail end."
  /// https://www.rfc-editor.org/rfc/rfc7692#section-7.2.1
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  /// A final block without data. It ends what stands between two blocks, and nothing else: a
  /// message that was cut off is still within one.
  private static final byte[] FINAL_BLOCK = {1, 0, 0, (byte) 0xff, (byte) 0xff};

  private static final byte[] NOTHING = new byte[0];
  private static final int ROOM_BYTES = 16 * 1024;

  /// Room kept between messages; what more a large one needed is given back.
  private static final int ROOM_BYTES_MAX = 128 * 1024;

  /// Final blocks of one message: senders that use any use one.
  private static final int FINAL_BLOCKS_MAX = 8;

  // Fast rather than dense: this runs on the hub.
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final Inflater inflater = new Inflater(true);
  private byte[] room = new byte[ROOM_BYTES];

  DeflateCodec() {}

  /// Compresses a message.
  ///
  /// @param history what it may refer to; `null` for nothing
  byte[] deflate(byte[] message, @Nullable DeflateHistory history) {
    deflater.reset();
    if (history != null) {
      if (history.size() > 0) {
        deflater.setDictionary(history.bytes(), 0, history.size());
      }
      history.add(message, message.length);
    }
    deflater.setInput(message);
    int size = 0;
    while (true) {
      int count = deflater.deflate(room, size, room.length - size, Deflater.SYNC_FLUSH);
      size += count;
      if (size < room.length) {
        break;
      }
      room = Arrays.copyOf(room, 2 * room.length);
    }
    deflater.setInput(NOTHING);
    byte[] compressed = Arrays.copyOf(room, size - TAIL.length);
    shrink();
    return compressed;
  }

  /// Decompresses a message.
  ///
  /// @param history what it may refer to, and where it goes; `null` for nothing
  /// @param sizeMax most bytes of it
  /// @return `null` when it does not decompress or is not whole, and an array of more than
  ///   `sizeMax` bytes when it would be larger
  byte @Nullable [] inflate(
      byte[] message, int length, @Nullable DeflateHistory history, int sizeMax) {
    if (length == 0) {
      // Not even a block that the tail could belong to: it should have been a zero byte.
      // https://www.rfc-editor.org/rfc/rfc7692#section-7.2.3.6
      return NOTHING;
    }
    byte[] input = Arrays.copyOf(message, length + TAIL.length);
    System.arraycopy(TAIL, 0, input, length, TAIL.length);
    inflater.reset();
    if (history != null && history.size() > 0) {
      inflater.setDictionary(history.bytes(), 0, history.size());
    }
    inflater.setInput(input);
    int size;
    try {
      size = inflateAll(input, history, sizeMax);
    } catch (DataFormatException broken) {
      size = -1;
    }
    inflater.setInput(NOTHING);
    if (size < 0) {
      return null;
    }
    byte[] plain = Arrays.copyOf(room, size);
    shrink();
    if (history != null) {
      history.add(plain, size);
    }
    return plain;
  }

  /// @return bytes in the room, more than `sizeMax` when there is more, -1 when it is broken
  private int inflateAll(byte[] input, @Nullable DeflateHistory history, int sizeMax)
      throws DataFormatException {
    int size = 0;
    int finals = 0;
    while (size <= sizeMax) {
      if (size == room.length) {
        room = Arrays.copyOf(room, (int) Math.min(2L * room.length, sizeMax + 1L));
      }
      int count = inflater.inflate(room, size, Math.min(room.length, sizeMax + 1) - size);
      size += count;
      if (inflater.needsDictionary()) {
        return -1;
      }
      if (inflater.finished()) {
        int left = inflater.getRemaining();
        // With all of the tail left, nobody put the zero byte behind the final block that should be
        // there; the message is whole nevertheless.
        if (left == 0 || left == TAIL.length) {
          return size;
        }
        finals++;
        if (finals > FINAL_BLOCKS_MAX) {
          return -1;
        }
        goOnBehindFinal(input, left, history, size);
      } else if (inflater.needsInput() && size < room.length && size <= sizeMax) {
        return isBetweenBlocks(size) ? size : -1;
      }
    }
    return size;
  }

  private boolean isBetweenBlocks(int size) throws DataFormatException {
    inflater.setInput(FINAL_BLOCK);
    int count = inflater.inflate(room, size, 1);
    return count == 0 && inflater.finished() && inflater.getRemaining() == 0;
  }

  /// "an endpoint MAY use ... DEFLATE blocks with the BFINAL bit set to 1": then others may follow,
  /// and refer to what was before. https://www.rfc-editor.org/rfc/rfc7692#section-7.2.3.4
  private void goOnBehindFinal(byte[] input, int left, @Nullable DeflateHistory history, int size) {
    inflater.reset();
    DeflateHistory window = new DeflateHistory(WINDOW_BYTES);
    if (history != null) {
      window.add(history.bytes(), history.size());
    }
    window.add(room, size);
    if (window.size() > 0) {
      inflater.setDictionary(window.bytes(), 0, window.size());
    }
    inflater.setInput(input, input.length - left, left);
  }

  private void shrink() {
    if (room.length > ROOM_BYTES_MAX) {
      room = new byte[ROOM_BYTES];
    }
  }
}
