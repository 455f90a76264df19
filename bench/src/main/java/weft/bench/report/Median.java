package weft.bench.report;

import java.util.Arrays;

/// The middle of several numbers.
final class Median {
  private Median() {}

  /// @param values at least one; left as they are
  static double of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
