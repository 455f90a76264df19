package weft.http.h2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.util.Locale;
import weft.http.FieldNames;
import weft.http.h2.hpack.HeaderIds;
import weft.http.h2.hpack.HpackEncoder;
import weft.hub.memory.Memory;

/// What a client says, frame by frame. Nothing keeps it from saying what it must not.
final class FrameScript {
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final int BLOCK_BYTES = 256 * 1024;
  private static final long BLOCK = Arena.global().allocate(BLOCK_BYTES, 8).address();

  private final HpackEncoder encoder = new HpackEncoder(4096);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// Everything said since the last time.
  byte[] take() {
    byte[] taken = bytes.toByteArray();
    bytes.reset();
    return taken;
  }

  FrameScript raw(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  FrameScript frame(int type, int flags, int streamId, byte[] payload) {
    return raw(new WireFrame(type, flags, streamId, payload).bytes());
  }

  /// The client's preface with its settings.
  FrameScript preface(int... settings) {
    return raw(PREFACE.getBytes(ISO_8859_1)).settings(settings);
  }

  /// SETTINGS: pairs of identifier and value.
  FrameScript settings(int... pairs) {
    return frame(FrameType.SETTINGS, 0, 0, settingsPayload(pairs));
  }

  static byte[] settingsPayload(int... pairs) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (int index = 0; index < pairs.length; index += 2) {
      payload.write(pairs[index] >> 8);
      payload.write(pairs[index]);
      payload.writeBytes(WireFrame.word(pairs[index + 1]));
    }
    return payload.toByteArray();
  }

  FrameScript settingsAck() {
    return frame(FrameType.SETTINGS, FrameType.ACK, 0, new byte[0]);
  }

  FrameScript get(int streamId, String path) {
    return request(streamId, true, "GET", path);
  }

  FrameScript post(int streamId, String path, String... fields) {
    return request(streamId, false, "POST", path, fields);
  }

  /// A request with the usual pseudo-header fields.
  FrameScript request(int streamId, boolean end, String method, String path, String... fields) {
    String[] all = new String[8 + fields.length];
    String[] pseudo = {
      ":method", method, ":scheme", "http", ":path", path, ":authority", "example.com"
    };
    System.arraycopy(pseudo, 0, all, 0, 8);
    System.arraycopy(fields, 0, all, 8, fields.length);
    return headers(streamId, end, all);
  }

  /// HEADERS of names and values.
  FrameScript headers(int streamId, boolean end, String... fields) {
    return block(streamId, end, encode(fields));
  }

  /// A block of any bytes, in one frame.
  FrameScript block(int streamId, boolean end, byte[] block) {
    int flags = FrameType.END_HEADERS | (end ? FrameType.END_STREAM : 0);
    return frame(FrameType.HEADERS, flags, streamId, block);
  }

  /// A block in several frames.
  FrameScript blockInPieces(int streamId, boolean end, byte[] block, int pieceLength) {
    for (int at = 0; at == 0 || at < block.length; at += pieceLength) {
      int count = Math.min(pieceLength, block.length - at);
      byte[] piece = new byte[count];
      System.arraycopy(block, at, piece, 0, count);
      int last = at + count >= block.length ? FrameType.END_HEADERS : 0;
      if (at == 0) {
        frame(FrameType.HEADERS, last | (end ? FrameType.END_STREAM : 0), streamId, piece);
      } else {
        frame(FrameType.CONTINUATION, last, streamId, piece);
      }
    }
    return this;
  }

  /// Encodes names and values. A name that is not all lower case is written as it stands.
  byte[] encode(String... fields) {
    long at = encoder.begin(BLOCK);
    for (int index = 0; index < fields.length; index += 2) {
      String name = fields[index];
      boolean fit = !name.isEmpty() && name.equals(name.toLowerCase(Locale.ROOT));
      at =
          fit
              ? encoder.field(at, HeaderIds.id(name), name, fields[index + 1])
              : literal(at, name, fields[index + 1]);
    }
    byte[] block = new byte[(int) (at - BLOCK)];
    Memory.copyOut(BLOCK, block, 0, block.length);
    return block;
  }

  /// A literal without indexing, of texts shorter than 127 bytes.
  private static long literal(long target, String name, String value) {
    long at = target;
    Memory.putByte(at++, (byte) FieldNames.UNKNOWN);
    for (String text : new String[] {name, value}) {
      byte[] content = text.getBytes(ISO_8859_1);
      Memory.putByte(at++, (byte) content.length);
      Memory.copyIn(content, 0, at, content.length);
      at += content.length;
    }
    return at;
  }

  FrameScript data(int streamId, boolean end, String text) {
    return data(streamId, end, text.getBytes(ISO_8859_1));
  }

  FrameScript data(int streamId, boolean end, byte[] content) {
    return frame(FrameType.DATA, end ? FrameType.END_STREAM : 0, streamId, content);
  }

  /// DATA with padding.
  FrameScript padded(int streamId, boolean end, String text, int padding) {
    byte[] content = text.getBytes(ISO_8859_1);
    byte[] payload = new byte[1 + content.length + padding];
    payload[0] = (byte) padding;
    System.arraycopy(content, 0, payload, 1, content.length);
    int flags = FrameType.PADDED | (end ? FrameType.END_STREAM : 0);
    return frame(FrameType.DATA, flags, streamId, payload);
  }

  FrameScript windowUpdate(int streamId, int count) {
    return frame(FrameType.WINDOW_UPDATE, 0, streamId, WireFrame.word(count));
  }

  FrameScript resetStream(int streamId, int code) {
    return frame(FrameType.RST_STREAM, 0, streamId, WireFrame.word(code));
  }

  FrameScript ping(String data) {
    return frame(FrameType.PING, 0, 0, data.getBytes(ISO_8859_1));
  }

  FrameScript pingAck(byte[] data) {
    return frame(FrameType.PING, FrameType.ACK, 0, data);
  }

  FrameScript goAway(int lastStreamId, int code) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.writeBytes(WireFrame.word(lastStreamId));
    payload.writeBytes(WireFrame.word(code));
    return frame(FrameType.GOAWAY, 0, 0, payload.toByteArray());
  }

  FrameScript priorityUpdate(int streamId, String value) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.writeBytes(WireFrame.word(streamId));
    payload.writeBytes(value.getBytes(ISO_8859_1));
    return frame(FrameType.PRIORITY_UPDATE, 0, 0, payload.toByteArray());
  }
}
