package weft.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.server.HubMode;

/// Hosts with several addresses, some of which do not answer. RFC 8305.
@ParameterizedClass
@EnumSource(names = {"URING_ON_HUB", "EPOLL_ON_HUB", "NIO_ON_JDK"})
@Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AddressRaceSocketTest {
  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  private final List<SilentAddress> silent = new ArrayList<>();

  private HttpClient client(Duration connectTimeout) throws IOException {
    return HttpClient.on(
        mode.hubs(),
        ClientOptions.DEFAULTS.withProxies(Proxies.NONE).withConnectTimeout(connectTimeout));
  }

  private static RawServer server() throws IOException {
    return RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  private static String uri(String addresses, int port) {
    return "http://" + addresses + ".many.test:" + port + "/";
  }

  private void silence(String address, int port) throws IOException {
    silent.add(SilentAddress.open(address, port));
  }

  private void endSilence() throws IOException {
    for (SilentAddress address : silent) {
      address.close();
    }
  }

  /// "the client SHOULD NOT wait for a response … before starting": a little of the call's time
  /// goes by, not all of it. https://www.rfc-editor.org/rfc/rfc8305#section-5
  @Test
  void anAddressThatSaysNothingDoesNotHoldTheNextOneUp() throws IOException {
    try (RawServer server = server();
        HttpClient client = client(Duration.ofSeconds(10))) {
      silence("127.0.0.2", server.port());
      silence("127.0.0.3", server.port());
      String uri = uri("127-0-0-2.127-0-0-3.127-0-0-1", server.port());

      assertThat(client.get(uri).timeout(Duration.ofSeconds(8)).send().text()).isEqualTo("ok");
      assertThat(client.counters().connectionsOpened()).isEqualTo(1);
      assertThat(client.counters().connectionsFailed()).isZero();
    } finally {
      endSilence();
    }
    mode.assertBuffersReturned();
  }

  @Test
  void anAddressThatRefusesIsFollowedByTheNext() throws IOException {
    try (RawServer server = server();
        HttpClient client = client(Duration.ofSeconds(10))) {
      String uri = uri("127-0-0-2.127-0-0-1", server.port());

      assertThat(client.get(uri).send().text()).isEqualTo("ok");
    }
  }

  @Test
  void whenAllRefuseEachIsTold() throws IOException {
    int port = freePort();
    try (HttpClient client = client(Duration.ofSeconds(10))) {
      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> client.get(uri("127-0-0-2.127-0-0-1", port)).send())
          .returns(CallFailed.Kind.CONNECT, CallFailed::kind)
          .withMessageContaining("cannot connect to")
          .withMessageContaining("/127.0.0.1:" + port + ": connection refused")
          .satisfies(failed -> assertThat(failed.getCause().getSuppressed()).hasSize(1));
    }
  }

  @Test
  void allAddressesTogetherHaveTheTimeToConnect() throws IOException {
    try (RawServer server = server();
        HttpClient client = client(Duration.ofMillis(600))) {
      silence("127.0.0.2", server.port());
      silence("127.0.0.3", server.port());
      String uri = uri("127-0-0-2.127-0-0-3", server.port());

      assertThatExceptionOfType(CallFailed.class)
          .isThrownBy(() -> client.get(uri).send())
          .returns(CallFailed.Kind.TIMEOUT, CallFailed::kind)
          .returns(true, CallFailed::isUnprocessed)
          .withMessageContaining("/127.0.0.2:" + server.port())
          .withMessageContaining("or to one of 1 other addresses did not finish");
    } finally {
      endSilence();
    }
  }

  /// "the client … SHOULD interleave": https://www.rfc-editor.org/rfc/rfc8305#section-4
  @Test
  void bothKindsOfAddressesTakeTurns() {
    List<InetAddress> given =
        List.of(
            InetAddress.ofLiteral("192.0.2.1"),
            InetAddress.ofLiteral("192.0.2.2"),
            InetAddress.ofLiteral("192.0.2.3"),
            InetAddress.ofLiteral("2001:db8::1"),
            InetAddress.ofLiteral("2001:db8::2"));

    assertThat(AddressRace.interleaved(given))
        .containsExactly(given.get(0), given.get(3), given.get(1), given.get(4), given.get(2));
    assertThat(AddressRace.interleaved(given.reversed()))
        .containsExactly(given.get(4), given.get(2), given.get(3), given.get(1), given.get(0));
  }

  private static int freePort() throws IOException {
    try (SilentAddress address = SilentAddress.open("127.0.0.1", 0)) {
      return address.port();
    }
  }
}
