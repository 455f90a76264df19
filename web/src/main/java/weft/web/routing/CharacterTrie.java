package weft.web.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Turns a tree of segments into the compressed tree of characters that is searched.
///
/// One node per character while it is filled; [#compress] joins those that have no alternative.
final class CharacterTrie<T> {
  private final Map<Character, CharacterTrie<T>> children = new TreeMap<>();
  private List<SearchBranch<T>> branches = List.of();
  private @Nullable Leaf<T> tail;
  private @Nullable Leaf<T> leaf;

  private CharacterTrie() {}

  /// The search tree of everything below a segment's begin.
  static <T> SearchNode<T> searchTree(SegmentNode<T> node) {
    CharacterTrie<T> trie = new CharacterTrie<>();
    trie.addSegments(node);
    return trie.compress("");
  }

  private void addSegments(SegmentNode<T> node) {
    node.literals()
        .forEach((text, child) -> {
          CharacterTrie<T> end = this;
          for (int index = 0; index < text.length(); index++) {
            end = end.child(text.charAt(index));
          }
          end.leaf = completed(child.leaf());
          if (child.hasChildren()) {
            end.child('/').addSegments(child);
          }
        });
    branches = node.branches().stream().map(CharacterTrie::branch).toList();
    tail = completed(node.tail());
  }

  private CharacterTrie<T> child(char c) {
    return children.computeIfAbsent(c, _ -> new CharacterTrie<>());
  }

  private SearchNode<T> compress(String label) {
    if (!label.isEmpty()
        && children.size() == 1
        && branches.isEmpty()
        && tail == null
        && leaf == null) {
      Map.Entry<Character, CharacterTrie<T>> only = children.entrySet().iterator().next();
      return only.getValue().compress(label + only.getKey());
    }
    List<SearchNode<T>> compressed = new ArrayList<>();
    children.forEach((c, child) -> compressed.add(child.compress(c.toString())));
    return new SearchNode<>(
        label, byLowBits(compressed), ParameterBranches.of(branches), tail, leaf);
  }

  /// The smallest table in which no two first characters meet.
  private static <T> @Nullable SearchNode<T>[] byLowBits(List<SearchNode<T>> nodes) {
    for (int size = 1; ; size *= 2) {
      @Nullable SearchNode<T>[] table = newArray(size);
      boolean fits = true;
      for (SearchNode<T> node : nodes) {
        int slot = node.first() & size - 1;
        fits &= table[slot] == null;
        table[slot] = node;
      }
      if (fits) {
        return table;
      }
    }
  }

  private static <T> SearchBranch<T> branch(SegmentNode.Branch<T> branch) {
    SegmentNode<T> node = branch.node();
    return new SearchBranch<>(branch.constraint(), searchTree(node), completed(node.leaf()));
  }

  private static <T> @Nullable Leaf<T> completed(@Nullable Leaf<T> leaf) {
    if (leaf != null) {
      leaf.completeHead();
    }
    return leaf;
  }

  // An array of a generic class cannot be made otherwise; only nodes of that type go into it.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T> @Nullable SearchNode<T>[] newArray(int size) {
    return (@Nullable SearchNode<T>[]) new SearchNode[size];
  }
}
