package weft.http.h1;

import org.jspecify.annotations.Nullable;
import weft.http.protocol.ConnectionLink;
import weft.http.protocol.ExchangeTally;
import weft.hub.file.OpenFile;
import weft.hub.memory.Buffer;
import weft.hub.memory.HotPath;

/// Appends heads and bodies to a connection's output, whichever side of it we are on. A step
/// happens whole, or not at all for want of memory.
final class OutputAppender {
  /// Most data appended in one step, in bytes.
  static final int PIECE_BYTES_MAX = 32 * 1024;

  /// Least appended in one step, unless there is less, in bytes.
  private static final int PIECE_BYTES_MIN = 200;

  /// Room for a chunk's size line and its final CRLF.
  private static final int CHUNK_FRAME_BYTES = 12;

  /// A body up to this goes with its head in one copy, in bytes.
  private static final int SHORT_BODY_BYTES = 512;

  private static final byte[] NOTHING = new byte[0];

  private final ExchangeTally tally;
  private @Nullable ConnectionLink link;

  OutputAppender(ExchangeTally tally) {
    this.tally = tally;
  }

  /// Appends to this connection from now on.
  @HotPath
  void start(ConnectionLink link) {
    this.link = link;
  }

  /// Lets go of the connection.
  @HotPath
  void release() {
    link = null;
  }

  /// Appends a text.
  @HotPath
  boolean append(ByteText text) {
    return append(text, NOTHING, 0, 0);
  }

  /// Appends a text, and a body behind it.
  @HotPath
  boolean append(ByteText text, byte[] source, int offset, int length) {
    int textLength = text.length();
    Buffer room = reserve(textLength + length);
    if (room == null) {
      return false;
    }
    if (length <= SHORT_BODY_BYTES) {
      // A way into native memory costs more than copying so few bytes twice.
      text.add(source, offset, length);
      room.put(text.bytes(), 0, textLength + length);
      text.truncate(textLength);
    } else {
      room.put(text.bytes(), 0, textLength);
      room.put(source, offset, length);
    }
    appended(textLength + length);
    return true;
  }

  /// Appends data, in a chunk of its own where the body is chunked.
  ///
  /// @param length at least 1
  /// @return how many bytes, 0 when there is no memory
  @HotPath
  int append(byte[] source, int offset, int length, boolean chunked) {
    int count = Math.min(length, PIECE_BYTES_MAX);
    int frame = chunked ? CHUNK_FRAME_BYTES : 0;
    Buffer room = reserve(count + frame);
    while (room == null && count > PIECE_BYTES_MIN) {
      // What memory is left may lie in small pieces.
      count = Math.max(PIECE_BYTES_MIN, count / 4);
      room = reserve(count + frame);
    }
    if (room == null) {
      return 0;
    }
    int before = room.readable();
    if (chunked) {
      putHex(room, count);
      putLineEnd(room);
      room.put(source, offset, count);
      putLineEnd(room);
    } else {
      room.put(source, offset, count);
    }
    appended(room.readable() - before);
    return count;
  }

  /// Sends bytes of a file that are in memory.
  ///
  /// @return how many, 0 when there is no room, less when they have to be written
  @HotPath
  int sendFile(OpenFile file, long position, int length) {
    int taken = link == null ? 0 : link.sendFile(file, position, length);
    if (taken > 0) {
      tally.bytesSent += taken;
    }
    return taken;
  }

  @HotPath
  private @Nullable Buffer reserve(int size) {
    return link == null ? null : link.reserve(size);
  }

  @HotPath
  private void appended(int count) {
    tally.bytesSent += count;
    if (link != null) {
      link.flushLater();
    }
  }

  @HotPath
  private static void putHex(Buffer room, int value) {
    int shift = (31 - Integer.numberOfLeadingZeros(value | 1)) & ~3;
    for (; shift >= 0; shift -= 4) {
      int digit = (value >>> shift) & 15;
      room.put((byte) (digit < 10 ? '0' + digit : 'a' + digit - 10));
    }
  }

  @HotPath
  private static void putLineEnd(Buffer room) {
    room.put((byte) '\r');
    room.put((byte) '\n');
  }
}
