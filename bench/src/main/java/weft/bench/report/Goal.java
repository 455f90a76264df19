package weft.bench.report;

/// Something the results must show.
///
/// @param text what must hold
/// @param actual the figure found
/// @param bound what it is compared with
/// @param direction whether the bound is the most or the least allowed
/// @param unit of both, may be empty
public record Goal(String text, double actual, double bound, Direction direction, String unit) {
  /// Which side of the bound is right.
  public enum Direction {
    /// The figure may not be larger.
    AT_MOST("≤"),
    /// The figure may not be smaller.
    AT_LEAST("≥");

    private final String sign;

    Direction(String sign) {
      this.sign = sign;
    }
  }

  /// Whether it holds.
  public boolean isReached() {
    return switch (direction) {
      case AT_MOST -> actual <= bound;
      case AT_LEAST -> actual >= bound;
    };
  }

  /// One line: the verdict, what must hold, the figures.
  public String line() {
    return (isReached() ? "reached  " : "MISSED   ")
        + text
        + ": "
        + Figures.threeDigits(actual)
        + unit
        + " "
        + direction.sign
        + " "
        + Figures.threeDigits(bound)
        + unit;
  }
}
