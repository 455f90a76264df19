package weft.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.web.routing.PathPattern;
import weft.web.routing.RouterBuilder;

/// A registered route, to be named and given filters of its own.
///
/// Confined to the thread that configures.
public final class RouteSpec {
  private final RouteGroup owner;
  private final String method;
  private final String pattern;
  private final WebHandler handler;
  private final List<Filter> filters = new ArrayList<>();
  private final List<WebHandler> afters = new ArrayList<>();
  private @Nullable String name;
  private Execution execution = Execution.HUB;

  RouteSpec(RouteGroup owner, String method, String pattern, WebHandler handler) {
    // Fails here, where the line that is wrong can be found.
    RouterBuilder.checkMethod(method);
    PathPattern.parse(pattern.isEmpty() ? "/" : pattern);
    this.owner = owner;
    this.method = method;
    this.pattern = pattern;
    this.handler = Objects.requireNonNull(handler, "handler");
  }

  /// Names it for [App#url].
  public RouteSpec name(String name) {
    owner.checkOpen();
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /// Sets where it runs, with its filters; on the hub if not set.
  public RouteSpec on(Execution execution) {
    owner.checkOpen();
    this.execution = Objects.requireNonNull(execution, "execution");
    return this;
  }

  /// Puts a filter around it, inside those of its groups.
  public RouteSpec filter(Filter filter) {
    owner.checkOpen();
    filters.add(Objects.requireNonNull(filter, "filter"));
    return this;
  }

  /// Runs something before it; when it has answered, the rest is left out.
  public RouteSpec before(WebHandler before) {
    return filter(RouteGroup.asFilter(before));
  }

  /// Runs something after it.
  public RouteSpec after(WebHandler after) {
    owner.checkOpen();
    afters.add(Objects.requireNonNull(after, "handler"));
    return this;
  }

  String method() {
    return method;
  }

  String pattern() {
    return pattern;
  }

  WebHandler handler() {
    return handler;
  }

  List<Filter> filters() {
    return filters;
  }

  List<WebHandler> afters() {
    return afters;
  }

  Execution execution() {
    return execution;
  }

  @Nullable String name() {
    return name;
  }
}
