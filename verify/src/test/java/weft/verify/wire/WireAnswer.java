package weft.verify.wire;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A response as read from the wire.
///
/// @param status 100 to 599
/// @param fields lines `name: value` in order
/// @param body its bytes, one per character, without framing
public record WireAnswer(int status, List<String> fields, String body) {
  /// The value of the first field of that name, in lower case, or `null`.
  public @Nullable String header(String lowerCaseName) {
    for (String field : fields) {
      int colon = field.indexOf(':');
      if (field.substring(0, colon).toLowerCase(Locale.ROOT).equals(lowerCaseName)) {
        return field.substring(colon + 1).strip();
      }
    }
    return null;
  }

  /// How many fields have that name.
  public long count(String lowerCaseName) {
    return fields.stream()
        .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(lowerCaseName + ":"))
        .count();
  }

  /// Whether it says that the connection ends.
  public boolean saysClose() {
    return "close".equalsIgnoreCase(header("connection"));
  }

  @Override
  public String toString() {
    return status + " " + fields + " " + body.strip();
  }
}
