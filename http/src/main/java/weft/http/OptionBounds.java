package weft.http;

import java.time.Duration;

/// Refuses options and limits that make no sense, by name and with what would.
public final class OptionBounds {
  private static final long DAYS_MAX = 365;

  private OptionBounds() {}

  /// Checks a number.
  ///
  /// @throws IllegalArgumentException when it is less than `least` or more than `most`
  public static void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " " + value + " is not in " + least + " to " + most);
    }
  }

  /// Checks a time that may be zero.
  ///
  /// @throws IllegalArgumentException when it is negative or more than a year
  public static void time(String name, Duration value) {
    if (value.isNegative() || value.toDays() > DAYS_MAX) {
      throw new IllegalArgumentException(name + " " + value + " is not in 0 to 365 days");
    }
  }

  /// Checks a time.
  ///
  /// @throws IllegalArgumentException when it is zero, negative or more than a year
  public static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero() || value.toDays() > DAYS_MAX) {
      throw new IllegalArgumentException(name + " " + value + " is not in 1 ns to 365 days");
    }
  }
}
