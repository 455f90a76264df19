package weft.web.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A place in the tree of path segments while the router is built: what may come next, and what
/// ends here. [CharacterTrie] makes the searchable form of it.
final class SegmentNode<T> {
  /// A child behind a parameter.
  record Branch<T>(Constraint constraint, SegmentNode<T> node) {}

  private final Map<String, SegmentNode<T>> literals = new HashMap<>();
  private final List<Branch<T>> branches = new ArrayList<>();
  private @Nullable Leaf<T> tail;
  private @Nullable Leaf<T> leaf;

  Map<String, SegmentNode<T>> literals() {
    return literals;
  }

  /// The children behind parameters, strictest constraint first.
  List<Branch<T>> branches() {
    return branches;
  }

  /// The routes whose tail begins here.
  @Nullable Leaf<T> tail() {
    return tail;
  }

  /// The routes that end here.
  @Nullable Leaf<T> leaf() {
    return leaf;
  }

  /// Whether a path may go on behind a slash.
  boolean hasChildren() {
    return !literals.isEmpty() || !branches.isEmpty() || tail != null;
  }

  /// The leaf of a pattern, made with everything on the way to it.
  Leaf<T> leafOf(List<PatternSegment> segments) {
    SegmentNode<T> node = this;
    for (PatternSegment segment : segments) {
      switch (segment) {
        case PatternSegment.Literal literal ->
            node = node.literals.computeIfAbsent(literal.text(), _ -> new SegmentNode<>());
        case PatternSegment.Parameter parameter -> node = node.branchOf(parameter.constraint());
        case PatternSegment.Tail _ -> {
          return node.tailForAdding();
        }
      }
    }
    return node.leafForAdding();
  }

  private Leaf<T> tailForAdding() {
    if (tail == null) {
      tail = new Leaf<>();
    }
    return tail;
  }

  private Leaf<T> leafForAdding() {
    if (leaf == null) {
      leaf = new Leaf<>();
    }
    return leaf;
  }

  private SegmentNode<T> branchOf(Constraint constraint) {
    for (Branch<T> branch : branches) {
      if (branch.constraint().equals(constraint)) {
        return branch.node();
      }
    }
    SegmentNode<T> node = new SegmentNode<>();
    branches.add(new Branch<>(constraint, node));
    branches.sort(Comparator.comparingInt(branch -> branch.constraint().rank()));
    return node;
  }
}
