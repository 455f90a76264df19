package weft.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.http.Hsts;
import weft.http.HttpOptions;
import weft.http.HttpsOptions;
import weft.http.Request;
import weft.http.Response;
import weft.hub.tls.DevelopmentCertificate;
import weft.hub.tls.TlsOptions;
import weft.hub.tls.TlsProviderChoice;

/// Heads that come again over TLS: known like others, and no less over TLS for that.
@ParameterizedClass
@EnumSource(HubMode.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KnownHeadsTlsSocketTest {
  /// After as many of the same a head is known.
  private static final int OFTEN = 32;

  private static final String REQUEST =
      "POST /a?b HTTP/1.1\r\nHost: example.com\r\nX-User: anna\r\nContent-Length: 2\r\n\r\nhi";

  @TempDir static Path folder = Path.of("");

  @Parameter HubMode mode = HubMode.NIO_ON_JDK;

  /// Two heads share the text of a value only when they are one.
  private final List<String> hosts = new CopyOnWriteArrayList<>();

  private HttpServer server;
  private SSLSocketFactory sockets;

  private void start(TlsProviderChoice provider) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    DevelopmentCertificate certificate =
        DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
    TlsOptions tls =
        TlsOptions.DEFAULTS.withIdentity(certificate.identity()).withProvider(provider);
    Hsts hsts = Hsts.of(Duration.ofDays(1));
    server =
        HttpServer.start(
            mode.hubs(),
            HttpOptions.DEFAULTS
                .withAddress(any)
                .withHttps(new HttpsOptions(any, tls).withHsts(hsts)),
            this::handle);
    sockets = TrustedSockets.trusting(certificate.certificateFile());
  }

  @AfterEach
  void stop() {
    server.close();
    mode.assertBuffersReturned();
  }

  private void handle(Request request, Response response) throws IOException {
    hosts.add(Objects.requireNonNull(request.header("Host")));
    String told =
        String.join(
            " ",
            request.scheme(),
            request.method(),
            request.path(),
            request.query(),
            request.authority(),
            request.header("x-USER"));
    response.header("X-Told", told).send(request.body().bytes());
  }

  private RawClient secure() throws IOException {
    return new RawClient(Objects.requireNonNull(server.tlsAddress()), sockets);
  }

  private static void verify(String response, String scheme, String user, String body) {
    assertThat(response)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("X-Told: " + scheme + " POST /a b example.com " + user + "\r\n")
        .endsWith("\r\n\r\n" + body);
    assertThat(response.contains(Hsts.FIELD)).as("HSTS").isEqualTo(scheme.equals("https"));
  }

  private void learn(RawClient client) throws IOException {
    client.send(REQUEST.repeat(OFTEN));
    for (int count = 0; count < OFTEN; count++) {
      verify(client.response(), "https", "anna", "hi");
    }
    client.send(REQUEST);
    verify(client.response(), "https", "anna", "hi");
    assertThat(isLastKnown()).isTrue();
  }

  /// Whether the last two requests had the same head, and the last was known by it.
  // Which is which is what is asked here.
  @SuppressWarnings("ReferenceEquality")
  private boolean isLastKnown() {
    return hosts.getLast() == hosts.get(hosts.size() - 2);
  }

  /// Each piece is a record.
  @ParameterizedTest
  @EnumSource(names = {"AUTO", "JDK"})
  void aKnownHeadMayComeInRecordsOfAnyLength(TlsProviderChoice provider) throws IOException {
    start(provider);
    try (RawClient client = secure()) {
      learn(client);
      for (int cut = 1; cut < REQUEST.length(); cut++) {
        client.send(REQUEST.substring(0, cut)).send(REQUEST.substring(cut));
        verify(client.response(), "https", "anna", "hi");
        assertThat(isLastKnown()).as("cut at %s", cut).isTrue();
      }
      for (int step = 0; step < REQUEST.length(); step++) {
        client.send(REQUEST.substring(step, step + 1));
      }
      verify(client.response(), "https", "anna", "hi");
      assertThat(isLastKnown()).isTrue();
    }
  }

  /// The record before it may have had the known head where now another one lies.
  @ParameterizedTest
  @EnumSource(names = {"AUTO", "JDK"})
  void headsThatLookLikeAKnownOneAreOthers(TlsProviderChoice provider) throws IOException {
    start(provider);
    try (RawClient client = secure()) {
      learn(client);
      for (int count = 0; count < OFTEN; count++) {
        String user = "ann" + (char) ('b' + count % 24);
        String other = REQUEST.replace("anna", user).replace("\r\nhi", "\r\nho");
        client.send(REQUEST + other).send(other).send(REQUEST);
        verify(client.response(), "https", "anna", "hi");
        verify(client.response(), "https", user, "ho");
        verify(client.response(), "https", user, "ho");
        verify(client.response(), "https", "anna", "hi");
      }
    }
  }

  /// A hub keeps one table for both: what is known says nothing about how it came.
  // Which is which is what is asked here.
  @SuppressWarnings("ReferenceEquality")
  @ParameterizedTest
  @EnumSource(names = {"AUTO", "JDK"})
  void aHeadKnownFromTlsIsNotSecureInTheClear(TlsProviderChoice provider) throws IOException {
    start(provider);
    try (RawClient client = secure()) {
      learn(client);
      String known = hosts.getLast();
      int met = 0;
      // Some of them come to the hub that knows it.
      for (int count = 0; count < 64 && met < 3; count++) {
        try (RawClient clear = new RawClient(server.address())) {
          verify(clear.send(REQUEST).response(), "http", "anna", "hi");
        }
        met += hosts.getLast() == known ? 1 : 0;
      }
      assertThat(met).as("heads in the clear known from TLS").isEqualTo(3);
      verify(client.send(REQUEST).response(), "https", "anna", "hi");
    }
  }
}
