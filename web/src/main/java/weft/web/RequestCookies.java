package weft.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `Cookie` fields, RFC 6265 §5.4 in reverse: pairs between semicolons, nothing encoded.
///
/// Of several cookies of one name the first counts, because clients send the one with the longest
/// path first. What is no pair is skipped: cookies of other programs on the same host are no reason
/// to refuse a request.
final class RequestCookies {
  private RequestCookies() {}

  static Map<String, String> parse(List<String> fields) {
    Map<String, String> cookies = new LinkedHashMap<>();
    for (String field : fields) {
      for (int start = 0; start < field.length(); ) {
        int semicolon = field.indexOf(';', start);
        int end = semicolon < 0 ? field.length() : semicolon;
        int equals = field.indexOf('=', start);
        if (equals > start && equals < end) {
          String name = field.substring(start, equals).strip();
          if (!name.isEmpty()) {
            cookies.putIfAbsent(name, unquoted(field.substring(equals + 1, end).strip()));
          }
        }
        start = end + 1;
      }
    }
    return Collections.unmodifiableMap(cookies);
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
