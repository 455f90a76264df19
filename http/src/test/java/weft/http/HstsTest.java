package weft.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import weft.hub.tls.TlsOptions;

public class HstsTest {
  private static final Duration YEAR = Duration.ofDays(365);

  /// Options of a server that tells its clients over TLS.
  public static HttpOptions overTls(Hsts hsts) {
    return HttpOptions.DEFAULTS.withHttps(
        new HttpsOptions(new InetSocketAddress(0), TlsOptions.DEFAULTS).withHsts(hsts));
  }

  /// "max-age=delta-seconds", and directives behind it ([RFC 6797
  /// §6.1](https://www.rfc-editor.org/rfc/rfc6797#section-6.1)).
  @Test
  void theValueHasTheDirectivesInTheirOrder() {
    Hsts hsts = Hsts.of(YEAR);

    assertThat(hsts.value()).isEqualTo("max-age=31536000");
    assertThat(hsts.withIncludeSubDomains(true).value())
        .isEqualTo("max-age=31536000; includeSubDomains");
    assertThat(hsts.withIncludeSubDomains(true).withPreload(true).value())
        .isEqualTo("max-age=31536000; includeSubDomains; preload");
    assertThat(Hsts.of(Duration.ZERO).value()).isEqualTo("max-age=0");
  }

  @Test
  void anAgeIsANumberOfWholeSeconds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hsts.of(Duration.ofMillis(500)))
        .withMessage("max-age PT0.5S is no number of whole seconds");
    assertThatIllegalArgumentException().isThrownBy(() -> Hsts.of(Duration.ofSeconds(-1)));
  }

  @Test
  void whatThePreloadListDoesNotTakeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hsts.of(YEAR).withPreload(true))
        .withMessageContaining("subdomains");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Hsts(YEAR.minusSeconds(1), true, true))
        .withMessageContaining("below 365 days");
  }

  @Test
  void aServerWithoutTlsHasNone() {
    assertThat(HttpOptions.DEFAULTS.hsts()).isNull();
    assertThat(overTls(Hsts.of(YEAR)).hsts()).isEqualTo(Hsts.of(YEAR));
  }
}
