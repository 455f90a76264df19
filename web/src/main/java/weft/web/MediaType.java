package weft.web;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A media type as far as bodies need it, RFC 9110 §8.3.1.
///
/// @param name `type/subtype`, lower case
/// @param charset of the parameter with that name; null without one
record MediaType(String name, @Nullable String charset) {
  static MediaType parse(String contentType) {
    int semicolon = contentType.indexOf(';');
    String name = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    String charset = null;
    for (int start = semicolon + 1; semicolon >= 0 && start <= contentType.length(); ) {
      int next = contentType.indexOf(';', start);
      int end = next < 0 ? contentType.length() : next;
      String parameter = contentType.substring(start, end).strip();
      if (charset == null && parameter.regionMatches(true, 0, "charset=", 0, 8)) {
        charset = parameter.substring(8).replace("\"", "");
      }
      start = end + 1;
    }
    return new MediaType(name.strip().toLowerCase(Locale.ROOT), charset);
  }

  /// Whether it is JSON or based on it, RFC 6839 §3.1.
  boolean isJson() {
    return name.equals("application/json") || name.endsWith("+json") || name.equals("text/json");
  }
}
