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

  /// Value of a parameter, decoded; null when the route has none of this name.
  public @Nullable String value(String name) {
    if (endpoint == null) {
      return null;
    }
    int index = endpoint.route().pattern().names().indexOf(name);
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
      return false;
    }
    endpoint = found;
    return true;
  }

  @HotPath
  boolean anyAllowed() {
    return allowed != 0;
  }

  void refused(MethodTable methods) {
    this.methods = methods;
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
