package weft.web.routing;

import java.util.List;

/// A value out of a fixed list, written `{lang:en|de}`.
///
/// @param values the alternatives, at least two, none empty, all different
record OneOf(List<String> values) implements Constraint {
  OneOf {
    values = List.copyOf(values);
    if (values.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("an alternative of " + values + " is empty");
    }
    if (values.stream().distinct().count() != values.size()) {
      throw new IllegalArgumentException("an alternative of " + values + " stands twice");
    }
  }

  @Override
  public boolean matches(String text, int start, int end) {
    for (int index = 0; index < values.size(); index++) {
      String value = values.get(index);
      if (value.length() == end - start && text.startsWith(value, start)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public String written() {
    return String.join("|", values);
  }
}
