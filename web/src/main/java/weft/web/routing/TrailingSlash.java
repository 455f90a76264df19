package weft.web.routing;

/// What happens when only the other form of a path, with or without its last slash, has a route.
public enum TrailingSlash {
  /// The route answers both forms.
  IGNORE,
  /// The other form is redirected to the route's own.
  REDIRECT,
  /// The other form is not found.
  STRICT
}
