package weft.web.compression;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client accepts, RFC 9110 §12.5.3.
///
/// An element that is not of the grammar counts as not there; of several for one coding the first
/// counts. Weights are in thousandths.
final class AcceptEncoding {
  private static final int UNNAMED = -1;

  /// Weight of identity when nothing was said about it: acceptable, behind whatever was asked for.
  private static final int LEAST = 1;

  private final Map<Coding, Integer> weights = new EnumMap<>(Coding.class);
  private int identity = UNNAMED;
  private int any = UNNAMED;

  private AcceptEncoding() {}

  /// Reads the fields of a request.
  static AcceptEncoding parse(List<String> fields) {
    AcceptEncoding accepted = new AcceptEncoding();
    for (String field : fields) {
      int start = 0;
      while (start <= field.length()) {
        int comma = field.indexOf(',', start);
        int end = comma < 0 ? field.length() : comma;
        accepted.element(field, start, end);
        start = end + 1;
      }
    }
    return accepted;
  }

  private void element(String field, int start, int end) {
    int semicolon = field.indexOf(';', start);
    boolean weighted = semicolon >= 0 && semicolon < end;
    String token = trimmed(field, start, weighted ? semicolon : end);
    int weight = weighted ? weight(trimmed(field, semicolon + 1, end)) : 1000;
    if (token.isEmpty() || weight < 0) {
      return;
    }
    if (token.equals("*")) {
      any = any == UNNAMED ? weight : any;
    } else if (token.equalsIgnoreCase("identity")) {
      identity = identity == UNNAMED ? weight : identity;
    } else {
      Coding coding = Coding.of(token);
      if (coding != null) {
        weights.putIfAbsent(coding, weight);
      }
    }
  }

  private static String trimmed(String text, int start, int end) {
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (start < end && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char each) {
    return each == ' ' || each == '\t';
  }

  /// `weight = OWS ";" OWS "q=" qvalue`, RFC 9110 §12.4.2.
  ///
  /// @return thousandths, or -1 for what is no weight
  private static int weight(String text) {
    int length = text.length();
    if (length < 3 || length > 7 || (text.charAt(0) | 0x20) != 'q' || text.charAt(1) != '=') {
      return -1;
    }
    int whole = text.charAt(2) - '0';
    if (whole < 0 || whole > 1 || (length > 3 && text.charAt(3) != '.')) {
      return -1;
    }
    int result = whole * 1000;
    int scale = 100;
    for (int index = 4; index < length; index++, scale /= 10) {
      int digit = text.charAt(index) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      result += digit * scale;
    }
    return result > 1000 ? -1 : result;
  }

  /// How much a coding is wanted, 0 for not at all.
  int weight(Coding coding) {
    Integer own = weights.get(coding);
    return own != null ? own : Math.max(any, 0);
  }

  /// How much the body as it is is wanted, 0 for not at all.
  ///
  /// "If the representation has no content coding, then it is acceptable by default unless
  /// specifically excluded by the Accept-Encoding header field stating either "identity;q=0" or
  /// "*;q=0" without a more specific entry for "identity"."
  int identityWeight() {
    if (identity != UNNAMED) {
      return identity;
    }
    return any == 0 ? 0 : LEAST;
  }

  /// Whether the body may be sent as it is.
  boolean isIdentityAccepted() {
    return identityWeight() > 0;
  }

  /// The coding the client wants most, of several the first on our list.
  ///
  /// @return null when the body is best sent as it is
  @Nullable Coding choose(List<Coding> preference) {
    Coding best = null;
    int bestWeight = 0;
    for (Coding coding : preference) {
      int weight = weight(coding);
      if (weight > bestWeight) {
        best = coding;
        bestWeight = weight;
      }
    }
    return bestWeight >= identityWeight() ? best : null;
  }
}
