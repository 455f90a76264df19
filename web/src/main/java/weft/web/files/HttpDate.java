package weft.web.files;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/// Dates of fields, [RFC 9110 §5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7):
/// written in the one form that is allowed, read in all three.
final class HttpDate {
  /// What is no date.
  static final long NONE = Long.MIN_VALUE;

  private static final int LENGTH_MAX = 40;

  private static final DateTimeFormatter FIXED =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  /// So that 76 is fifty years ahead of this being written; nobody has sent such dates for longer.
  private static final int RFC_850_FIRST_YEAR = 1977;

  // "Recipients of a timestamp value in rfc850-date format, which uses a two-digit year, MUST
  // interpret a timestamp that appears to be more than 50 years in the future as representing the
  // most recent year in the past that had the same last two digits."
  // https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7
  private static final DateTimeFormatter RFC_850 =
      new DateTimeFormatterBuilder()
          .appendPattern("EEEE, dd-MMM-")
          .appendValueReduced(ChronoField.YEAR, 2, 2, RFC_850_FIRST_YEAR)
          .appendPattern(" HH:mm:ss 'GMT'")
          .toFormatter(Locale.US);

  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US);

  private static final List<DateTimeFormatter> FORMS = List.of(FIXED, RFC_850, ASCTIME);

  private HttpDate() {}

  static String format(Instant time) {
    return FIXED.format(time.atOffset(ZoneOffset.UTC));
  }

  /// Seconds since 1970, or [#NONE] when the text is no date.
  static long parse(String text) {
    if (text.length() <= LENGTH_MAX) {
      for (DateTimeFormatter form : FORMS) {
        try {
          return LocalDateTime.parse(text, form).toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException otherForm) {
          // The next form, or none.
        }
      }
    }
    return NONE;
  }
}
