package weft.hub.queue;

/// How many elements or bytes a ring holds: a power of two, so that a position becomes an index by
/// a mask.
final class Capacity {
  private Capacity() {}

  /// The smallest power of two that is at least `wanted` and `min`.
  ///
  /// @throws IllegalArgumentException when `wanted` is below 1 or above `max`
  static int roundUp(int wanted, int min, int max) {
    if (wanted < 1 || wanted > max) {
      throw new IllegalArgumentException("capacity " + wanted + " is not in 1 to " + max);
    }
    int least = Math.max(wanted, min);
    return least == 1 ? 1 : Integer.highestOneBit(least - 1) << 1;
  }
}
