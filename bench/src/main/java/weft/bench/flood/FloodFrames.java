package weft.bench.flood;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/// FloodFrames of a client, byte by byte as RFC 9113 draws them; independent of the server's code.
final class FloodFrames {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int PRIORITY_UPDATE = 16;
  static final int HEADER_BYTES = 9;

  /// END_HEADERS and END_STREAM.
  private static final int WHOLE = 5;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /// `GET / http`, and an authority that goes into the table.
  private static final byte[] GET = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  byte[] take() {
    byte[] taken = bytes.toByteArray();
    bytes.reset();
    return taken;
  }

  /// The preface and settings: pairs of identifier and value.
  FloodFrames preface(int... settings) {
    bytes.writeBytes(PREFACE.getBytes(ISO_8859_1));
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (int index = 0; index < settings.length; index += 2) {
      payload.write(0);
      payload.write(settings[index]);
      payload.writeBytes(word(settings[index + 1]));
    }
    return frame(SETTINGS, 0, 0, payload.toByteArray());
  }

  FloodFrames frame(int type, int flags, int streamId, byte... payload) {
    bytes.write(payload.length >> 16);
    bytes.write(payload.length >> 8);
    bytes.write(payload.length);
    bytes.write(type);
    bytes.write(flags);
    bytes.writeBytes(word(streamId));
    bytes.writeBytes(payload);
    return this;
  }

  FloodFrames get(int streamId) {
    return frame(HEADERS, WHOLE, streamId, GET);
  }

  /// A GET with more behind its block.
  FloodFrames get(int streamId, byte[] more) {
    byte[] block = new byte[GET.length + more.length];
    System.arraycopy(GET, 0, block, 0, GET.length);
    System.arraycopy(more, 0, block, GET.length, more.length);
    return frame(HEADERS, WHOLE, streamId, block);
  }

  /// HEADERS of a POST, to be followed by a body.
  FloodFrames post(int streamId) {
    byte[] block = GET.clone();
    block[0] = (byte) 0x83;
    return frame(HEADERS, 4, streamId, block);
  }

  static byte[] word(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }
}
