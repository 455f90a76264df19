package weft.web.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// The result of one search, reusable for the next; parameters are kept as offsets and become
/// strings when asked for.
///
/// Belongs to one request, so to one thread at a time.
public final class RouteMatch<T> {
  private static final int[] NO_SPANS = {};

  private String path = "";
  private boolean decoded;
  private @Nullable Endpoint<T> endpoint;
  private @Nullable Leaf<T> refusing;
  private @Nullable Endpoint<T> refused;
  private int[] spans = NO_SPANS;
  private long allowed;
  private @Nullable MethodTable methods;
  private @Nullable String location;

  /// Empty until the first search.
  public RouteMatch() {}

  /// The matched route; null unless [RouteOutcome#FOUND].
  public @Nullable Route route() {
    return endpoint == null ? null : endpoint.route();
  }

  /// What was registered with the route; null unless [RouteOutcome#FOUND].
  @HotPath
  public @Nullable T target() {
    return endpoint == null ? null : endpoint.target();
  }

  /// What was registered with the routes of the pattern that fits the path best, of which none has
  /// the method; empty unless [RouteOutcome#METHOD_NOT_ALLOWED].
  public List<T> refusing() {
    return refused == null || refusing == null ? List.of() : refusing.targets();
  }

  /// Value of a parameter, decoded; null when the route has none of this name. Without a route for
  /// the method, that of one of [#refusing].
  public @Nullable String value(String name) {
    Endpoint<T> found = endpoint == null ? refused : endpoint;
    if (found == null) {
      return null;
    }
    int index = found.route().pattern().names().indexOf(name);
    return index < 0 ? null : value(index);
  }

  /// The methods that routes of this path have, for `Allow`; OPTIONS is always among them, HEAD
  /// when GET is. Empty when no route has the path.
  public List<String> allowed() {
    if (methods == null || allowed == 0) {
      return List.of();
    }
    List<String> names = new ArrayList<>(methods.names(allowed));
    if (!names.contains("OPTIONS")) {
      names.add("OPTIONS");
    }
    return Collections.unmodifiableList(names);
  }

  /// The raw path to redirect to; null unless [RouteOutcome#REDIRECT].
  public @Nullable String location() {
    return location;
  }

  @HotPath
  void begin(String path, boolean decoded) {
    this.path = path;
    this.decoded = decoded;
    endpoint = null;
    refusing = null;
    refused = null;
    allowed = 0;
    methods = null;
    location = null;
  }

  /// Whether the path has been percent-decoded, so that a percent sign is just that.
  @HotPath
  boolean isDecoded() {
    return decoded;
  }

  @HotPath
  void span(int index, int start, int end) {
    if (2 * index + 1 >= spans.length) {
      growSlow(index);
    }
    spans[2 * index] = start;
    spans[2 * index + 1] = end;
  }

  /// Takes the leaf's route for the method, or notes the methods it has.
  @HotPath
  boolean accept(Leaf<T> leaf, int method) {
    Endpoint<T> found = leaf.endpoint(method);
    if (found == null) {
      allowed |= leaf.methods();
      if (refusing == null) {
        refusing = leaf;
      }
      return false;
    }
    endpoint = found;
    return true;
  }

  @HotPath
  boolean anyAllowed() {
    return allowed != 0;
  }

  /// A method that the first route of this path has, as a number of [MethodTable]; there is one.
  int otherMethod() {
    if (refusing == null) {
      throw new IllegalStateException("no route has the path");
    }
    return refusing.anyMethod();
  }

  /// Ends a search for [#otherMethod]: its route is the one that refuses, not the one that answers.
  void refused(MethodTable methods) {
    this.methods = methods;
    refused = endpoint;
    endpoint = null;
  }

  void redirect(String location) {
    endpoint = null;
    this.location = location;
  }

  private String value(int index) {
    String value = path.substring(spans[2 * index], spans[2 * index + 1]);
    return decoded ? value.replace(PathText.ENCODED_SLASH, '/') : value;
  }

  private void growSlow(int index) {
    spans = Arrays.copyOf(spans, 2 * index + 4);
  }
}
