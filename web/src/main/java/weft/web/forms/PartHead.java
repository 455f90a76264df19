package weft.web.forms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.http.Ascii;

/// The head of a part: its fields, and what its Content-Disposition says.
final class PartHead {
  /// Name, value, name, value …
  private final List<String> fields = new ArrayList<>(4);

  private @Nullable PartDisposition disposition;

  /// Fields so far.
  int size() {
    return fields.size() / 2;
  }

  /// Adds the field of a line.
  ///
  /// @param to behind its last byte, in front of CR
  void add(byte[] bytes, int from, int to) {
    int colon = from;
    while (colon < to && Ascii.isToken(bytes[colon])) {
      colon++;
    }
    if (colon == from || colon == to || bytes[colon] != ':') {
      throw FormFault.HEADER.error("a line in the head of a part is no field");
    }
    int start = colon + 1;
    int end = to;
    while (start < end && Ascii.isBlank(bytes[start])) {
      start++;
    }
    while (end > start && Ascii.isBlank(bytes[end - 1])) {
      end--;
    }
    for (int index = start; index < end; index++) {
      byte value = bytes[index];
      boolean isControl = value >= 0 && value < ' ' && value != '\t';
      if (isControl || value == 0x7f) {
        throw FormFault.HEADER.error("a field of a part has a control character");
      }
    }
    fields.add(text(bytes, from, colon));
    fields.add(text(bytes, start, end));
  }

  /// The empty line was there.
  void finish() {
    String encoding = first("content-transfer-encoding");
    if (encoding != null && !isIdentity(encoding)) {
      throw FormFault.TRANSFER_ENCODING.error(
          "parts with a transfer encoding other than binary are not taken");
    }
    String value = null;
    for (int index = 0; index < fields.size(); index += 2) {
      if (fields.get(index).equalsIgnoreCase("content-disposition")) {
        if (value != null) {
          throw FormFault.DISPOSITION.error("a part has several Content-Dispositions");
        }
        value = fields.get(index + 1);
      }
    }
    if (value == null) {
      throw FormFault.DISPOSITION.error("a part has no Content-Disposition");
    }
    disposition = PartDisposition.parse(value);
  }

  /// What it says about itself; after [#finish].
  PartDisposition disposition() {
    if (disposition == null) {
      throw new IllegalStateException("the head is not complete");
    }
    return disposition;
  }

  /// The value of the first field of that name; null without one.
  @Nullable String first(String name) {
    for (int index = 0; index < fields.size(); index += 2) {
      if (fields.get(index).equalsIgnoreCase(name)) {
        return fields.get(index + 1);
      }
    }
    return null;
  }

  /// Bytes it may take in memory, about.
  long memoryBytes() {
    long bytes = 0;
    for (String text : fields) {
      bytes += text.length() + 16;
    }
    return bytes;
  }

  /// RFC 2045 §6.2: these three leave bytes as they are.
  private static boolean isIdentity(String encoding) {
    return encoding.equalsIgnoreCase("binary")
        || encoding.equalsIgnoreCase("8bit")
        || encoding.equalsIgnoreCase("7bit");
  }

  /// "the value of the name ... SHOULD be encoded as UTF-8", RFC 7578 §5.1; browsers do so.
  private static String text(byte[] bytes, int from, int to) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
    } catch (CharacterCodingException _) {
      throw FormFault.TEXT.error("the head of a part is not UTF-8");
    }
  }
}
