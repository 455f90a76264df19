package weft.web.forms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields of a form, or the parameters of a query, in their order; a name may be there several
/// times. Immutable.
public final class NamedValues {
  /// No values.
  public static final NamedValues EMPTY = new NamedValues(List.of());

  /// Name, value, name, value …
  private final List<String> pairs;

  /// @param pairs not copied: not to be changed any more
  NamedValues(List<String> pairs) {
    this.pairs = pairs;
  }

  /// The first value of that name; null without one.
  public @Nullable String first(String name) {
    for (int index = 0; index < pairs.size(); index += 2) {
      if (pairs.get(index).equals(name)) {
        return pairs.get(index + 1);
      }
    }
    return null;
  }

  /// The values of that name, in order.
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (int index = 0; index < pairs.size(); index += 2) {
      if (pairs.get(index).equals(name)) {
        values.add(pairs.get(index + 1));
      }
    }
    return Collections.unmodifiableList(values);
  }

  /// The names, each once, in order of appearance.
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int index = 0; index < pairs.size(); index += 2) {
      names.add(pairs.get(index));
    }
    return Collections.unmodifiableSet(names);
  }

  /// Pairs of name and value, repeated names counted each time.
  public int size() {
    return pairs.size() / 2;
  }
}
