package weft.web.files;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How much a client wants a content coding, [RFC 9110
/// §12.5.3](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3).
final class AcceptedCodings {
  /// The weight 1.
  private static final int WEIGHT_MAX = 1000;

  private static final int LENGTH_MAX = 1024;

  private AcceptedCodings() {}

  /// The weight of a coding in thousandths; 0 when it is not acceptable.
  ///
  /// @param field the value of `Accept-Encoding`, null without one
  /// @param coding a registered name, lower case, or `identity`
  static int weight(@Nullable String field, String coding) {
    boolean identity = coding.equals("identity");
    if (field == null || field.length() > LENGTH_MAX) {
      return identity ? WEIGHT_MAX : 0;
    }
    int any = -1;
    for (int start = 0; start <= field.length(); ) {
      int comma = field.indexOf(',', start);
      int end = comma < 0 ? field.length() : comma;
      String element = field.substring(start, end).strip().toLowerCase(Locale.ROOT);
      start = end + 1;
      int semicolon = element.indexOf(';');
      String name = semicolon < 0 ? element : element.substring(0, semicolon).strip();
      int weight = semicolon < 0 ? WEIGHT_MAX : weight(element.substring(semicolon + 1).strip());
      if (name.equals(coding) || (name.equals("x-gzip") && coding.equals("gzip"))) {
        return weight;
      }
      if (name.equals("*")) {
        any = weight;
      }
    }
    if (any >= 0) {
      return any;
    }
    // "If the representation has no content coding, then it is acceptable by default".
    return identity ? 1 : 0;
  }

  /// Reads `q=0.5`; what is malformed is not wanted.
  private static int weight(String parameter) {
    if (!parameter.matches("q\\s*=\\s*(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
      return 0;
    }
    String value = parameter.substring(parameter.indexOf('=') + 1).strip();
    int result = (value.charAt(0) - '0') * WEIGHT_MAX;
    for (int index = 2, step = 100; index < value.length(); index++, step /= 10) {
      result += (value.charAt(index) - '0') * step;
    }
    return result;
  }
}
