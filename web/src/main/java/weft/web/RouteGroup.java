package weft.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.http.WebSocketOptions;
import weft.web.routing.PathPattern;
import weft.web.routing.RouterBuilder;

/// A part of an app: routes with a common prefix or host, and what counts for all of them.
///
/// Confined to the thread that configures.
public final class RouteGroup implements Routes {
  private final String prefix;
  private final @Nullable String host;
  private final List<RouteSpec> routes = new ArrayList<>();
  private final List<RouteGroup> groups = new ArrayList<>();
  private final List<Filter> filters = new ArrayList<>();
  private final List<WebHandler> afters = new ArrayList<>();
  private final ErrorTable errors = new ErrorTable();
  private boolean closed;

  RouteGroup(String prefix, @Nullable String host) {
    if (!prefix.isEmpty()) {
      PathPattern.parse(prefix);
      if (prefix.endsWith("/")) {
        throw new IllegalArgumentException("prefix '" + prefix + "' ends with a slash");
      }
    }
    if (host != null) {
      RouterBuilder.checkHost(host);
    }
    this.prefix = prefix;
    this.host = host;
  }

  @Override
  public RouteSpec route(String method, String pattern, WebHandler handler) {
    checkOpen();
    RouteSpec route = new RouteSpec(this, method, pattern, handler);
    routes.add(route);
    return route;
  }

  @Override
  public RouteSpec websocket(String pattern, WebSocketOptions options, WebSocketHandler handler) {
    return route("GET", pattern, new WebSocketRoute(options, handler));
  }

  @Override
  public RouteGroup group(String prefix) {
    return add(new RouteGroup(prefix, null));
  }

  @Override
  public RouteGroup host(String host) {
    return add(new RouteGroup("", Objects.requireNonNull(host, "host")));
  }

  @Override
  public void mount(String prefix, App app) {
    if (app.root().holds(this)) {
      throw new IllegalArgumentException("the app at '" + prefix + "' would be mounted in itself");
    }
    add(new RouteGroup(prefix, null)).add(app.root());
  }

  @Override
  public void filter(Filter filter) {
    checkOpen();
    filters.add(Objects.requireNonNull(filter, "filter"));
  }

  @Override
  public void before(WebHandler handler) {
    filter(asFilter(handler));
  }

  @Override
  public void after(WebHandler handler) {
    checkOpen();
    afters.add(Objects.requireNonNull(handler, "handler"));
  }

  @Override
  public <E extends Throwable> void error(Class<E> type, ErrorHandler<E> handler) {
    checkOpen();
    errors.add(type, handler);
  }

  @Override
  public void error(int status, WebHandler handler) {
    checkOpen();
    errors.add(status, handler);
  }

  static Filter asFilter(WebHandler before) {
    Objects.requireNonNull(before, "handler");
    return (request, response, next) -> {
      before.handle(request, response);
      if (!response.isAnswered()) {
        next.handle(request, response);
      }
    };
  }

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the app has started, routes cannot be changed any more");
    }
  }

  /// Lets nothing be registered any more.
  void close() {
    closed = true;
    groups.forEach(RouteGroup::close);
  }

  String prefix() {
    return prefix;
  }

  @Nullable String host() {
    return host;
  }

  List<RouteSpec> routes() {
    return routes;
  }

  List<RouteGroup> groups() {
    return groups;
  }

  List<Filter> filters() {
    return filters;
  }

  List<WebHandler> afters() {
    return afters;
  }

  ErrorTable errors() {
    return errors;
  }

  /// Whether a part is this one or below it.
  private boolean holds(RouteGroup part) {
    return part == this || groups.stream().anyMatch(group -> group.holds(part));
  }

  private RouteGroup add(RouteGroup group) {
    checkOpen();
    groups.add(group);
    return group;
  }
}
