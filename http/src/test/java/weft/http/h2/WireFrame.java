package weft.http.h2;

import java.io.ByteArrayOutputStream;

/// A frame as it goes over the wire ([RFC 9113
/// §4.1](https://www.rfc-editor.org/rfc/rfc9113#section-4.1)).
record WireFrame(int type, int flags, int streamId, byte[] payload) {
  /// Its bytes, header and payload.
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int length = payload.length;
    bytes.writeBytes(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length});
    bytes.write(type);
    bytes.write(flags);
    bytes.writeBytes(word(streamId));
    bytes.writeBytes(payload);
    return bytes.toByteArray();
  }

  /// A 32-bit number in network order.
  static byte[] word(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  /// The frame at the front of some bytes.
  static WireFrame at(byte[] bytes, int offset) {
    byte[] payload = new byte[number(bytes, offset, 3)];
    System.arraycopy(bytes, offset + FrameReader.HEADER_BYTES, payload, 0, payload.length);
    return new WireFrame(
        bytes[offset + 3] & 0xff, bytes[offset + 4] & 0xff, number(bytes, offset + 5, 4), payload);
  }

  /// Bytes of the frame at an offset, or -1 when it is not whole.
  static int length(byte[] bytes, int offset) {
    if (bytes.length - offset < FrameReader.HEADER_BYTES) {
      return -1;
    }
    int length = FrameReader.HEADER_BYTES + number(bytes, offset, 3);
    return length <= bytes.length - offset ? length : -1;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /// A number in the payload.
  int number(int offset, int count) {
    return number(payload, offset, count);
  }

  private static int number(byte[] bytes, int offset, int count) {
    int value = 0;
    for (int index = 0; index < count; index++) {
      value = value << 8 | (bytes[offset + index] & 0xff);
    }
    return value;
  }
}
