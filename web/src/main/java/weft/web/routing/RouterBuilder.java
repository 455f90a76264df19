package weft.web.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects routes and refuses what cannot work: duplicates, bad patterns, names used twice.
///
/// Confined to the thread that configures.
public final class RouterBuilder<T> {
  // Exact hosts first, then wildcards, the longer suffix first.
  private static final Comparator<HostPattern> ORDER =
      Comparator.comparing(HostPattern::isWildcard)
          .thenComparingInt(host -> -host.suffix().length())
          .thenComparing(HostPattern::suffix);

  private final MethodTable methods = new MethodTable();
  private final Map<HostPattern, RouteTree<T>> hosts = new TreeMap<>(ORDER);
  private final RouteTree<T> anyHost = new RouteTree<>();
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, Route> named = new HashMap<>();
  private TrailingSlash trailingSlash = TrailingSlash.IGNORE;

  /// Without routes.
  public RouterBuilder() {}

  /// Refuses what is no method, before anything is made of it.
  ///
  /// @throws IllegalArgumentException when it is no token, RFC 9110 §9.1
  public static void checkMethod(String method) {
    MethodTable.check(method);
  }

  /// Refuses what is no host, before anything is made of it.
  ///
  /// @throws IllegalArgumentException when it is neither a name nor `*.` and a name
  public static void checkHost(String host) {
    var _ = HostPattern.parse(host);
  }

  /// Sets what happens to the other form of a path; [TrailingSlash#IGNORE] if not called.
  public RouterBuilder<T> trailingSlash(TrailingSlash policy) {
    trailingSlash = policy;
    return this;
  }

  /// Adds a route.
  ///
  /// @throws IllegalArgumentException when the method is no token, the host no host, or a route of
  ///   the same method, host and shape, or of the same name, is there already
  public RouterBuilder<T> add(Route route, T target) {
    int method = methods.intern(route.method());
    treeOf(route.host()).add(method, new Endpoint<>(route, target));
    if (route.name() != null) {
      Route present = named.putIfAbsent(route.name(), route);
      if (present != null) {
        throw new IllegalArgumentException(
            "route name '" + route.name() + "' is taken by '" + present + "'");
      }
    }
    routes.add(route);
    return this;
  }

  /// Adds a route without host and name.
  ///
  /// @throws IllegalArgumentException as the other form does, and when the pattern is wrong
  public RouterBuilder<T> add(String method, String pattern, T target) {
    return add(new Route(method, null, PathPattern.parse(pattern), null), target);
  }

  /// The router with everything added so far. The builder is not to be used again.
  public Router<T> build() {
    anyHost.freeze();
    hosts.values().forEach(RouteTree::freeze);
    return new Router<>(this);
  }

  MethodTable methods() {
    return methods;
  }

  Map<HostPattern, RouteTree<T>> hosts() {
    return hosts;
  }

  RouteTree<T> anyHost() {
    return anyHost;
  }

  List<Route> routes() {
    return List.copyOf(routes);
  }

  TrailingSlash trailingSlash() {
    return trailingSlash;
  }

  private RouteTree<T> treeOf(@Nullable String host) {
    return host == null
        ? anyHost
        : hosts.computeIfAbsent(HostPattern.parse(host), _ -> new RouteTree<>());
  }
}
