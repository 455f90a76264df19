package weft.http.h1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import weft.http.FieldList;
import weft.hub.memory.HotPath;

/// A growing text of bytes in which heads are put together before they are copied to native memory
/// in one piece. Used again and again; confined to a hub.
final class ByteText {
  private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] LAST_CHUNK = ascii("0\r\n");
  private static final byte[] TENS = new byte[100];
  private static final byte[] UNITS = new byte[100];

  static {
    for (int value = 0; value < 100; value++) {
      TENS[value] = (byte) ('0' + value / 10);
      UNITS[value] = (byte) ('0' + value % 10);
    }
  }

  private byte[] bytes = new byte[1024];
  private int length;

  ByteText() {}

  @HotPath
  void clear() {
    length = 0;
  }

  @HotPath
  byte[] bytes() {
    return bytes;
  }

  @HotPath
  int length() {
    return length;
  }

  @HotPath
  void add(byte[] source) {
    add(source, 0, source.length);
  }

  @HotPath
  void add(byte[] source, int offset, int count) {
    ensure(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /// Takes back what was added behind the first `count` bytes.
  @HotPath
  void truncate(int count) {
    length = count;
  }

  /// Adds characters that are known to be Latin-1.
  // The deprecated method is the one that copies the low bytes without making an array.
  @SuppressWarnings("deprecation")
  @HotPath
  void add(String text) {
    int count = text.length();
    ensure(count);
    text.getBytes(0, count, bytes, length);
    length += count;
  }

  @HotPath
  void add(int single) {
    ensure(1);
    bytes[length++] = (byte) single;
  }

  @HotPath
  void add(int first, int second) {
    ensure(2);
    bytes[length] = (byte) first;
    bytes[length + 1] = (byte) second;
    length += 2;
  }

  /// Adds field lines.
  @HotPath
  void add(FieldList fields) {
    for (int index = 0; index < fields.size(); index++) {
      add(fields.name(index));
      add(':', ' ');
      add(fields.value(index));
      add('\r', '\n');
    }
  }

  /// Adds the field line of a body whose bytes are counted.
  @HotPath
  void addContentLength(long contentLength) {
    add(CONTENT_LENGTH);
    addDecimal(contentLength);
    add('\r', '\n');
  }

  /// Adds the field line of a body that comes in chunks.
  @HotPath
  void addChunked() {
    add(CHUNKED);
  }

  /// Adds the last chunk of a body and the trailer section behind it.
  @HotPath
  void addLastChunk(FieldList trailers) {
    add(LAST_CHUNK);
    add(trailers);
    add('\r', '\n');
  }

  /// Adds a number in decimal.
  ///
  /// @param value 0 or more
  @HotPath
  void addDecimal(long value) {
    int digits = decimalDigits(value);
    ensure(digits);
    int at = length + digits;
    long rest = value;
    while (rest >= 100) {
      int pair = (int) (rest % 100);
      rest /= 100;
      bytes[--at] = UNITS[pair];
      bytes[--at] = TENS[pair];
    }
    bytes[--at] = UNITS[(int) rest];
    if (rest >= 10) {
      bytes[--at] = TENS[(int) rest];
    }
    length += digits;
  }

  /// A text that is known to be Latin-1 as bytes.
  static byte[] ascii(String text) {
    return text.getBytes(ISO_8859_1);
  }

  @HotPath
  private static int decimalDigits(long value) {
    int digits = 1;
    for (long power = 10; digits < 19 && value >= power; power *= 10) {
      digits++;
    }
    return digits;
  }

  @HotPath
  private void ensure(int count) {
    if (bytes.length - length < count) {
      growSlow(count);
    }
  }

  private void growSlow(int count) {
    bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
  }
}
