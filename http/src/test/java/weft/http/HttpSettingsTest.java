package weft.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.hub.backend.SocketSettings;

class HttpSettingsTest {
  private static void refused(String part, UnaryOperator<HttpLimits> change) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> change.apply(HttpLimits.DEFAULTS))
        .withMessageContaining(part);
  }

  @Test
  void defaultsAreThoseOfTheManual() {
    HttpLimits limits = HttpLimits.DEFAULTS;

    assertThat(limits.requestLineBytesMax()).isEqualTo(8 * 1024);
    assertThat(limits.headBytesMax()).isEqualTo(16 * 1024);
    assertThat(limits.fieldCountMax()).isEqualTo(100);
    assertThat(limits.bodyBytesMax()).isEqualTo(1024 * 1024);
    assertThat(limits.headTimeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void limitsOutOfRangeAreRefusedWithTheirRange() {
    refused("requestLineBytesMax 63 is not in 64 to 32768", l -> l.withRequestLineBytesMax(63));
    refused("headBytesMax 99999999", l -> l.withHeadBytesMax(99_999_999));
    refused("fieldCountMax 0", l -> l.withFieldCountMax(0));
    refused("bodyBytesMax -1", l -> l.withBodyBytesMax(-1));
    refused("discardBytesMax -1", l -> l.withDiscardBytesMax(-1));
    refused("headTimeout PT0S", l -> l.withHeadTimeout(Duration.ZERO));
    refused("bodyIdleTimeout PT-1S", l -> l.withBodyIdleTimeout(Duration.ofSeconds(-1)));
    refused("bodyBytesPerSecondMin", l -> l.withBodyBytesPerSecondMin(-1));
    refused("keepAliveTimeout", l -> l.withKeepAliveTimeout(Duration.ofDays(1000)));
    refused("writeTimeout", l -> l.withWriteTimeout(Duration.ZERO));
    refused("requestsPerConnectionMax", l -> l.withRequestsPerConnectionMax(-1));
    refused("connectionAgeMax", l -> l.withConnectionAgeMax(Duration.ofNanos(-1)));
    refused("connectionAgeMax", l -> l.withConnectionAgeMax(Duration.ofDays(366)));
    refused("connectionsMax", l -> l.withConnectionsMax(-1));
    refused("connectionsPerAddressMax", l -> l.withConnectionsPerAddressMax(-1));
    refused("requestsMax", l -> l.withRequestsMax(-1));
    refused("greater than headBytesMax", l -> l.withHeadBytesMax(4000));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 366, 365_000, Long.MAX_VALUE / 86_400})
  void pingsOutOfRangeAreRefusedWithTheirRange(long days) {
    Duration second = Duration.ofSeconds(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Http2Options.DEFAULTS.withPings(Duration.ofDays(days), second))
        .withMessageMatching("pingInterval .* is not in 0 to 365 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Http2Options.DEFAULTS.withPings(second, Duration.ofDays(days)))
        .withMessageMatching("pingTimeout .* is not in 1 ns to 365 days");
  }

  @Test
  void optionsChangeOneAtATime() {
    HttpOptions options =
        HttpOptions.DEFAULTS
            .withPort(81)
            .withServerName("")
            .withHalfClosingClients(true)
            .withSockets(SocketSettings.DEFAULTS.withBacklog(7))
            .withLimits(HttpLimits.DEFAULTS.withFieldCountMax(7));

    assertThat(options.address()).isEqualTo(new InetSocketAddress(81));
    assertThat(options.serverName()).isEmpty();
    assertThat(options.halfClosingClients()).isTrue();
    assertThat(options.sockets().backlog()).isEqualTo(7);
    assertThat(options.limits().fieldCountMax()).isEqualTo(7);
    assertThatIllegalArgumentException().isThrownBy(() -> options.withServerName("a\nb"));
  }

  @Test
  void reasonsAreThoseOfTheRegistry() {
    assertThat(Status.reason(404)).isEqualTo("Not Found");
    assertThat(Status.reason(299)).isEmpty();
    assertThat(Status.isBodiless(204)).isTrue();
    assertThat(Status.isBodiless(304)).isTrue();
    assertThat(Status.isBodiless(103)).isTrue();
    assertThat(Status.isBodiless(200)).isFalse();
  }

  @Test
  void errorsHaveAStatusOfTheirKind() {
    assertThatIllegalArgumentException().isThrownBy(() -> new HttpError(399, "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> new HttpError(600, "x"));
    HttpError error = new HttpError(503, "busy").withHeader("Retry-After", "5");
    assertThat(error.fields().name(0)).isEqualTo("Retry-After");
    assertThat(error).hasMessage("503 busy");
    assertThat(error.getStackTrace()).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> error.withHeader("a", "b\r\nc"));
    assertThat(new HttpError(400, "y").fields().size()).isZero();
  }
}
