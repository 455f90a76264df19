package weft.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.web.json.JsonCodec;
import weft.web.routing.PathPattern;
import weft.web.routing.Route;
import weft.web.routing.RouterBuilder;
import weft.web.routing.TrailingSlash;

/// Turns what was registered into what runs: one router, one action per route.
final class AppCompiler {
  /// What a part hands down to its parts.
  private record Inherited(
      String prefix,
      @Nullable String host,
      List<Filter> filters,
      List<WebHandler> afters,
      List<ErrorTable> errors) {
    static final Inherited NOTHING = new Inherited("", null, List.of(), List.of(), List.of());

    Inherited into(RouteGroup group) {
      if (host != null && group.host() != null) {
        throw new IllegalArgumentException(
            "host '" + group.host() + "' is inside host '" + host + "'");
      }
      return new Inherited(
          prefix + group.prefix(),
          host == null ? group.host() : host,
          joined(filters, group.filters()),
          joined(group.afters(), afters),
          joined(List.of(group.errors()), errors));
    }
  }

  private final RouterBuilder<RouteAction> router = new RouterBuilder<>();
  private final List<Stoppable> stoppables = new ArrayList<>();

  /// Compiles an app.
  ///
  /// @throws IllegalArgumentException for routes that cannot be together, naming them
  static CompiledApp compile(RouteGroup root, TrailingSlash policy, JsonCodec codec) {
    AppCompiler compiler = new AppCompiler();
    compiler.router.trailingSlash(policy);
    compiler.add(root, Inherited.NOTHING);
    RouteAction withoutRoute =
        new RouteAction(
            "requests without a route",
            Execution.HUB,
            root.filters(),
            AppHandler::answerWithoutRoute,
            root.afters(),
            new ErrorAnswers(List.of(root.errors())));
    return new CompiledApp(compiler.router.build(), withoutRoute, codec, compiler.stoppables);
  }

  private void add(RouteGroup group, Inherited outer) {
    Inherited here = outer.into(group);
    ErrorAnswers errors = new ErrorAnswers(here.errors());
    for (RouteSpec spec : group.routes()) {
      String path = here.prefix() + spec.pattern();
      Route route =
          new Route(
              spec.method(),
              here.host(),
              PathPattern.parse(path.isEmpty() ? "/" : path),
              spec.name());
      if (spec.handler() instanceof Stoppable stoppable) {
        stoppables.add(stoppable);
      }
      RouteAction action =
          new RouteAction(
              route.toString(),
              spec.execution(),
              joined(here.filters(), spec.filters()),
              spec.handler(),
              joined(spec.afters(), here.afters()),
              errors);
      router.add(route, action);
      if (spec.handler() instanceof WebSocketRoute) {
        // HTTP/2 opens sockets by CONNECT, RFC 8441 §4.
        router.add(new Route("CONNECT", route.host(), route.pattern(), null), action);
      }
    }
    for (RouteGroup inner : group.groups()) {
      add(inner, here);
    }
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
