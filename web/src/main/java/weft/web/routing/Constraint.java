package weft.web.routing;

import java.util.List;

/// What the value of a parameter segment must look like, else the route does not match.
///
/// Checked on the decoded text. The stricter constraint is tried first, see [#rank].
public sealed interface Constraint permits ValueShape, OneOf {
  /// Whether `text` from `start` to `end` (exclusive) is acceptable. Never called with an empty
  /// range.
  boolean matches(String text, int start, int end);

  /// Place in the order of trying among siblings, lower first.
  int rank();

  /// How it is written in a pattern, without the colon; empty for no constraint.
  String written();

  /// Parses what stands behind the colon of a parameter.
  ///
  /// @throws IllegalArgumentException when it is neither a shape's name nor alternatives
  static Constraint parse(String written) {
    for (ValueShape shape : ValueShape.values()) {
      if (shape != ValueShape.ANY && shape.written().equals(written)) {
        return shape;
      }
    }
    if (written.indexOf('|') >= 0) {
      return new OneOf(List.of(written.split("\\|", -1)));
    }
    throw new IllegalArgumentException(
        "unknown constraint '"
            + written
            + "', known are "
            + ValueShape.listed()
            + " and alternatives such as en|de");
  }
}
