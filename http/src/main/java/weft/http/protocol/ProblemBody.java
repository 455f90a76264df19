package weft.http.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import weft.http.Status;

/// The body of an error: `application/problem+json` ([RFC
/// 9457](https://www.rfc-editor.org/rfc/rfc9457)), without a type, for the status says it all:
/// "When this member is not present, its value is assumed to be "about:blank"".
public final class ProblemBody {
  /// Its media type.
  public static final String CONTENT_TYPE = "application/problem+json";

  private static final String HEX = "0123456789abcdef";

  private ProblemBody() {}

  /// Writes a problem.
  ///
  /// @param detail shown to the client, or `null`
  /// @param id by which the log line is found, or `null`
  public static byte[] json(int status, @Nullable String detail, @Nullable String id) {
    StringBuilder text = new StringBuilder(128);
    text.append("{\"title\":\"");
    escape(text, Status.reason(status));
    text.append("\",\"status\":").append(status);
    if (detail != null) {
      text.append(",\"detail\":\"");
      escape(text, detail);
      text.append('"');
    }
    if (id != null) {
      text.append(",\"id\":\"");
      escape(text, id);
      text.append('"');
    }
    return text.append('}').toString().getBytes(UTF_8);
  }

  private static void escape(StringBuilder text, String value) {
    for (int index = 0; index < value.length(); index++) {
      char character = value.charAt(index);
      if (character == '"' || character == '\\') {
        text.append('\\').append(character);
      } else if (character < ' ' || character == 0x7f || Character.isSurrogate(character)) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          text.append(HEX.charAt((character >>> shift) & 15));
        }
      } else {
        text.append(character);
      }
    }
  }
}
