package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client can be told, and what it refuses to be told.
class ClientOptionsTest {
  private static final ClientOptions OPTIONS = ClientOptions.DEFAULTS;

  @Test
  void aChangeLeavesTheOriginalAlone() {
    assertThat(OPTIONS.withRetriesMax(5).retriesMax()).isEqualTo(5);
    assertThat(OPTIONS.withRetriesMax(5).withRedirectsMax(3).retriesMax()).isEqualTo(5);
    assertThat(OPTIONS.retriesMax()).isEqualTo(2);
    assertThat(OPTIONS.withRetriesMax(5).withRetriesMax(2)).isEqualTo(OPTIONS);
  }

  /// Servers of gRPC take 5 minutes between two as the least, and end the connection of whoever
  /// does not.
  @Test
  void noServerIsAskedForASignOfLifeUnlessToldTo() {
    assertThat(OPTIONS.http2().pingInterval()).isZero();
    assertThat(
            OPTIONS.http2().withPings(Duration.ofSeconds(9), Duration.ofSeconds(1)).pingInterval())
        .isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    for (Runnable senseless :
        List.<Runnable>of(
            () -> OPTIONS.withConnectTimeout(Duration.ZERO),
            () -> OPTIONS.withIdleTimeout(Duration.ofSeconds(-1)),
            () -> OPTIONS.withCallTimeout(Duration.ofSeconds(-1)),
            () -> OPTIONS.withCallTimeout(Duration.ofDays(366)),
            () -> OPTIONS.withConnectTimeout(Duration.ofDays(200_000)),
            () -> OPTIONS.withKeepAlive(Duration.ZERO),
            () -> OPTIONS.withConnectionsMax(0),
            () -> OPTIONS.withWaitingMax(-1),
            () -> OPTIONS.withHeadLimits(100, 100),
            () -> OPTIONS.withHeadLimits(10_000, 1),
            () -> OPTIONS.withBodyBytesMax(-1),
            () -> OPTIONS.withRedirectsMax(51),
            () -> OPTIONS.withRetriesMax(-1),
            () -> OPTIONS.withUserAgent("a\r\nb"))) {
      assertThatIllegalArgumentException().isThrownBy(senseless::run);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 366, 365_000, Long.MAX_VALUE / 86_400})
  void aCallHasAYearAtMost(long days) throws IOException {
    try (HttpClient client = HttpClient.open(OPTIONS.withProxies(Proxies.NONE))) {
      ClientRequest request = client.get("http://a.test/");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> request.timeout(Duration.ofDays(days)))
          .withMessageMatching("timeout .* is not in 0 to 365 days");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "Connection",
        "content-length",
        "Transfer-Encoding",
        "Expect",
        "TE",
        "a b"
      })
  void fieldsThatFrameMessagesAreTheClients(String name) throws IOException {
    try (HttpClient client = HttpClient.open(OPTIONS.withProxies(Proxies.NONE))) {
      ClientRequest request = client.get("http://a.test/");
      assertThatIllegalArgumentException().isThrownBy(() -> request.header(name, "1"));
      assertThatIllegalArgumentException().isThrownBy(() -> request.addHeader(name, "1"));
      assertThatIllegalArgumentException().isThrownBy(() -> request.trailer(name, "1"));
      assertThatIllegalArgumentException().isThrownBy(() -> request.header("X-A", "a\nb"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G ET", "CONNECT", "GET\r\n"})
  void whatIsNoMethodIsRefused(String method) throws IOException {
    try (HttpClient client = HttpClient.open(OPTIONS.withProxies(Proxies.NONE))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> client.request(method, "http://a.test/"));
    }
  }

  @Test
  void aCharacterSetIsFoundInAType() {
    assertThat(ClientResponse.charset("text/html; charset=ISO-8859-1")).hasToString("ISO-8859-1");
    assertThat(ClientResponse.charset("text/html;Charset=\"us-ascii\";a=b"))
        .hasToString("US-ASCII");
    assertThat(ClientResponse.charset("text/html; charset=nonsense?")).hasToString("UTF-8");
    assertThat(ClientResponse.charset(null)).hasToString("UTF-8");
  }
}
