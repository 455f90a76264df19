package weft.web.options;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import weft.http.Hsts;

/// Options that have clients use TLS only.
final class HttpsOnlyRows {
  private static final Duration AGE_MAX = Duration.ofDays(3650);

  private HttpsOnlyRows() {}

  static List<Option<?>> rows() {
    OptionRows<HttpsSettings> rows =
        new OptionRows<>(ServerOptions::https, ServerOptions::withHttps);
    addRedirect(rows);
    addHsts(rows);
    return rows.rows();
  }

  private static void addRedirect(OptionRows<HttpsSettings> rows) {
    rows.add(
        "https-redirect",
        new BooleanOption(),
        "Whether requests on the plain port are sent to the TLS port (308)",
        HttpsSettings::redirects,
        (https, on) -> https.withRedirectPort(redirectPort(https, on)));
    rows.number(
        "https-redirect-port",
        new IntegerOption(0, 65_535, ""),
        "Port of TLS as clients see it; 0 is the TLS port itself",
        https -> Math.max(0, https.redirectPort()),
        (https, port) -> withPublicPort(https, (int) port));
  }

  private static int redirectPort(HttpsSettings https, boolean on) {
    return on ? Math.max(0, https.redirectPort()) : HttpsSettings.OFF;
  }

  private static HttpsSettings withPublicPort(HttpsSettings https, int port) {
    if (https.redirects()) {
      return https.withRedirectPort(port);
    }
    if (port != 0) {
      throw new IllegalArgumentException("nothing is redirected; set --https-redirect, too");
    }
    return https;
  }

  private static void addHsts(OptionRows<HttpsSettings> rows) {
    rows.add(
        "hsts",
        new OptionalDurationOption(new DurationOption(Duration.ZERO, AGE_MAX)),
        "How long browsers that have come by TLS come by nothing else (RFC 6797), such as 365d; 0s"
            + " has them forget it",
        https -> Optional.ofNullable(https.hsts()).map(Hsts::maxAge),
        (https, age) -> https.withHsts(hsts(https.hsts(), age)));
    rows.add(
        "hsts-subdomains",
        new BooleanOption(),
        "Whether that goes for all hosts below, too",
        https -> https.hsts() != null && https.hsts().includeSubDomains(),
        (https, on) -> withHsts(https, on, hsts -> hsts.withIncludeSubDomains(on)));
    rows.add(
        "hsts-preload",
        new BooleanOption(),
        "Whether browsers may have it built in; nobody comes off that list quickly",
        https -> https.hsts() != null && https.hsts().preload(),
        (https, on) -> withHsts(https, on, hsts -> hsts.withPreload(on)));
  }

  private static @Nullable Hsts hsts(@Nullable Hsts before, Optional<Duration> age) {
    if (age.isEmpty()) {
      return null;
    }
    return before == null ? Hsts.of(age.get()) : before.withMaxAge(age.get());
  }

  private static HttpsSettings withHsts(HttpsSettings https, boolean on, UnaryOperator<Hsts> more) {
    Hsts hsts = https.hsts();
    if (hsts != null) {
      return https.withHsts(more.apply(hsts));
    }
    if (on) {
      throw new IllegalArgumentException("there is no HSTS to add it to; set --hsts, too");
    }
    return https;
  }
}
