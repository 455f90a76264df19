package weft.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A group of an app as it runs: what its routes inherit, and what answers where they have the path
/// but not the method.
///
/// Immutable; shared by all requests.
final class AppPart {
  private final @Nullable AppPart outer;
  private final int depth;
  private final String prefix;
  private final @Nullable String host;
  private final List<Filter> filters;
  private final List<WebHandler> afters;
  private final List<ErrorTable> errorTables;
  private final ErrorAnswers errors;
  private final RouteAction withoutRoute;

  /// All of an app.
  AppPart(RouteGroup root) {
    this(null, root);
  }

  /// @throws IllegalArgumentException for a host inside another
  private AppPart(@Nullable AppPart outer, RouteGroup group) {
    this.outer = outer;
    depth = outer == null ? 0 : outer.depth + 1;
    prefix = outer == null ? group.prefix() : outer.prefix + group.prefix();
    host = outer == null || outer.host == null ? group.host() : outer.host;
    if (outer != null && outer.host != null && group.host() != null) {
      throw new IllegalArgumentException(
          "host '" + group.host() + "' is inside host '" + outer.host + "'");
    }
    filters = outer == null ? group.filters() : joined(outer.filters, group.filters());
    afters = outer == null ? group.afters() : joined(group.afters(), outer.afters);
    errorTables =
        outer == null
            ? List.of(group.errors())
            : joined(List.of(group.errors()), outer.errorTables);
    errors = new ErrorAnswers(errorTables);
    withoutRoute =
        new RouteAction(
            "requests without a route" + (prefix.isEmpty() ? "" : " at " + prefix),
            Execution.HUB,
            this,
            List.of(),
            AppHandler::answerWithoutRoute,
            List.of());
  }

  /// A group of this one.
  ///
  /// @throws IllegalArgumentException for a host inside another
  AppPart inner(RouteGroup group) {
    return new AppPart(this, group);
  }

  /// The innermost part that has all of these actions.
  ///
  /// @param actions at least one
  static AppPart common(List<RouteAction> actions) {
    AppPart common = actions.getFirst().part();
    for (RouteAction action : actions) {
      common = common(common, action.part());
    }
    return common;
  }

  /// Parts of one app have its root in common.
  private static AppPart common(AppPart one, AppPart other) {
    AppPart first = one;
    AppPart second = other;
    while (first != second) {
      if (first.depth >= second.depth && first.outer != null) {
        first = first.outer;
      } else if (second.outer != null) {
        second = second.outer;
      } else {
        throw new IllegalStateException("parts of two apps");
      }
    }
    return first;
  }

  String prefix() {
    return prefix;
  }

  @Nullable String host() {
    return host;
  }

  /// Those of a route, behind those of the parts around it.
  List<Filter> filters(List<Filter> ofRoute) {
    return joined(filters, ofRoute);
  }

  /// Those of a route, before those of the parts around it.
  List<WebHandler> afters(List<WebHandler> ofRoute) {
    return joined(ofRoute, afters);
  }

  ErrorAnswers errors() {
    return errors;
  }

  /// What happens to requests that no route answers; its handler is
  /// [AppHandler#answerWithoutRoute].
  RouteAction withoutRoute() {
    return withoutRoute;
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
