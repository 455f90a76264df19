package weft.web.routing;

/// What the search for a route ended with.
public enum RouteOutcome {
  /// [RouteMatch#target] and the parameters are set.
  FOUND,
  /// No route has such a path.
  NOT_FOUND,
  /// Routes have the path, but not the method; [RouteMatch#allowed] lists those they have.
  METHOD_NOT_ALLOWED,
  /// A route has the path with the other form of trailing slash; [RouteMatch#location] is it.
  REDIRECT,
  /// The path does not begin with a slash, has a bad percent-encoding or a dot segment.
  MALFORMED
}
