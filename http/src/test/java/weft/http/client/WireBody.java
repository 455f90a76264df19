package weft.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/// The body of the one response that comes over a connection, without what frames it. It knows no
/// more of the protocol than that takes, and shares no code with what it tests.
final class WireBody extends InputStream {
  private static final int DATA = 0;
  private static final int END_STREAM = 1;

  private final DataInputStream wire;
  private final boolean isHttp2;
  private boolean isChunked;
  private long left;
  private boolean ended;

  /// Reads the head, if that does not come in frames.
  WireBody(InputStream wire, boolean isHttp2) throws IOException {
    this.wire = new DataInputStream(wire);
    this.isHttp2 = isHttp2;
    if (!isHttp2) {
      readHead();
    }
  }

  private void readHead() throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered by " + status);
    }
    isChunked = true;
    for (String field = line(); !field.isEmpty(); field = line()) {
      if (field.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        isChunked = false;
        left = Long.parseLong(field.substring(15).strip());
      }
    }
    ended = !isChunked && left == 0;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = wire.readUnsignedByte(); next != '\n'; next = wire.readUnsignedByte()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (left == 0 && !ended) {
      begin();
    }
    if (left == 0) {
      return -1;
    }
    int count = wire.read(target, offset, (int) Math.min(left, length));
    if (count < 0) {
      throw new EOFException("the body breaks off");
    }
    left -= count;
    if (left == 0) {
      end();
    }
    return count;
  }

  /// Goes to the next piece.
  private void begin() throws IOException {
    if (isHttp2) {
      beginFrame();
    } else {
      left = Long.parseLong(line(), 16);
      ended = left == 0;
      if (ended && !line().isEmpty()) {
        throw new IOException("there are trailers");
      }
    }
  }

  /// RFC 9113 §4.1; DATA is not padded here.
  private void beginFrame() throws IOException {
    int length = wire.readUnsignedByte() << 16 | wire.readUnsignedShort();
    int type = wire.readUnsignedByte();
    int flags = wire.readUnsignedByte();
    int stream = wire.readInt();
    if (type == DATA && stream == 1) {
      left = length;
    } else if (stream == 1 && type != 1 && type != 8) {
      throw new IOException("the stream ends by a frame of type " + type);
    } else {
      wire.skipNBytes(length);
    }
    ended = stream == 1 && (flags & END_STREAM) != 0;
  }

  private void end() throws IOException {
    if (isHttp2) {
      return;
    }
    if (!isChunked) {
      ended = true;
    } else if (!line().isEmpty()) {
      throw new IOException("a chunk is longer than it says");
    }
  }
}
