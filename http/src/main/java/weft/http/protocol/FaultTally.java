package weft.http.protocol;

import java.util.Map;

/// How often each fault of a kind has happened. Written on the hub's thread; others may read
/// numbers that are a little old.
public final class FaultTally<F extends Enum<F>> {
  private final F[] faults;
  private final long[] counts;

  /// All zero.
  ///
  /// @param faults all of them in their order
  public FaultTally(F[] faults) {
    this.faults = faults;
    this.counts = new long[faults.length];
  }

  /// Counts one.
  public void add(F fault) {
    counts[place(fault)]++;
  }

  /// How often it has happened.
  public long count(F fault) {
    return counts[place(fault)];
  }

  /// Adds what was counted to sums by name; what never happened gets none.
  public void addTo(Map<String, Long> sums) {
    for (F fault : faults) {
      long count = count(fault);
      if (count > 0) {
        sums.merge(fault.name(), count, Long::sum);
      }
    }
  }

  // Only ever used within one run of one version, so that reordering harms nobody.
  @SuppressWarnings("EnumOrdinal")
  private int place(F fault) {
    return fault.ordinal();
  }
}
