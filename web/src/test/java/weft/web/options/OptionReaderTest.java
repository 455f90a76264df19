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
import weft.hub.BackendChoice;
import weft.hub.SchedulerChoice;

class OptionReaderTest {
  @Test
  void aGraceIsAYearAtMost() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerOptions.DEFAULTS.withStopGrace(Duration.ofSeconds(Long.MAX_VALUE)))
        .withMessageEndingWith("is not in 0 to 365 days");
  }

  private static ServerOptions flags(String... flags) {
    return new OptionReader().readFlags(flags).apply(ServerOptions.DEFAULTS);
  }

  @Test
  void flagsAreReadInBothForms() {
    ServerOptions options =
        flags(
            "--port",
            "9000",
            "--host=localhost",
            "--backend",
            "epoll",
            "--hubs=3",
            "--scheduler=jdk",
            "--stop-grace",
            "1m30s",
            "--half-closing-clients",
            "--server-name=",
            "--body-bytes-max=16MiB",
            "--unix-socket=/run/a=b");

    assertThat(options.port()).isEqualTo(9000);
    assertThat(options.host()).isEqualTo("localhost");
    assertThat(options.hubs().backend()).isEqualTo(BackendChoice.EPOLL);
    assertThat(options.hubs().hubs()).isEqualTo(3);
    assertThat(options.hubs().scheduler()).isEqualTo(SchedulerChoice.JDK);
    assertThat(options.stopGrace()).isEqualTo(Duration.ofSeconds(90));
    assertThat(options.http().halfClosingClients()).isTrue();
    assertThat(options.http().serverName()).isEmpty();
    assertThat(options.http().limits().bodyBytesMax()).isEqualTo(16L << 20);
    assertThat(options.unixSocket()).isEqualTo(Path.of("/run/a=b"));
  }

  @Test
  void aFlagGoesBeforeAVariableAndThatBeforeTheProgram() {
    ServerOptions program = ServerOptions.DEFAULTS.withPort(1).withHost("a");
    OptionReader reader =
        new OptionReader()
            .readVariables(Map.of("WEFT_PORT", "2", "WEFT_HUBS", "2", "PORT", "9"))
            .readFlags("--port=3");

    ServerOptions options = reader.apply(program);

    assertThat(options.port()).isEqualTo(3);
    assertThat(options.hubs().hubs()).isEqualTo(2);
    assertThat(options.host()).isEqualTo("a");
  }

  @Test
  void theLastOfTwoFlagsCounts() {
    assertThat(flags("--port=1", "--port=2").port()).isEqualTo(2);
    assertThat(flags("--half-closing-clients", "--no-half-closing-clients").http())
        .isEqualTo(ServerOptions.DEFAULTS.http());
  }

  @Test
  void valuesThatAllowEachOtherMayComeInAnyOrder() {
    ServerOptions options = flags("--request-line-bytes-max=20KiB", "--head-bytes-max=32KiB");

    assertThat(options.http().limits().requestLineBytesMax()).isEqualTo(20_480);
  }

  @Test
  void aFlagGoesBeforeAVariableThatOnlyAnotherFlagMakesLegal() {
    ServerOptions options =
        new OptionReader()
            .readVariables(Map.of("WEFT_REQUEST_LINE_BYTES_MAX", "20KiB"))
            .readFlags("--request-line-bytes-max=4KiB", "--head-bytes-max=32KiB")
            .apply(ServerOptions.DEFAULTS);

    assertThat(options.http().limits().requestLineBytesMax()).isEqualTo(4096);
  }

  @Test
  void aBoundIsNeverRaisedByTheValueItBounds() {
    assertThat(flags("--http2-window=2MiB", "--http2-window-max=4MiB").http().http2().windowBytes())
        .isEqualTo(2_097_152);
    assertThatThrownBy(() -> flags("--http2-window-max=128KiB", "--http2-window=2MiB"))
        .isInstanceOf(OptionError.class)
        .hasMessage(
            "--http2-window: '2MiB' is not legal here: windowBytes 2097152 is greater than windowBytesMax 131072");
  }

  @Test
  void valuesThatDoNotGoTogetherAreRefused() {
    assertThatThrownBy(() -> flags("--port=1", "--request-line-bytes-max=32KiB"))
        .isInstanceOf(OptionError.class)
        .hasMessage(
            "--request-line-bytes-max: '32KiB' is not legal here: requestLineBytesMax 32768 is"
                + " greater than headBytesMax 16384");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--port=70000|--port: '70000' is not legal, legal is 0 to 65535",
        "--port=-1|--port: '-1' is not legal, legal is 0 to 65535",
        "--port=|--port: '' is not legal, legal is 0 to 65535",
        "--port=8o80|--port: '8o80' is not legal, legal is 0 to 65535",
        "--port=+80|--port: '+80' is not legal, legal is 0 to 65535",
        "--port=99999999999999999999|--port: '99999999999999999999' is not legal, legal is 0 to 65535",
        "--backend=kqueue|--backend: 'kqueue' is not legal, legal is auto, uring, epoll, nio",
        "--scheduler=Hub|--scheduler: 'Hub' is not legal, legal is auto, hub, jdk",
        "--hubs=1025|--hubs: '1025' is not legal, legal is 0 to 1024",
        "--stop-grace=10x|--stop-grace: '10x' is not legal, legal is 0s to 365d, written like 250ms, 30s, 1h30m",
        "--stop-grace=1.5s|--stop-grace: '1.5s' is not legal, legal is 0s to 365d, written like 250ms, 30s, 1h30m",
        "--hsts=1y|--hsts: '1y' is not legal, legal is off, 0s to 3650d, written like 250ms, 30s, 1h30m",
        "--stop-grace|--stop-grace needs a value: 0s to 365d, written like 250ms, 30s, 1h30m",
        "--stop-grace=366d|--stop-grace: '366d' is not legal, legal is 0s to 365d, written like 250ms, 30s, 1h30m",
        "--body-bytes-max=1XB|--body-bytes-max: '1XB' is not legal, legal is at least 0, written like 4096, 64KiB, 16MiB",
        "--form-keys-max=0|--form-keys-max: '0' is not legal, legal is 1 to 2147483647",
        "--form-bytes-max=2GiB|--form-bytes-max: '2GiB' is not legal, legal is 0 to 1GiB, written like 4096, 64KiB, 16MiB",
        "--multipart-headers-max=101|--multipart-headers-max: '101' is not legal, legal is 1 to 100",
        "--multipart-header-bytes-max=1|--multipart-header-bytes-max: '1' is not legal, legal is 128B to 32KiB, written like 4096, 64KiB, 16MiB",
        "--multipart-bytes-max=-1|--multipart-bytes-max: '-1' is not legal, legal is at least 0, written like 4096, 64KiB, 16MiB",
        "--half-closing-clients=yes|--half-closing-clients: 'yes' is not legal, legal is true or false",
        "--host= |--host: '' is not legal, legal is a host name or address",
        "--server-name=é|--server-name: 'é' is not legal, legal is printable ASCII, empty for none",
        "--port|--port needs a value: 0 to 65535",
        "--prot=1|--prot is no option, do you mean --port?",
        "--no-hubs|--no-hubs is no option, --hubs takes a value: 0 to 1024",
        "--no-port|--no-port is no option, --port takes a value: 0 to 65535",
        "--no-hsts=off|--no-hsts is no option, --hsts takes a value: off, 0s to 3650d, written like 250ms, 30s, 1h30m",
        "--no-http2=true|--no-http2 takes no value",
        "--no-htp2|--no-htp2 is no option, do you mean --no-http2?",
        "--tls-cert=x|--tls-cert is no option, do you mean --tls-certificate?",
        "--tls=443|--tls is no option, see --help",
        "--backends=nio|--backends is no option, do you mean --backend?",
        "--completely-different=1|--completely-different is no option, see --help",
        "8080|'8080' is no option, see --help",
        "-p|'-p' is no option, see --help",
      })
  void aWrongFlagIsNamedWithValueAndRange(String flag, String message) {
    assertThatThrownBy(() -> flags(flag)).isInstanceOf(OptionError.class).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--tls-certificate=own.pem|--tls-certificate",
        "--tls-key=own.key --tls-certificate=own.pem|--tls-key",
        "--tls-key-password=x|--tls-key-password",
        "--tls-client-authentication=need|--tls-client-authentication",
        "--tls-trust=ca.pem|--tls-trust",
        "--tls-revocation-list=ca.crl|--tls-revocation-list",
      })
  void whatSaysHowToListenForTlsNeedsThePort(String given, String named) {
    assertThatThrownBy(() -> flags(given.split(" ")))
        .isInstanceOf(OptionError.class)
        .hasMessage(named + ": there is no TLS port; set one by --tls-port, or say --tls-port off");
  }

  /// Who says `off` means it, and the program may have what it takes for when somebody does not.
  @Test
  void aPortForTlsMayBeOff() {
    assertThat(flags("--tls-port=off", "--tls-certificate=own.pem").https().isOn()).isFalse();
    assertThat(flags("--tls-certificate=", "--tls-minimum-version=tls-1-3").https().isOn())
        .isFalse();
    assertThat(flags("--tls-certificate=own.pem", "--tls-port=0").https().isOn()).isTrue();
    HttpsSettings program = HttpsSettings.DEFAULTS.withCertificate(Path.of("own.pem"));
    assertThat(
            new OptionReader().readFlags().apply(ServerOptions.DEFAULTS.withHttps(program)).https())
        .isEqualTo(program);
  }

  @Test
  void aWrongVariableIsNamedWithValueAndRange() {
    assertThatThrownBy(() -> new OptionReader().readVariables(Map.of("WEFT_PORT", "x")))
        .isInstanceOf(OptionError.class)
        .hasMessage("WEFT_PORT: 'x' is not legal, legal is 0 to 65535");
  }

  @Test
  void aVariableThatLooksLikeASlipIsWarnedAbout() {
    OptionReader reader =
        new OptionReader()
            .readVariables(Map.of("WEFT_PROT", "1", "WEFT_JAVA_HOME", "/x", "WEFT_NO_PORT", "1"));

    assertThat(reader.warnings()).containsExactly("WEFT_PROT is no option, do you mean WEFT_PORT?");
    assertThat(reader.apply(ServerOptions.DEFAULTS)).isEqualTo(ServerOptions.DEFAULTS);
  }
}
