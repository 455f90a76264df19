package weft.bench.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/// Numbers as text, the same in every locale.
final class Figures {
  private Figures() {}

  /// Rounded to a whole number, thousands set apart: `123,456`.
  static String whole(double value) {
    return new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
  }

  /// With a fixed number of digits after the point; halves go up.
  static String fixed(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).toPlainString();
  }

  /// With three digits that count: `7.21`, `26.5`, `123`.
  static String threeDigits(double value) {
    double size = Math.abs(value);
    if (size < 9.995) {
      return fixed(value, 2);
    }
    return size < 99.95 ? fixed(value, 1) : whole(value);
  }

  /// A share from 0 to 1 as percent, without the sign.
  static String percent(double share) {
    return fixed(share * 100, 0);
  }
}
