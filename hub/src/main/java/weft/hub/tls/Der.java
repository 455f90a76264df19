package weft.hub.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Writes the distinguished encoding of ASN.1, as far as keys and certificates need it. ITU-T
/// X.690.
final class Der {
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int OCTETS = 0x04;
  static final int OBJECT_ID = 0x06;

  private Der() {}

  /// A value with its tag and length.
  static byte[] value(int tag, byte[]... parts) {
    byte[] content = join(parts);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int start = length[0] == 0 ? 1 : 0;
      out.write(0x80 | (length.length - start));
      out.write(length, start, length.length - start);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, parts);
  }

  static byte[] integer(BigInteger number) {
    return value(0x02, number.toByteArray());
  }

  static byte[] octets(byte[] content) {
    return value(OCTETS, content);
  }

  /// Bits that fill whole octets, but for `unused` at the end.
  static byte[] bits(int unused, byte... content) {
    return value(0x03, new byte[] {(byte) unused}, content);
  }

  static byte[] text(String text) {
    return value(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] yes() {
    return value(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] nothing() {
    return value(0x05);
  }

  /// An object identifier such as `1.2.840.10045.2.1`.
  static byte[] objectId(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    arc(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]), out);
    for (int index = 2; index < arcs.length; index++) {
      arc(Integer.parseInt(arcs[index]), out);
    }
    return value(OBJECT_ID, out.toByteArray());
  }

  /// Seven bits an octet, the highest first, all but the last marked.
  private static void arc(int number, ByteArrayOutputStream out) {
    for (int shift = 28; shift > 0; shift -= 7) {
      if (number >>> shift != 0) {
        out.write(0x80 | ((number >>> shift) & 0x7f));
      }
    }
    out.write(number & 0x7f);
  }

  private static byte[] join(byte[][] parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
