package weft.web.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.hub.memory.HotPath;

/// A place in the tree of characters in which a path is searched. Immutable.
///
/// Literals are compressed: a node consumes all characters that have no alternative at once. Only
/// nodes where a segment begins have parameters and a tail.
///
/// Literal before parameter before tail, and a choice that leads nowhere is taken back. Every place
/// of the tree is reached by one way only, so a search visits each at most once, whatever the path.
/// Neither parameter nor tail takes a dot segment.
final class SearchNode<T> {
  /// What the way to this node consumes; empty for the root and behind a parameter.
  private final String label;

  /// By the low bits of the next character; a hit is only a guess until its label was compared.
  private final @Nullable SearchNode<T>[] children;

  private final SearchBranch<T>[] branches;
  private final @Nullable Leaf<T> tail;
  private final @Nullable Leaf<T> leaf;
  private final boolean isLiteralOnly;

  SearchNode(
      String label,
      @Nullable SearchNode<T>[] children,
      List<SearchBranch<T>> branches,
      @Nullable Leaf<T> tail,
      @Nullable Leaf<T> leaf) {
    this.label = label;
    this.children = children;
    this.branches = SearchBranch.arrayOf(branches);
    this.tail = tail;
    this.leaf = leaf;
    this.isLiteralOnly = branches.isEmpty() && tail == null;
  }

  /// The first character of what it consumes.
  char first() {
    return label.charAt(0);
  }

  /// Searches below this place.
  ///
  /// @param method a number of [MethodTable], or -1
  /// @param start index in `path` of the first character behind this place
  /// @param depth count of parameters so far
  /// @return whether the match has its endpoint; if not, it has the methods of routes with this path
  @HotPath
  boolean find(int method, String path, int start, int depth, RouteMatch<T> match) {
    SearchNode<T> node = this;
    int next = start;
    // Nodes without alternatives need no way back, so they are a loop.
    while (node.isLiteralOnly && next < path.length()) {
      SearchNode<T> child = node.literal(path, next);
      if (child == null) {
        return false;
      }
      next += child.label.length();
      node = child;
    }
    if (next < path.length()) {
      SearchNode<T> child = node.literal(path, next);
      if (child != null && child.find(method, path, next + child.label.length(), depth, match)) {
        return true;
      }
      if (node.branches.length > 0 && node.findParameter(method, path, next, depth, match)) {
        return true;
      }
    } else if (node.leaf != null && match.accept(node.leaf, method)) {
      return true;
    }
    return node.tail != null && acceptTail(node.tail, method, path, next, depth, match);
  }

  /// The child whose label stands in `path` at `start`.
  @HotPath
  private @Nullable SearchNode<T> literal(String path, int start) {
    SearchNode<T> child = children[path.charAt(start) & children.length - 1];
    return child != null && path.startsWith(child.label, start) ? child : null;
  }

  @HotPath
  private boolean findParameter(
      int method, String path, int start, int depth, RouteMatch<T> match) {
    int slash = path.indexOf('/', start);
    int end = slash < 0 ? path.length() : slash;
    if (end == start || isDots(path, start, end)) {
      return false;
    }
    for (SearchBranch<T> branch : branches) {
      if (branch.constraint.matches(path, start, end)) {
        match.span(depth, start, end);
        boolean found =
            slash < 0
                ? branch.leaf != null && match.accept(branch.leaf, method)
                : branch.node.find(method, path, slash + 1, depth + 1, match);
        if (found) {
          return true;
        }
      }
    }
    return false;
  }

  @HotPath
  private static <T> boolean acceptTail(
      Leaf<T> tail, int method, String path, int start, int depth, RouteMatch<T> match) {
    if (path.indexOf("/.", start - 1) >= 0 && PathText.hasDotSegment(path)) {
      return false;
    }
    match.span(depth, start, path.length());
    return match.accept(tail, method);
  }

  @HotPath
  private static boolean isDots(String path, int start, int end) {
    return path.charAt(start) == '.'
        && (end - start == 1 || (end - start == 2 && path.charAt(start + 1) == '.'));
  }
}
