package weft.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import weft.web.forms.NamedValues;
import weft.web.forms.UrlencodedForm;

/// Reads the parameters of queries, which have the form of [UrlencodedForm]. How many there are is
/// limited by how long a request's target may be ([weft.http.HttpLimits]).
final class QueryParameters {
  private QueryParameters() {}

  /// Reads a raw query.
  ///
  /// @param query without its question mark; null for none
  /// @throws ProblemError 400 for a bad encoding
  static NamedValues parse(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return NamedValues.EMPTY;
    }
    return UrlencodedForm.parse(
        query.getBytes(UTF_8),
        Integer.MAX_VALUE,
        (_, _) -> new ProblemError(Problem.of(400, "the query has a bad percent-encoding")));
  }
}
