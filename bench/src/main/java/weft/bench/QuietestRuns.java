package weft.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import weft.bench.report.Run;

/// Collects runs until enough were undisturbed, within a bound, and keeps those that others
/// disturbed least. What a run measured plays no part in the choice.
final class QuietestRuns {
  /// How many disturbed runs are made up for.
  static final int EXTRA_MAX = 2;

  private final int wanted;
  private final List<Run> all = new ArrayList<>();

  /// @param wanted how many to keep
  QuietestRuns(int wanted) {
    this.wanted = wanted;
  }

  /// Whether another run is needed.
  boolean wantsMore() {
    long quiet = all.stream().filter(run -> !run.disturbed()).count();
    return quiet < wanted && all.size() < wanted + EXTRA_MAX;
  }

  void add(Run run) {
    all.add(run);
  }

  /// The kept runs, the least disturbed first.
  List<Run> runs() {
    return all.stream().sorted(Comparator.comparingDouble(Run::otherShare)).limit(wanted).toList();
  }
}
