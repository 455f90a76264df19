package weft.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which content codings a client accepts, [RFC 9110
/// §12.5.3](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3).
///
/// An element that is not of the grammar counts as not there; of several for one coding the first
/// counts. Weights are in thousandths. The text is read for each question, so that a client's long
/// list takes no memory.
///
/// @param field the values of all `Accept-Encoding` fields as one list; empty for none
public record AcceptEncoding(String field) {
  private static final int WEIGHT_MAX = 1000;

  private static final int UNNAMED = -1;

  /// Weight of identity when nothing was said about it: acceptable, behind whatever was asked for.
  private static final int LEAST = 1;

  /// What the fields of a request say.
  public static AcceptEncoding of(Headers fields) {
    String joined = fields.joined("accept-encoding");
    return new AcceptEncoding(joined == null ? "" : joined);
  }

  /// Of what is offered the coding the client wants most, of several the first.
  ///
  /// @param token a coding's registered name, in lower case
  /// @return null when the body is best sent as it is
  public <T> @Nullable T choose(List<T> offered, Function<T, String> token) {
    T best = null;
    int bestWeight = 0;
    for (T each : offered) {
      int weight = weight(token.apply(each));
      if (weight > bestWeight) {
        best = each;
        bestWeight = weight;
      }
    }
    return bestWeight >= identityWeight() ? best : null;
  }

  /// Whether the body may be sent as it is.
  public boolean isIdentityAccepted() {
    return identityWeight() > 0;
  }

  /// How much a coding is wanted, 0 for not at all.
  int weight(String coding) {
    int own = named(coding);
    return Math.max(own == UNNAMED ? named("*") : own, 0);
  }

  /// How much the body as it is is wanted, 0 for not at all.
  ///
  /// "If the representation has no content coding, then it is acceptable by default unless
  /// specifically excluded by the Accept-Encoding header field stating either "identity;q=0" or
  /// "*;q=0" without a more specific entry for "identity"."
  int identityWeight() {
    int own = named("identity");
    if (own != UNNAMED) {
      return own;
    }
    return named("*") == 0 ? 0 : LEAST;
  }

  /// The weight of the first element with that name.
  private int named(String name) {
    for (int start = 0; start < field.length(); ) {
      int comma = field.indexOf(',', start);
      int end = comma < 0 ? field.length() : comma;
      int semicolon = field.indexOf(';', start, end);
      if (isNamed(name, start, semicolon < 0 ? end : semicolon)) {
        int weight = semicolon < 0 ? WEIGHT_MAX : weight(semicolon + 1, end);
        if (weight >= 0) {
          return weight;
        }
      }
      start = end + 1;
    }
    return UNNAMED;
  }

  private boolean isNamed(String name, int from, int to) {
    int start = skipBlanks(from, to);
    int length = trimBlanks(start, to) - start;
    // "A recipient SHOULD consider "x-gzip" to be equivalent to "gzip"."
    // https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.3
    return is(name, start, length) || (name.equals("gzip") && is("x-gzip", start, length));
  }

  private boolean is(String name, int start, int length) {
    return length == name.length() && field.regionMatches(true, start, name, 0, length);
  }

  private int skipBlanks(int from, int to) {
    int at = from;
    while (at < to && Ascii.isBlank(field.charAt(at))) {
      at++;
    }
    return at;
  }

  private int trimBlanks(int from, int to) {
    int end = to;
    while (end > from && Ascii.isBlank(field.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /// `weight = OWS ";" OWS "q=" qvalue`, RFC 9110 §12.4.2, behind its semicolon.
  ///
  /// @return thousandths, or -1 for what is no weight
  private int weight(int from, int to) {
    int start = skipBlanks(from, to);
    int end = trimBlanks(start, to);
    int length = end - start;
    if (length < 3 || length > 7 || !is("q=", start, 2)) {
      return -1;
    }
    int whole = field.charAt(start + 2) - '0';
    if (whole < 0 || whole > 1 || (length > 3 && field.charAt(start + 3) != '.')) {
      return -1;
    }
    int result = whole * WEIGHT_MAX;
    int scale = WEIGHT_MAX / 10;
    for (int index = start + 4; index < end; index++, scale /= 10) {
      char digit = field.charAt(index);
      if (!Ascii.isDigit(digit)) {
        return -1;
      }
      result += (digit - '0') * scale;
    }
    return result > WEIGHT_MAX ? -1 : result;
  }
}
