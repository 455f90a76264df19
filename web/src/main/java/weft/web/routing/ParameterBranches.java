package weft.web.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parameters that may come at one place.
///
/// @param constrained strictest first
/// @param free without constraint; null for none
record ParameterBranches<T>(List<SearchBranch<T>> constrained, @Nullable SearchBranch<T> free) {
  /// Tells them apart.
  ///
  /// @param branches strictest first
  static <T> ParameterBranches<T> of(List<SearchBranch<T>> branches) {
    boolean hasFree = !branches.isEmpty() && branches.getLast().constraint.equals(ValueShape.ANY);
    return hasFree
        ? new ParameterBranches<>(branches.subList(0, branches.size() - 1), branches.getLast())
        : new ParameterBranches<>(branches, null);
  }
}
