package weft.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A value the client sent by name: in the path, the query, a field or a cookie.
///
/// The `as…` methods convert it; what cannot be converted, or is missing, throws a [ProblemError]
/// with 400 that names parameter and value.
///
/// Numbers are in ASCII digits, without a plus in front, as in JSON (RFC 8259 §6); unlike there,
/// zeros may stand in front.
public final class Parameter {
  private static final int SHOWN_LENGTH_MAX = 100;

  private final String place;
  private final String name;
  private final @Nullable String value;

  Parameter(String place, String name, @Nullable String value) {
    this.place = place;
    this.name = name;
    this.value = value;
  }

  /// Whether the client sent it; always so for the path.
  public boolean isPresent() {
    return value != null;
  }

  /// This parameter, or one with this value where the client sent none.
  ///
  /// @param fallback converted like a sent value
  public Parameter orElse(String fallback) {
    return value != null ? this : new Parameter(place, name, fallback);
  }

  /// The text, decoded; null where the client sent none.
  public @Nullable String orNull() {
    return value;
  }

  /// The text, decoded.
  public String asString() {
    if (value == null) {
      throw new ProblemError(
          Problem.of(400, place + " parameter '" + name + "' is missing").with("parameter", name));
    }
    return value;
  }

  /// A decimal number of 32 bits.
  public int asInt() {
    return asInt(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /// A decimal number within bounds.
  public int asInt(int min, int max) {
    return (int) asLong(min, max);
  }

  /// A decimal number of 64 bits.
  public long asLong() {
    return asLong(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /// A decimal number within bounds.
  public long asLong(long min, long max) {
    return as(
        integer(min, max),
        text -> {
          long number = Long.parseLong(number(text, "0123456789-"));
          if (number < min || number > max) {
            throw new NumberFormatException();
          }
          return number;
        });
  }

  /// A finite decimal number, such as `-1.5e3`.
  public double asDouble() {
    return as(
        "a finite number",
        text -> {
          double number = Double.parseDouble(number(text, "0123456789+-.eE"));
          if (!Double.isFinite(number)) {
            throw new NumberFormatException();
          }
          return number;
        });
  }

  /// `true` or `false`.
  public boolean asBoolean() {
    return switch (asString()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused("true or false");
    };
  }

  /// 8-4-4-4-12 hexadecimal digits, RFC 9562 §4.
  public UUID asUuid() {
    return as(
        "a UUID",
        text -> {
          UUID uuid = UUID.fromString(text);
          // The JDK also takes groups of other lengths, signs, and digits of other scripts.
          if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException();
          }
          return uuid;
        });
  }

  /// A day such as `2026-01-31`.
  public LocalDate asDate() {
    return as("a date such as 2026-01-31", LocalDate::parse);
  }

  /// A point in time such as `2026-01-31T12:00:00Z`.
  public Instant asInstant() {
    return as("a time such as 2026-01-31T12:00:00Z", Instant::parse);
  }

  /// The constant of that name; case does not matter, `-` stands for `_`.
  public <E extends Enum<E>> E asEnum(Class<E> type) {
    String wanted = asString().replace('-', '_').toUpperCase(Locale.ROOT);
    StringBuilder names = new StringBuilder();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toUpperCase(Locale.ROOT).equals(wanted)) {
        return constant;
      }
      names.append(names.isEmpty() ? "" : ", ");
      names.append(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    throw refused("one of " + names);
  }

  /// What a conversion of the user's makes of it.
  ///
  /// @param legal what is expected, for the client, such as `a colour`
  /// @param conversion refuses by any `RuntimeException`
  public <T> T as(String legal, Function<String, T> conversion) {
    String text = asString();
    try {
      return conversion.apply(text);
    } catch (RuntimeException _) {
      // The conversion refused the text: the client's fault, answered with 400.
      throw refused(legal);
    }
  }

  /// `query parameter 'page' = 7`.
  @Override
  public String toString() {
    return place + " parameter '" + name + "' = " + value;
  }

  private ProblemError refused(String legal) {
    String text = asString();
    String shown =
        text.length() <= SHOWN_LENGTH_MAX ? text : text.substring(0, SHOWN_LENGTH_MAX) + "…";
    return new ProblemError(
        Problem.of(400, place + " parameter '" + name + "' is '" + shown + "', not " + legal)
            .with("parameter", name)
            .with("value", shown));
  }

  private static String integer(long min, long max) {
    return min == Long.MIN_VALUE && max == Long.MAX_VALUE
        ? "an integer of 64 bits"
        : "an integer from " + min + " to " + max;
  }

  /// The text, without what the JDK takes besides: a plus in front, digits of other scripts,
  /// hexadecimals, blanks, and letters for the type.
  private static String number(String text, String characters) {
    if (text.startsWith("+") || !text.chars().allMatch(c -> characters.indexOf(c) >= 0)) {
      throw new NumberFormatException();
    }
    return text;
  }
}
