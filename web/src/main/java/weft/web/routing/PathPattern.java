package weft.web.routing;

import java.util.List;

/// The path of a route with its parameters, such as `/users/{id:int}/files/{path*}`.
///
/// The grammar is in the parser: literals, `{name}`, `{name:constraint}` with `int`, `long`,
/// `uuid`, `hex`, `alpha`, `slug` or alternatives `a|b`, and `{name*}` for the rest of the path as
/// the last segment. Immutable.
public final class PathPattern {
  private final String text;
  private final List<PatternSegment> segments;
  private final List<String> names;

  private PathPattern(String text, List<PatternSegment> segments) {
    this.text = text;
    this.segments = segments;
    this.names = segments.stream().flatMap(segment -> nameOf(segment).stream()).toList();
  }

  /// Reads a pattern.
  ///
  /// @throws IllegalArgumentException naming the pattern and what is wrong with it
  public static PathPattern parse(String pattern) {
    return new PathPattern(pattern, PatternParser.parse(pattern));
  }

  /// Names of the parameters, in order.
  public List<String> names() {
    return names;
  }

  /// The path that this pattern matches with these values, percent-encoded: the reverse of
  /// matching.
  ///
  /// A tail keeps its slashes.
  ///
  /// @param values one per parameter, in order, as `toString` writes them
  /// @throws IllegalArgumentException when their count differs from that of the parameters, or a
  ///   value is empty, violates its constraint or would form a dot segment
  public String path(Object... values) {
    if (values.length != names.size()) {
      throw new IllegalArgumentException(
          "pattern '" + text + "' needs " + names + ", got " + values.length + " values");
    }
    StringBuilder path = new StringBuilder(text.length() + 16 * values.length);
    int next = 0;
    for (PatternSegment segment : segments) {
      path.append('/');
      switch (segment) {
        case PatternSegment.Literal literal ->
            PathText.encode(literal.text().replace(PathText.ENCODED_SLASH, '/'), path);
        case PatternSegment.Parameter parameter ->
            appendParameter(parameter, values[next++].toString(), path);
        case PatternSegment.Tail tail -> appendTail(tail, values[next++].toString(), path);
      }
    }
    return path.toString();
  }

  List<PatternSegment> segments() {
    return segments;
  }

  /// The pattern as it was written.
  @Override
  public String toString() {
    return text;
  }

  private void appendParameter(
      PatternSegment.Parameter parameter, String value, StringBuilder path) {
    for (String part : value.split("/", -1)) {
      // Routers take an encoded slash for a separator there.
      refuseDots(parameter.name(), part);
    }
    if (value.isEmpty() || !parameter.constraint().matches(value, 0, value.length())) {
      throw new IllegalArgumentException(
          "value '"
              + value
              + "' of parameter '"
              + parameter.name()
              + "' does not fit pattern '"
              + text
              + "'");
    }
    PathText.encode(value, path);
  }

  private void appendTail(PatternSegment.Tail tail, String value, StringBuilder path) {
    String separator = "";
    for (String part : value.split("/", -1)) {
      refuseDots(tail.name(), part);
      path.append(separator);
      PathText.encode(part, path);
      separator = "/";
    }
  }

  private void refuseDots(String name, String value) {
    if (value.equals(".") || value.equals("..")) {
      throw new IllegalArgumentException(
          "value '" + value + "' of parameter '" + name + "' is a dot segment in '" + text + "'");
    }
  }

  private static List<String> nameOf(PatternSegment segment) {
    return switch (segment) {
      case PatternSegment.Literal _ -> List.of();
      case PatternSegment.Parameter parameter -> List.of(parameter.name());
      case PatternSegment.Tail tail -> List.of(tail.name());
    };
  }
}
