package weft.web.routing;

import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// A place in the tree of characters in which a path is searched. Immutable.
///
/// Literals are compressed: a node consumes all characters that have no alternative at once. Only
/// nodes where a segment begins have parameters and a tail.
///
/// Literal before constrained parameter before free parameter before tail, and a choice that leads
/// nowhere is taken back. Every place of the tree is reached by one way only, so a search visits
/// each at most once, whatever the path. Neither parameter nor tail takes a dot segment, nor what
/// is still percent-encoded.
///
/// The fields that the next step waits for lie in the node itself, not behind a reference: a search
/// is a chain of loads, and its length is what the search costs.
final class SearchNode<T> {
  /// What the way to this node consumes; empty where a segment begins behind a parameter.
  private final String label;

  private final int labelLength;

  /// The label's first character, which is all of most labels; anything when it is empty.
  private final char first;

  /// By the low bits of the next character; a hit is only a guess until its label was compared.
  private final @Nullable SearchNode<T>[] children;

  private final int childMask;
  private final SearchBranch<T>[] constrained;

  /// What follows a free parameter: behind its slash, and at the path's end.
  private final @Nullable SearchNode<T> free;

  private final @Nullable Leaf<T> freeLeaf;
  private final boolean hasParameters;
  private final @Nullable Leaf<T> tail;
  private final @Nullable Leaf<T> leaf;

  SearchNode(
      String label,
      @Nullable SearchNode<T>[] children,
      ParameterBranches<T> parameters,
      @Nullable Leaf<T> tail,
      @Nullable Leaf<T> leaf) {
    this.label = label;
    this.labelLength = label.length();
    this.first = label.isEmpty() ? 0 : label.charAt(0);
    this.children = children;
    this.childMask = children.length - 1;
    this.constrained = SearchBranch.arrayOf(parameters.constrained());
    SearchBranch<T> last = parameters.free();
    this.free = last == null ? null : last.node;
    this.freeLeaf = last == null ? null : last.leaf;
    this.hasParameters = last != null || constrained.length > 0;
    this.tail = tail;
    this.leaf = leaf;
  }

  /// The first character of what it consumes.
  char first() {
    return first;
  }

  /// Searches below this place.
  ///
  /// @param method a number of [MethodTable], or -1
  /// @param start index in `path` of the first character behind this place
  /// @param depth count of parameters so far
  /// @return whether the match has its endpoint; if not, it has the methods of routes with this
  ///   path
  @HotPath
  boolean find(int method, String path, int start, int depth, RouteMatch<T> match) {
    SearchNode<T> node = this;
    int next = start;
    int parameter = depth;
    // Recursion where there is a way back, a loop where the last alternative is taken.
    while (next < path.length()) {
      char c = path.charAt(next);
      SearchNode<T> child = node.children[c & node.childMask];
      if (child != null && !child.isAt(path, next, c)) {
        child = null;
      }
      if (!node.hasParameters && node.tail == null) {
        if (child == null) {
          return false;
        }
        next += child.labelLength;
        node = child;
        continue;
      }
      if (child != null && child.find(method, path, next + child.labelLength, parameter, match)) {
        return true;
      }
      int end = node.hasParameters ? segmentEnd(path, next, match) : -1;
      if (end < 0) {
        return node.findTail(method, path, next, parameter, match);
      }
      match.span(parameter, next, end);
      if (node.constrained.length > 0
          && node.findConstrained(method, path, next, end, parameter, match)) {
        return true;
      }
      if (end == path.length()) {
        return (node.freeLeaf != null && match.accept(node.freeLeaf, method))
            || node.findTail(method, path, next, parameter, match);
      }
      SearchNode<T> behind = node.free;
      if (behind == null || node.tail != null) {
        return (behind != null && behind.find(method, path, end + 1, parameter + 1, match))
            || node.findTail(method, path, next, parameter, match);
      }
      next = end + 1;
      parameter++;
      node = behind;
    }
    return (node.leaf != null && match.accept(node.leaf, method))
        || node.findTail(method, path, next, parameter, match);
  }

  /// Whether its label stands in `path` at `start`, where `c` stands.
  @HotPath
  private boolean isAt(String path, int start, char c) {
    return c == first && (labelLength == 1 || path.startsWith(label, start));
  }

  @HotPath
  private boolean findConstrained(
      int method, String path, int start, int end, int depth, RouteMatch<T> match) {
    for (SearchBranch<T> branch : constrained) {
      if (branch.constraint.matches(path, start, end)) {
        boolean found =
            end == path.length()
                ? branch.leaf != null && match.accept(branch.leaf, method)
                : branch.node.find(method, path, end + 1, depth + 1, match);
        if (found) {
          return true;
        }
      }
    }
    return false;
  }

  @HotPath
  private boolean findTail(int method, String path, int start, int depth, RouteMatch<T> match) {
    if (tail == null
        || (!match.isDecoded() && path.indexOf('%', start) >= 0)
        || (path.indexOf("/.", start - 1) >= 0 && PathText.hasDotSegment(path))) {
      return false;
    }
    match.span(depth, start, path.length());
    return match.accept(tail, method);
  }

  /// Where the segment that begins at `start` ends; -1 when no parameter takes it: it is empty, a
  /// dot segment, or still percent-encoded.
  @HotPath
  private static <T> int segmentEnd(String path, int start, RouteMatch<T> match) {
    int end = start;
    for (; end < path.length(); end++) {
      char c = path.charAt(end);
      // Most characters of a segment are above both.
      if (c > '/') {
        continue;
      }
      if (c == '/') {
        break;
      }
      if (c == '%' && !match.isDecoded()) {
        return -1;
      }
    }
    return end == start || isDots(path, start, end) ? -1 : end;
  }

  @HotPath
  private static boolean isDots(String path, int start, int end) {
    return path.charAt(start) == '.'
        && (end - start == 1 || (end - start == 2 && path.charAt(start + 1) == '.'));
  }
}
