package weft.web.routing;

/// One segment of a [PathPattern].
sealed interface PatternSegment {
  /// Text that must be equal, decoded; empty for the trailing slash.
  record Literal(String text) implements PatternSegment {}

  /// One segment that is not empty, kept under a name.
  record Parameter(String name, Constraint constraint) implements PatternSegment {}

  /// The rest of the path, slashes included, possibly empty.
  record Tail(String name) implements PatternSegment {}
}
