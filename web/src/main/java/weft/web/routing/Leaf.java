package weft.web.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// The routes that end at one place of the tree, by method.
///
/// Filled while the router is built, then only read.
final class Leaf<T> {
  private @Nullable Endpoint<T>[] byMethod = newArray(0);
  private long methods;

  /// The route of a method.
  ///
  /// @param method a number of [MethodTable], or -1
  @HotPath
  @Nullable Endpoint<T> endpoint(int method) {
    return method >= 0 && method < byMethod.length ? byMethod[method] : null;
  }

  /// The methods that have a route, as bits.
  @HotPath
  long methods() {
    return methods;
  }

  /// A method that has a route, as a number of [MethodTable]; there is one.
  int anyMethod() {
    assert methods != 0;
    return Long.numberOfTrailingZeros(methods);
  }

  /// What was registered with the routes; one that answers two methods is there twice.
  List<T> targets() {
    List<T> targets = new ArrayList<>();
    for (Endpoint<T> endpoint : byMethod) {
      if (endpoint != null) {
        targets.add(endpoint.target());
      }
    }
    return targets;
  }

  /// Adds a route.
  ///
  /// @throws IllegalArgumentException when the method has one already
  void add(int method, Endpoint<T> endpoint) {
    Endpoint<T> present = (methods >>> method & 1) == 0 ? null : endpoint(method);
    if (present != null) {
      throw new IllegalArgumentException(
          "route '" + endpoint.route() + "' is registered already, as '" + present.route() + "'");
    }
    put(method, endpoint);
    methods |= 1L << method;
  }

  /// Lets GET answer HEAD where HEAD has no route of its own, RFC 9110 §9.3.2.
  void completeHead() {
    Endpoint<T> get = endpoint(MethodTable.GET);
    if (get != null && endpoint(MethodTable.HEAD) == null) {
      put(MethodTable.HEAD, get);
      methods |= 1L << MethodTable.HEAD;
    }
  }

  private void put(int method, Endpoint<T> endpoint) {
    if (method >= byMethod.length) {
      byMethod = Arrays.copyOf(byMethod, method + 1);
    }
    byMethod[method] = endpoint;
  }

  // An array of a generic record cannot be made otherwise; it never leaves this class.
  @SuppressWarnings("unchecked")
  private static <T> @Nullable Endpoint<T>[] newArray(int length) {
    return (@Nullable Endpoint<T>[]) new Endpoint<?>[length];
  }
}
