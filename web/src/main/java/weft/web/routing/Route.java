package weft.web.routing;

import org.jspecify.annotations.Nullable;

/// What a route answers to.
///
/// @param method the request method, upper case as sent, RFC 9110 §9.1
/// @param host the host it is limited to, lower case, `*.` in front for any subdomain; null for any
/// @param pattern the path
/// @param name for reverse URLs; null for none
public record Route(
    String method, @Nullable String host, PathPattern pattern, @Nullable String name) {
  /// `GET /users/{id}`, with the host in front of the path if there is one.
  @Override
  public String toString() {
    return method + " " + (host == null ? "" : host) + pattern;
  }
}
