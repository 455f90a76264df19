package weft.http.ws;

import java.util.Arrays;
import java.util.zip.Deflater;
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
  static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private static final byte[] NOTHING = new byte[0];
  private static final int ROOM_BYTES = 16 * 1024;

  /// Room kept between messages; what more a large one needed is given back.
  private static final int ROOM_BYTES_MAX = 128 * 1024;

  // Fast rather than dense: this runs on the hub.
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final StreamInflater inflater = new StreamInflater();
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
      history.add(message, 0, message.length);
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
    inflater.start(history);
    inflater.input(message, length);
    int size = inflateAll(sizeMax);
    inflater.forget();
    if (size < 0) {
      return null;
    }
    byte[] plain = Arrays.copyOf(room, size);
    shrink();
    return plain;
  }

  /// @return bytes in the room, more than `sizeMax` when there is more, -1 when it is broken
  private int inflateAll(int sizeMax) {
    int size = 0;
    while (size <= sizeMax) {
      if (size == room.length) {
        room = Arrays.copyOf(room, (int) Math.min(2L * room.length, sizeMax + 1L));
      }
      int count = inflater.inflate(room, size, Math.min(room.length, sizeMax + 1) - size);
      if (count == StreamInflater.END) {
        return size;
      }
      if (count == StreamInflater.BROKEN) {
        return -1;
      }
      if (count == 0) {
        inflater.end();
      }
      size += count;
    }
    return size;
  }

  private void shrink() {
    if (room.length > ROOM_BYTES_MAX) {
      room = new byte[ROOM_BYTES];
    }
  }
}
