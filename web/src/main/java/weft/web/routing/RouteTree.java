package weft.web.routing;

import weft.hub.memory.HotPath;

/// The routes of one host.
final class RouteTree<T> {
  private final SegmentNode<T> segments = new SegmentNode<>();
  private SearchNode<T> root = CharacterTrie.searchTree(segments);

  void add(int method, Endpoint<T> endpoint) {
    segments.leafOf(endpoint.route().pattern().segments()).add(method, endpoint);
  }

  /// Makes what was added searchable.
  void freeze() {
    root = CharacterTrie.searchTree(segments);
  }

  /// Searches a decoded path.
  ///
  /// @return whether the match has its endpoint; if not, it has the methods of routes with this
  ///   path
  @HotPath
  boolean find(int method, String path, RouteMatch<T> match) {
    return root.find(method, path, 1, 0, match);
  }
}
