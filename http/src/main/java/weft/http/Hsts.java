package weft.http;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/// HTTP Strict Transport Security: who has come by TLS once is told to come by nothing else ([RFC
/// 6797](https://www.rfc-editor.org/rfc/rfc6797)).
///
/// @param maxAge how long clients keep to it, counted anew from each response, in whole seconds;
///   zero has them forget it (§6.1.1)
/// @param includeSubDomains whether it goes for all hosts below this one, too (§6.1.2)
/// @param preload whether browsers may have it built in; not of the RFC, but of the [list they
///   share](https://hstspreload.org/), from which nobody comes off quickly
public record Hsts(Duration maxAge, boolean includeSubDomains, boolean preload) {
  /// Name of the field.
  public static final String FIELD = "Strict-Transport-Security";

  /// Least `maxAge` with which the list takes a host.
  public static final Duration PRELOAD_AGE_MIN = Duration.ofDays(365);

  /// Refuses what no client understands, and what the list does not take.
  public Hsts {
    if (maxAge.isNegative() || !maxAge.truncatedTo(ChronoUnit.SECONDS).equals(maxAge)) {
      throw new IllegalArgumentException("max-age " + maxAge + " is no number of whole seconds");
    }
    if (preload && !includeSubDomains) {
      throw new IllegalArgumentException(
          "the preload list takes no host without its subdomains; include them, or leave preload"
              + " out");
    }
    if (preload && maxAge.compareTo(PRELOAD_AGE_MIN) < 0) {
      throw new IllegalArgumentException(
          "the preload list takes no host with a max-age below "
              + PRELOAD_AGE_MIN.toDays()
              + " days; lengthen it, or leave preload out");
    }
  }

  /// For this host alone.
  public static Hsts of(Duration maxAge) {
    return new Hsts(maxAge, false, false);
  }

  /// The same for another time.
  public Hsts withMaxAge(Duration maxAge) {
    return new Hsts(maxAge, includeSubDomains, preload);
  }

  /// The same with or without the hosts below.
  public Hsts withIncludeSubDomains(boolean includeSubDomains) {
    return new Hsts(maxAge, includeSubDomains, preload);
  }

  /// The same with or without leave to build it in.
  public Hsts withPreload(boolean preload) {
    return new Hsts(maxAge, includeSubDomains, preload);
  }

  /// The field's value.
  public String value() {
    return "max-age="
        + maxAge.toSeconds()
        + (includeSubDomains ? "; includeSubDomains" : "")
        + (preload ? "; preload" : "");
  }
}
