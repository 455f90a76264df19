package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.HubKinds;
import weft.hub.HubOptions;

/// Our client and our server, each with every library, on every back-end.
@Timeout(60)
class TlsClientSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");
  private static final TestAuthority.Issued SERVER = AUTHORITY.server("localhost", "127.0.0.1");
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  /// The JDK leaves out TLS 1.3 when it has no suite for it.
  private static final List<String> ONLY_TLS12 = List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");

  @TempDir Path folder;

  /// Libraries of the client × of the server × versions. With BoringSSL at both ends nobody leaves
  /// out TLS 1.3.
  static Stream<Arguments> pairs() {
    return pairs(TlsKinds.hub());
  }

  static Stream<Arguments> everywhere() {
    return HubKinds.all().flatMap(TlsClientSocketTest::pairs);
  }

  private static Stream<Arguments> pairs(HubOptions kind) {
    List<Arguments> pairs = new ArrayList<>();
    for (TlsProviderChoice client : TlsKinds.providers()) {
      for (TlsProviderChoice server : TlsKinds.providers()) {
        pairs.add(Arguments.of(kind, client, server, "TLSv1.3"));
        if (client == TlsProviderChoice.JDK || server == TlsProviderChoice.JDK) {
          pairs.add(Arguments.of(kind, client, server, "TLSv1.2"));
        }
      }
    }
    return pairs.stream();
  }

  private TlsClientOptions client(TlsProviderChoice provider, String version) throws Exception {
    TlsClientOptions options =
        TlsClientOptions.DEFAULTS
            .withProvider(provider)
            .withTrustAnchors(List.of(AUTHORITY.file(folder)));
    return version.equals("TLSv1.2") && provider == TlsProviderChoice.JDK
        ? options.withCiphers(ONLY_TLS12)
        : options;
  }

  private static TlsOptions server(TlsProviderChoice provider, String version) {
    TlsOptions options = TlsOptions.DEFAULTS.withProvider(provider).withIdentity(SERVER.identity());
    return version.equals("TLSv1.2") && provider == TlsProviderChoice.JDK
        ? options.withCiphers(ONLY_TLS12)
        : options;
  }

  private static void exchange(Talk talk) throws Exception {
    talk.send(HELLO);
    assertThat(talk.read(5)).isEqualTo(HELLO);
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void bytesComeBack(
      HubOptions kind, TlsProviderChoice client, TlsProviderChoice server, String version)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, server(server, version));
        ClientSide side = new ClientSide(kind, client(client, version))) {
      try (Talk talk = side.connect(echo.address(), "LocalHost", "h2", "http/1.1")) {
        TlsConnection connection = talk.awaitEstablished();
        exchange(talk);

        assertThat(connection.isEstablished()).isTrue();
        assertThat(connection.protocol()).isEqualTo(version);
        assertThat(connection.applicationProtocol()).isEqualTo("h2");
        assertThat(connection.serverName()).isEqualTo("localhost");
        assertThat(connection.cipher()).isNotEmpty();
        assertThat(connection.isResumed()).isFalse();
        assertThat(connection.peerCertificates().getFirst()).isEqualTo(SERVER.certificate());
        assertThat(echo.connections.getFirst().serverName()).isEqualTo("localhost");
      }
      TlsEcho.await("the end", () -> echo.events.contains("closed"));
      assertThat(echo.events).containsExactly("ended", "closed");
      echo.awaitNoBuffers();
      side.awaitNothingLeft();
      assertThat(side.tls.counters().fullHandshakes()).isEqualTo(1);
      assertThat(side.tls.counters().failedHandshakes()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void megabytesGoBothWaysWholeAndInOrder(
      HubOptions kind, TlsProviderChoice client, TlsProviderChoice server, String version)
      throws Exception {
    byte[] sent = new byte[1 << 20];
    new Random(7).nextBytes(sent);
    try (TlsEcho echo = new TlsEcho(kind, server(server, version));
        ClientSide side = new ClientSide(kind, client(client, version))) {
      try (Talk talk = side.connect(echo.address(), "localhost")) {
        talk.awaitEstablished();
        talk.send(sent);
        assertThat(Arrays.equals(talk.read(sent.length), sent)).isTrue();
      }
      echo.awaitNoBuffers();
      side.awaitNothingLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void sessionsAreTakenUpAgain(
      HubOptions kind, TlsProviderChoice client, TlsProviderChoice server, String version)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, server(server, version));
        ClientSide side = new ClientSide(kind, client(client, version))) {
      for (int count = 0; count < 4; count++) {
        try (Talk talk = side.connect(echo.address(), "localhost", "h2")) {
          TlsConnection connection = talk.awaitEstablished();
          exchange(talk);
          assertThat(connection.isResumed()).as("connection " + count).isEqualTo(count > 0);
          assertThat(connection.applicationProtocol()).isEqualTo("h2");
          assertThat(connection.peerCertificates().getFirst()).isEqualTo(SERVER.certificate());
        }
      }
      // Another host is another matter, even where the same server answers.
      try (Talk talk = side.connect(echo.address(), "127.0.0.1", "h2")) {
        assertThat(talk.awaitEstablished().isResumed()).isFalse();
        exchange(talk);
      }
      assertThat(side.tls.counters().resumedHandshakes()).isEqualTo(3);
      assertThat(side.tls.counters().fullHandshakes()).isEqualTo(2);
      assertThat(echo.tls.counters().resumedHandshakes()).isEqualTo(3);
      echo.awaitNoBuffers();
      side.awaitNothingLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void sessionsAreLeftAloneWhenAsked(
      HubOptions kind, TlsProviderChoice client, TlsProviderChoice server, String version)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, server(server, version));
        ClientSide side = new ClientSide(kind, client(client, version).withResumes(false))) {
      for (int count = 0; count < 3; count++) {
        try (Talk talk = side.connect(echo.address(), "localhost")) {
          TlsConnection connection = talk.awaitEstablished();
          exchange(talk);
          assertThat(connection.isResumed()).isFalse();
        }
      }
      assertThat(echo.tls.counters().resumedHandshakes()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void applicationProtocolsAreChosenForEachConnection(
      HubOptions kind, TlsProviderChoice client, TlsProviderChoice server, String version)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, server(server, version));
        ClientSide side = new ClientSide(kind, client(client, version))) {
      for (String[] offered : new String[][] {{"http/1.1"}, {"h2"}, {}, {"x", "http/1.1"}}) {
        try (Talk talk = side.connect(echo.address(), "localhost", offered)) {
          TlsConnection connection = talk.awaitEstablished();
          exchange(talk);
          String last = offered.length == 0 ? "" : offered[offered.length - 1];
          assertThat(connection.applicationProtocol()).isEqualTo(last);
        }
      }
      // RFC 7301 §3.2 has a server refuse; BoringSSL goes on without a protocol.
      Talk talk = side.connect(echo.address(), "localhost", "x");
      if (server == TlsProviderChoice.JDK) {
        TlsFailure failure = talk.awaitFailure();
        assertThat(failure.problem()).isEqualTo("peer_alert");
        assertThat(failure).hasMessageContaining("no_application_protocol");
      } else {
        assertThat(talk.awaitEstablished().applicationProtocol()).isEmpty();
        talk.close();
      }
      side.awaitNothingLeft();
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void clientsShowCertificatesWhenAsked(
      HubOptions kind, TlsProviderChoice client, TlsProviderChoice server, String version)
      throws Exception {
    TestAuthority clients = new TestAuthority("Clients");
    TestAuthority.Issued alice = clients.client("Alice");
    TestAuthority.Issued mallory = new TestAuthority("Strangers").client("Mallory");
    TlsOptions asking =
        server(server, version)
            .withClientAuthentication(ClientAuthentication.NEED)
            .withTrustAnchors(List.of(clients.file(folder)));
    try (TlsEcho echo = new TlsEcho(kind, asking)) {
      TlsClientOptions known = client(client, version).withIdentity(alice.identity());
      try (ClientSide side = new ClientSide(kind, known)) {
        for (int count = 0; count < 2; count++) {
          try (Talk talk = side.connect(echo.address(), "localhost")) {
            talk.awaitEstablished();
            exchange(talk);
            assertThat(echo.connections.getLast().peerCertificates().getFirst())
                .isEqualTo(alice.certificate());
            assertThat(echo.connections.getLast().isResumed()).isEqualTo(count > 0);
          }
        }
        side.awaitNothingLeft();
      }
      TlsClientOptions stranger = client(client, version).withIdentity(mallory.identity());
      for (TlsClientOptions options : List.of(client(client, version), stranger)) {
        try (ClientSide side = new ClientSide(kind, options)) {
          Talk talk = side.connect(echo.address(), "localhost");
          // With TLS 1.3 the server judges when the client is done already.
          IOException refusal = version.equals("TLSv1.3") ? endOf(talk) : talk.awaitFailure();
          assertThat(((TlsFailure) refusal).problem()).isEqualTo("peer_alert");
          assertThat(refusal).hasMessageMatching(".*(certificate|unknown_ca|handshake_failure).*");
          side.awaitNothingLeft();
        }
      }
      echo.awaitNoBuffers();
    }
  }

  private static IOException endOf(Talk talk) throws Exception {
    talk.awaitEstablished();
    return talk.awaitEnd();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void manyHandshakesAtATime(
      HubOptions kind, TlsProviderChoice client, TlsProviderChoice server, String version)
      throws Exception {
    int count = 200;
    try (TlsEcho echo = new TlsEcho(kind, server(server, version));
        ClientSide side = new ClientSide(kind, client(client, version))) {
      List<Talk> talks = new ArrayList<>();
      for (int index = 0; index < count; index++) {
        talks.add(side.connect(echo.address(), "localhost"));
      }
      for (Talk talk : talks) {
        talk.awaitEstablished();
        talk.send(HELLO);
      }
      for (Talk talk : talks) {
        assertThat(talk.read(5)).isEqualTo(HELLO);
        talk.finish();
      }
      side.awaitNothingLeft();
      echo.awaitNoBuffers();
      TlsCounters counters = side.tls.counters();
      assertThat(counters.fullHandshakes() + counters.resumedHandshakes()).isEqualTo(count);
      assertThat(counters.failedHandshakes()).isEmpty();
      assertThat(echo.tls.counters().failedHandshakes()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void secretsAreLoggedForDebuggers(TlsProviderChoice provider) throws Exception {
    Path log = folder.resolve("keys.log");
    TlsClientOptions options = client(provider, "TLSv1.3").withKeyLog(log);
    if (provider == TlsProviderChoice.JDK) {
      assertThatThrownBy(() -> TlsClient.create(options))
          .isInstanceOf(TlsConfigError.class)
          .hasMessageContaining("cannot write a key log");
      return;
    }
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), server(provider, "TLSv1.3"));
        ClientSide side = new ClientSide(TlsKinds.hub(), options);
        Talk talk = side.connect(echo.address(), "localhost")) {
      talk.awaitEstablished();
      exchange(talk);
      TlsEcho.await("the lines", () -> lines(log).size() >= 5);
      assertThat(lines(log)).anyMatch(line -> line.startsWith("CLIENT_TRAFFIC_SECRET_0 "));
    }
  }

  private static List<String> lines(Path log) {
    try {
      return Files.readAllLines(log);
    } catch (IOException missing) {
      return List.of();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void onlyTheNewestVersionWhenAsked(TlsProviderChoice provider) throws Exception {
    TlsClientOptions options = client(provider, "TLSv1.3").withMinimumVersion(TlsVersion.TLS_1_3);
    try (JdkTlsServer old = JdkTlsServer.echo(SERVER, "TLSv1.2");
        JdkTlsServer modern = JdkTlsServer.echo(SERVER, "TLSv1.3");
        ClientSide side = new ClientSide(TlsKinds.hub(), options)) {
      TlsFailure failure = side.connect(old.address(), "localhost").awaitFailure();
      assertThat(failure.problem()).isEqualTo("peer_alert");
      assertThat(failure).hasMessageContaining("protocol_version");
      try (Talk talk = side.connect(modern.address(), "localhost")) {
        assertThat(talk.awaitEstablished().protocol()).isEqualTo("TLSv1.3");
      }
      side.awaitNothingLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void groupsMustMeet(TlsProviderChoice provider) throws Exception {
    for (String group : List.of("X25519", "P-256")) {
      TlsClientOptions options = client(provider, "TLSv1.3").withGroups(List.of(group));
      for (TlsProviderChoice other : TlsKinds.providers()) {
        TlsOptions same = server(other, "TLSv1.3").withGroups(List.of(group));
        TlsOptions different =
            server(other, "TLSv1.3")
                .withGroups(List.of(group.equals("P-256") ? "X25519" : "P-256"));
        try (TlsEcho meeting = new TlsEcho(TlsKinds.hub(), same);
            TlsEcho missing = new TlsEcho(TlsKinds.hub(), different);
            ClientSide side = new ClientSide(TlsKinds.hub(), options)) {
          try (Talk talk = side.connect(meeting.address(), "localhost")) {
            talk.awaitEstablished();
          }
          TlsFailure failure = side.connect(missing.address(), "localhost").awaitFailure();
          // Which alert it is the servers do not agree on.
          assertThat(failure.problem()).isEqualTo("peer_alert");
          side.awaitNothingLeft();
        }
      }
    }
  }
}
