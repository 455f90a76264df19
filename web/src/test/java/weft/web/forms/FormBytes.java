package weft.web.forms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Arrays;
import weft.hub.FileWork;

/// Multipart bodies with the boundary `b`, and forms that read them on the test's thread.
final class FormBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  FormBytes field(String name, String value) {
    return part("name=\"" + name + "\"", "", value.getBytes(UTF_8));
  }

  FormBytes file(String name, String fileName, byte[] content) {
    return part("name=\"" + name + "\"; filename=\"" + fileName + "\"", "", content);
  }

  /// @param fields further fields, each with its line break
  FormBytes part(String parameters, String fields, byte[] content) {
    bytes.writeBytes(
        ("--b\r\nContent-Disposition: form-data; " + parameters + "\r\n" + fields + "\r\n")
            .getBytes(UTF_8));
    bytes.writeBytes(content);
    bytes.writeBytes("\r\n".getBytes(UTF_8));
    return this;
  }

  byte[] whole() {
    bytes.writeBytes("--b--\r\n".getBytes(UTF_8));
    return bytes.toByteArray();
  }

  Multipart form() {
    return form(MultipartLimits.DEFAULTS);
  }

  Multipart form(MultipartLimits limits) {
    byte[] whole = whole();
    return form(new ByteArrayInputStream(whole), whole.length, limits);
  }

  static Multipart form(InputStream body, long length, MultipartLimits limits) {
    return new Multipart(body, length, "b", limits, FileWork.HERE);
  }

  /// Bytes full of what might be a boundary.
  static byte[] tricky(int length) {
    byte[] pattern = "\r\n--\r\n-\r\n--\r\r\n\n--b\r\n--a".getBytes(UTF_8);
    byte[] content = new byte[length];
    for (int index = 0; index < length; index++) {
      content[index] = pattern[index % pattern.length];
    }
    return content;
  }

  /// A stream that gives few bytes at a time.
  static InputStream slow(byte[] bytes, int most) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, most));
      }
    };
  }

  static byte[] filled(int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 'x');
    return content;
  }
}
