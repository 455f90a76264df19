package weft.web.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parameter and what follows it. Immutable.
final class SearchBranch<T> {
  final Constraint constraint;

  /// What follows a slash behind the parameter.
  final SearchNode<T> node;

  /// What ends with the parameter.
  final @Nullable Leaf<T> leaf;

  SearchBranch(Constraint constraint, SearchNode<T> node, @Nullable Leaf<T> leaf) {
    this.constraint = constraint;
    this.node = node;
    this.leaf = leaf;
  }

  // An array of a generic class cannot be made otherwise; only this class's values go into it.
  @SuppressWarnings({"unchecked", "rawtypes"})
  static <T> SearchBranch<T>[] arrayOf(List<SearchBranch<T>> branches) {
    return branches.toArray((SearchBranch<T>[]) new SearchBranch[0]);
  }
}
