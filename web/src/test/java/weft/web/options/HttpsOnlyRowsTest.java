package weft.web.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.http.Hsts;

/// Options that have clients use TLS only: what they do, and which are refused together.
class HttpsOnlyRowsTest {
  private static HttpsSettings flags(String flags) {
    return new OptionReader().readFlags(flags.split(" ")).apply(ServerOptions.DEFAULTS).https();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--tls-port 8443|-1",
        "--tls-port 8443 --https-redirect|0",
        "--https-redirect --tls-port 8443|0",
        "--https-redirect-port 443 --https-redirect --tls-port 8443|443",
        "--tls-port 8443 --https-redirect --https-redirect-port 0|0",
        "--tls-port 8443 --https-redirect --no-https-redirect|-1",
      })
  void theRedirectGoesToThePortClientsSee(String flags, int port) {
    assertThat(flags(flags).redirectPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--hsts 365d|max-age=31536000",
        "--hsts 730d --hsts-subdomains|max-age=63072000; includeSubDomains",
        "--hsts-preload --hsts-subdomains --hsts 8760h|max-age=31536000; includeSubDomains; preload",
        "--hsts 300|max-age=300",
        "--hsts 0s|max-age=0",
      })
  void hstsSaysWhatTheFlagsSay(String flags, String value) {
    HttpsSettings https = flags(flags + " --tls-port 8443 --tls-certificate own.pem");

    assertThat(https.hsts()).extracting(Hsts::value).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--https-redirect|--https-redirect: 'true' is not legal here: there is no TLS port to"
            + " redirect to; set one by --tls-port, or leave --https-redirect out",
        "--tls-port 1 --https-redirect-port 2|--https-redirect-port: '2' is not legal here: nothing"
            + " is redirected; set --https-redirect, too",
        "--tls-port 1 --https-redirect --unix-socket /x|--unix-socket: '/x' is not legal here: a"
            + " Unix-domain socket has no plain port whose requests could be redirected; leave"
            + " --https-redirect out, or --unix-socket",
        "--tls-certificate a --hsts 1d|--hsts: '1d' is not legal here: HSTS is told over TLS only,"
            + " and there is no TLS port; set one by --tls-port, or leave --hsts out",
        "--tls-port 1 --hsts 1d|--hsts: '1d' is not legal here: with a certificate for development"
            + " HSTS would lock browsers out of every other program on localhost; give a"
            + " certificate by --tls-certificate, or leave --hsts out",
        "--tls-port 1 --tls-certificate a --hsts-subdomains|--hsts-subdomains: 'true' is not legal"
            + " here: there is no HSTS to add it to; set --hsts, too",
        "--tls-port 1 --tls-certificate a --hsts-preload|--hsts-preload: 'true' is not legal"
            + " here: there is no HSTS to add it to; set --hsts, too",
        "--tls-port 1 --tls-certificate a --hsts 365d --hsts-preload|--hsts-preload: 'true' is not"
            + " legal here: the preload list takes no host without its subdomains; include them, or"
            + " leave preload out",
        "--tls-port 1 --tls-certificate a --hsts 364d --hsts-subdomains"
            + " --hsts-preload|--hsts-preload: 'true' is not legal here: the preload list takes no"
            + " host with a max-age below 365 days; lengthen it, or leave preload out",
        "--tls-port 1 --tls-certificate a --hsts 500ms|--hsts: '500ms' is not legal here: max-age"
            + " PT0.5S is no number of whole seconds",
        "--hsts 3651d|--hsts: '3651d' is not legal, legal is off, 0s to 3650d, written like 250ms, 30s, 1h30m",
        "--hsts on|--hsts: 'on' is not legal, legal is off, 0s to 3650d, written like 250ms, 30s, 1h30m",
        "--https-redirect-port off|--https-redirect-port: 'off' is not legal, legal is 0 to 65535",
      })
  void whatDoesNotGoTogetherIsRefusedWithAWayOut(String flags, String message) {
    assertThatThrownBy(() -> flags(flags)).isInstanceOf(OptionError.class).hasMessage(message);
  }

  @Test
  void aFlagTakesBackWhatAVariableSets() {
    OptionReader reader =
        new OptionReader()
            .readVariables(Map.of("WEFT_HTTPS_REDIRECT", "true", "WEFT_HSTS", "1d"))
            .readFlags("--no-https-redirect", "--hsts=off");

    assertThat(reader.apply(ServerOptions.DEFAULTS)).isEqualTo(ServerOptions.DEFAULTS);
  }

  @Test
  void aProgramThatIsHttpsOnlyCanBeToldNotTo() {
    HttpsSettings https =
        HttpsSettings.DEFAULTS
            .withPort(8443)
            .withCertificate(Path.of("own.pem"))
            .withRedirectPort(443)
            .withHsts(Hsts.of(Duration.ofDays(1)));
    ServerOptions program = ServerOptions.DEFAULTS.withHttps(https);

    ServerOptions told =
        new OptionReader()
            .readFlags("--tls-port=off", "--no-https-redirect", "--hsts=off")
            .apply(program);

    assertThat(told.https().isOn()).isFalse();
    assertThat(told.https().redirects()).isFalse();
    assertThat(told.https().hsts()).isNull();
  }

  @Test
  void whoMustForgetMayBeToldWithACertificateForDevelopment() {
    HttpsSettings https = HttpsSettings.DEFAULTS.withPort(8443);

    assertThat(https.withHsts(Hsts.of(Duration.ZERO)).hsts()).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> https.withHsts(Hsts.of(Duration.ofSeconds(1))));
  }

  @Test
  void aRedirectPortOutOfRangeIsRefused() {
    HttpsSettings https = HttpsSettings.DEFAULTS.withPort(8443);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> https.withRedirectPort(65_536))
        .withMessage("redirectPort 65536 is not in 0 to 65535, or -1");
  }
}
