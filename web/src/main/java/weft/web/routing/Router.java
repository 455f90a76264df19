package weft.web.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// Finds the route of a request. Immutable; shared by all threads.
///
/// Among the routes whose path and method fit, the literal segment goes before the parameter and
/// the parameter before the tail, from left to right; full backtracking. A route limited to the
/// request's host goes before one for any host, an exact host before a wildcard. HEAD is answered
/// by GET where it has no route of its own.
///
/// @param <T> what the owner keeps with each route
public final class Router<T> {
  private record HostTree<T>(HostPattern host, RouteTree<T> tree) {}

  private final MethodTable methods;
  private final List<HostTree<T>> hosts;
  private final RouteTree<T> anyHost;
  private final List<Route> routes;
  private final TrailingSlash trailingSlash;

  /// Whether a literal has a percent sign, which an encoded path could be taken for.
  private final boolean hasPercentLiterals;

  Router(RouterBuilder<T> builder) {
    methods = builder.methods();
    anyHost = builder.anyHost();
    routes = builder.routes();
    trailingSlash = builder.trailingSlash();
    hasPercentLiterals =
        routes.stream()
            .flatMap(route -> route.pattern().segments().stream())
            .anyMatch(segment ->
                segment instanceof PatternSegment.Literal literal
                    && literal.text().indexOf('%') >= 0);
    hosts =
        builder.hosts().entrySet().stream()
            .map(entry -> new HostTree<>(entry.getKey(), entry.getValue()))
            .toList();
  }

  /// All routes, in the order of registration.
  public List<Route> routes() {
    return routes;
  }

  /// Whether some routes are limited to a host, so that a search needs the authority.
  @HotPath
  public boolean hasHosts() {
    return !hosts.isEmpty();
  }

  /// Searches without a host.
  ///
  /// @param path the raw path of the request target, without query
  /// @param match receives the result; nothing of an earlier search stays
  @HotPath
  public RouteOutcome find(String method, String path, RouteMatch<T> match) {
    return find(method, null, path, match);
  }

  /// Searches the routes of a host, then those for any host.
  ///
  /// @param authority host and port as the client sent them; null or empty for none
  /// @param path the raw path of the request target, without query
  /// @param match receives the result; nothing of an earlier search stays
  @HotPath
  public RouteOutcome find(
      String method, @Nullable String authority, String path, RouteMatch<T> match) {
    match.begin(path, false);
    if (path.isEmpty() || path.charAt(0) != '/') {
      return RouteOutcome.MALFORMED;
    }
    int index = methods.index(method);
    if (hasPercentLiterals && path.indexOf('%') >= 0) {
      return findEncodedSlow(index, authority, path, match);
    }
    // As it came: what is percent-encoded matches nothing yet.
    if (search(index, authority, path, match)) {
      return RouteOutcome.FOUND;
    }
    return path.indexOf('%') >= 0
        ? findEncodedSlow(index, authority, path, match)
        : findOtherwiseSlow(index, authority, path, path, match);
  }

  private RouteOutcome findEncodedSlow(
      int method, @Nullable String authority, String path, RouteMatch<T> match) {
    String decoded = PathText.decode(path);
    if (decoded == null || PathText.hasDotSegment(decoded)) {
      return RouteOutcome.MALFORMED;
    }
    match.begin(decoded, true);
    return search(method, authority, decoded, match)
        ? RouteOutcome.FOUND
        : findOtherwiseSlow(method, authority, path, decoded, match);
  }

  /// Says why no route was found, or finds one for the other form of the path.
  private RouteOutcome findOtherwiseSlow(
      int method, @Nullable String authority, String raw, String decoded, RouteMatch<T> match) {
    if (PathText.hasDotSegment(decoded)) {
      return RouteOutcome.MALFORMED;
    }
    if (match.anyAllowed()) {
      return refuse(authority, decoded, match);
    }
    return trailingSlash == TrailingSlash.STRICT
        ? RouteOutcome.NOT_FOUND
        : findOtherForm(method, authority, raw, decoded, match);
  }

  /// Tries the path with its trailing slash taken away or added.
  private RouteOutcome findOtherForm(
      int method, @Nullable String authority, String raw, String decoded, RouteMatch<T> match) {
    boolean hasSlash = decoded.endsWith("/");
    if (decoded.length() == 1 || decoded.endsWith("//")) {
      return RouteOutcome.NOT_FOUND;
    }
    String other = hasSlash ? decoded.substring(0, decoded.length() - 1) : decoded + "/";
    match.begin(other, raw.length() != decoded.length());
    boolean found = search(method, authority, other, match);
    if (!found && !match.anyAllowed()) {
      return RouteOutcome.NOT_FOUND;
    }
    if (trailingSlash == TrailingSlash.REDIRECT) {
      // A location that begins with two slashes names another host, RFC 3986 §4.2, and browsers
      // read
      // a backslash as a slash.
      if (raw.startsWith("//") || raw.indexOf('\\') >= 0) {
        return RouteOutcome.NOT_FOUND;
      }
      match.redirect(hasSlash ? raw.substring(0, raw.length() - 1) : raw + "/");
      return RouteOutcome.REDIRECT;
    }
    return found ? RouteOutcome.FOUND : refuse(authority, other, match);
  }

  /// Finds the first route of the path again, by a method it has: since it was passed over, its
  /// parameters have been overwritten by those of others.
  private RouteOutcome refuse(@Nullable String authority, String path, RouteMatch<T> match) {
    boolean found = search(match.otherMethod(), authority, path, match);
    assert found;
    match.refused(methods);
    return RouteOutcome.METHOD_NOT_ALLOWED;
  }

  @HotPath
  private boolean search(int method, @Nullable String authority, String path, RouteMatch<T> match) {
    if (authority != null) {
      for (int index = 0; index < hosts.size(); index++) {
        HostTree<T> entry = hosts.get(index);
        if (entry.host().matches(authority) && entry.tree().find(method, path, match)) {
          return true;
        }
      }
    }
    return anyHost.find(method, path, match);
  }
}
