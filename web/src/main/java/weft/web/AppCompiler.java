package weft.web;

import java.util.ArrayList;
import java.util.List;
import weft.web.json.JsonCodec;
import weft.web.routing.PathPattern;
import weft.web.routing.Route;
import weft.web.routing.RouterBuilder;
import weft.web.routing.TrailingSlash;

/// Turns what was registered into what runs: one router, one action per route.
final class AppCompiler {
  private final RouterBuilder<RouteAction> router = new RouterBuilder<>();
  private final List<Stoppable> stoppables = new ArrayList<>();

  /// Compiles an app.
  ///
  /// @throws IllegalArgumentException for routes that cannot be together, naming them
  static CompiledApp compile(RouteGroup root, TrailingSlash policy, JsonCodec codec) {
    AppCompiler compiler = new AppCompiler();
    compiler.router.trailingSlash(policy);
    AppPart all = new AppPart(root);
    compiler.add(root, all);
    return new CompiledApp(compiler.router.build(), all.withoutRoute(), codec, compiler.stoppables);
  }

  private void add(RouteGroup group, AppPart part) {
    for (RouteSpec spec : group.routes()) {
      String path = part.prefix() + spec.pattern();
      Route route =
          new Route(
              spec.method(),
              part.host(),
              PathPattern.parse(path.isEmpty() ? "/" : path),
              spec.name());
      if (spec.handler() instanceof Stoppable stoppable) {
        stoppables.add(stoppable);
      }
      RouteAction action =
          new RouteAction(
              route.toString(),
              spec.execution(),
              part,
              spec.filters(),
              spec.handler(),
              spec.afters());
      router.add(route, action);
      if (spec.handler() instanceof WebSocketRoute) {
        // HTTP/2 opens sockets by CONNECT, RFC 8441 §4.
        router.add(new Route("CONNECT", route.host(), route.pattern(), null), action);
      }
    }
    for (RouteGroup inner : group.groups()) {
      add(inner, part.inner(inner));
    }
  }
}
