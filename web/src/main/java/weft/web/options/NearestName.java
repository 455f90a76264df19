package weft.web.options;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the name a user may have meant.
final class NearestName {
  private NearestName() {}

  /// The only name that `given` begins; else the one with the fewest insertions, deletions and
  /// replacements from it, null when even that one needs more than a third of its characters
  /// changed.
  static @Nullable String among(List<String> names, String given) {
    List<String> longer = names.stream().filter(name -> name.startsWith(given)).toList();
    if (longer.size() == 1) {
      return longer.getFirst();
    }
    String nearest = null;
    int fewest = Integer.MAX_VALUE;
    for (String name : names) {
      int distance = distance(name, given);
      if (distance < fewest && distance <= Math.max(2, name.length() / 3)) {
        fewest = distance;
        nearest = name;
      }
    }
    return nearest;
  }

  /// Levenshtein's distance, one row at a time.
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int line = 1; line <= one.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column < row.length; column++) {
        int replaced = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[other.length()];
  }
}
