package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which proxy is used for what.
class ProxiesTest {
  private static @Nullable String chosen(Proxies proxies, String uri) {
    ProxyAddress proxy = proxies.proxyFor(Origin.of(URI.create(uri)));
    return proxy == null ? null : proxy.origin().hostAndPort();
  }

  @Test
  void theEnvironmentNamesThem() {
    Proxies proxies =
        Proxies.from(
            Map.of("http_proxy", "http://one:3128", "HTTPS_PROXY", "two:3129", "no_proxy", ""));
    assertThat(chosen(proxies, "http://a.test/")).isEqualTo("one:3128");
    assertThat(chosen(proxies, "https://a.test/")).isEqualTo("two:3129");
    Proxies all = Proxies.from(Map.of("all_proxy", "http://three"));
    assertThat(chosen(all, "http://a.test/")).isEqualTo("three:80");
    assertThat(chosen(all, "https://a.test/")).isEqualTo("three:80");
    assertThat(chosen(Proxies.from(Map.of()), "http://a.test/")).isNull();
  }

  @Test
  void lowerCaseComesFirst() {
    Proxies proxies =
        Proxies.from(Map.of("http_proxy", "http://lower", "HTTP_PROXY", "http://upper"));
    assertThat(chosen(proxies, "http://a.test/")).isEqualTo("lower:80");
  }

  /// https://httpoxy.org
  @Test
  void aRequestsProxyFieldIsNotBelieved() {
    Map<String, String> cgi = Map.of("HTTP_PROXY", "http://evil", "REQUEST_METHOD", "GET");
    assertThat(chosen(Proxies.from(cgi), "http://a.test/")).isNull();
  }

  @Test
  void theEnvironmentsProxiesAreNotForThisMachine() {
    Proxies proxies = Proxies.from(Map.of("all_proxy", "http://one"));
    for (String host : List.of("localhost", "127.0.0.1", "127.1.2.3", "[::1]")) {
      assertThat(chosen(proxies, "http://" + host + ":8080/")).isNull();
    }
    assertThat(chosen(Proxies.of("http://one"), "http://localhost/")).isEqualTo("one:80");
  }

  @ParameterizedTest
  @CsvSource({
    "a.test, http://a.test/, true",
    "a.test, http://b.a.test/, true",
    ".a.test, http://b.a.test/, true",
    ".a.test, http://a.test/, true",
    "a.test, http://ba.test/, false",
    "A.Test, http://a.test/, true",
    "a.test:8080, http://a.test:8080/, true",
    "a.test:8080, http://a.test/, false",
    "*, http://anything.test/, true",
    "10.0.0.1, http://10.0.0.1/, true",
    "::2, http://[::2]/, true",
  })
  void exceptionsStandForHosts(String exception, String uri, boolean excepted) {
    Proxies proxies = Proxies.of("http://one").except(List.of("other.test", exception));
    assertThat(chosen(proxies, uri) == null).isEqualTo(excepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://one", "socks5://one", "http://", "http://one:0", "a b", "://"})
  void whatIsNoProxyIsRefused(String address) {
    assertThatIllegalArgumentException().isThrownBy(() -> Proxies.of(address));
  }

  @Test
  void aPasswordIsDecodedAndNotShown() {
    ProxyAddress proxy = ProxyAddress.parse("http://a+b:%C3%A4@one:3128");
    // a+b:ä in UTF-8
    assertThat(proxy.authorization()).isEqualTo("Basic YStiOsOk");
    assertThat(proxy).hasToString("http://one:3128");
  }
}
