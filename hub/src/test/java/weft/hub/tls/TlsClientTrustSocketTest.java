package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which servers a client trusts, alike with every library. RFC 5280, RFC 9525.
@Timeout(60)
class TlsClientTrustSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");

  @TempDir Path folder;

  private TlsClientOptions options(TlsProviderChoice provider) throws Exception {
    return TlsClientOptions.DEFAULTS
        .withProvider(provider)
        .withTrustAnchors(List.of(AUTHORITY.file(folder)));
  }

  private static TestAuthority.Issued issued(
      List<String> hosts, Instant from, Instant until, String purpose) {
    KeyPair keys = TestAuthority.ecKeys();
    CertificateWriter writer =
        new CertificateWriter("localhost", hosts, from, until, false, purpose);
    return new TestAuthority.Issued(
        TestAuthority.write(writer, keys, AUTHORITY.name, AUTHORITY.keys),
        keys,
        AUTHORITY.certificate);
  }

  private static TlsFailure refusal(
      TlsClientOptions options, TestAuthority.Issued issued, String host) throws Exception {
    TlsFailure last = null;
    for (String version : List.of("TLSv1.3", "TLSv1.2")) {
      try (JdkTlsServer server = JdkTlsServer.echo(issued, version);
          ClientSide side = new ClientSide(TlsKinds.hub(), options)) {
        last = side.connect(server.address(), host).awaitFailure();
        assertThat(side.tls.counters().failedHandshakes()).containsEntry(last.problem(), 1L);
        side.awaitNothingLeft();
        TlsEcho.await("the alert", () -> !server.failures.isEmpty());
        assertThat(server.failures.getFirst()).contains("Received fatal alert");
      }
    }
    return last;
  }

  private static void accepted(TlsClientOptions options, TestAuthority.Issued issued, String host)
      throws Exception {
    for (String version : List.of("TLSv1.3", "TLSv1.2")) {
      try (JdkTlsServer server = JdkTlsServer.echo(issued, version);
          ClientSide side = new ClientSide(TlsKinds.hub(), options);
          Talk talk = side.connect(server.address(), host)) {
        assertThat(talk.awaitEstablished().protocol()).isEqualTo(version);
        assertThat(talk.connection.peerCertificates()).containsExactly(issued.certificate());
        byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
        talk.send(hello);
        assertThat(talk.read(5)).isEqualTo(hello);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void anAuthorityMustBeTrusted(TlsProviderChoice provider) throws Exception {
    TestAuthority.Issued server = new TestAuthority("Strangers").server("localhost");
    TlsClientOptions known = options(provider);
    TlsClientOptions world = TlsClientOptions.DEFAULTS.withProvider(provider);
    for (TlsClientOptions options : List.of(known, world)) {
      TlsFailure failure = refusal(options, server, "localhost");
      assertThat(failure.problem()).isEqualTo("server_untrusted");
      assertThat(failure).hasMessageContaining("CN=Strangers").hasMessageContaining("anchor");
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void aSelfSignedCertificateMayBeItsOwnAnchor(TlsProviderChoice provider) throws Exception {
    KeyPair keys = TestAuthority.ecKeys();
    Instant from = Instant.now().minus(Duration.ofHours(1));
    CertificateWriter writer =
        new CertificateWriter(
            "self",
            List.of("localhost"),
            from,
            from.plus(Duration.ofDays(1)),
            false,
            CertificateWriter.SERVER);
    TestAuthority.Issued self =
        new TestAuthority.Issued(TestAuthority.write(writer, keys, "self", keys), keys, null);
    self.files(folder, "self");
    TlsClientOptions options =
        TlsClientOptions.DEFAULTS
            .withProvider(provider)
            .withTrustAnchors(List.of(folder.resolve("self.pem")));
    accepted(options, self, "localhost");
    assertThat(refusal(options(provider), self, "localhost").problem())
        .isEqualTo("server_untrusted");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void certificatesHaveTheirTime(TlsProviderChoice provider) throws Exception {
    Instant now = Instant.now();
    TestAuthority.Issued old =
        issued(
            List.of("localhost"),
            now.minus(Duration.ofDays(2)),
            now.minus(Duration.ofDays(1)),
            CertificateWriter.SERVER);
    TlsFailure failure = refusal(options(provider), old, "localhost");
    assertThat(failure.problem()).isEqualTo("server_expired");
    assertThat(failure).hasMessageContaining("expired at 20");

    TestAuthority.Issued early =
        issued(
            List.of("localhost"),
            now.plus(Duration.ofDays(1)),
            now.plus(Duration.ofDays(2)),
            CertificateWriter.SERVER);
    failure = refusal(options(provider), early, "localhost");
    assertThat(failure.problem()).isEqualTo("server_expired");
    assertThat(failure).hasMessageContaining("is not valid before 20");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void theHostMustBeAmongTheCertificatesNames(TlsProviderChoice provider) throws Exception {
    TlsClientOptions options = options(provider);
    TestAuthority.Issued other = AUTHORITY.server("a.example", "b.example", "192.0.2.1");
    TlsFailure failure = refusal(options, other, "localhost");
    assertThat(failure.problem()).isEqualTo("server_wrong_host");
    assertThat(failure).hasMessageContaining("not for localhost, but for a.example, b.example");

    Instant now = Instant.now();
    // RFC 9525 §2: the common name does not count.
    TestAuthority.Issued nameless =
        issued(
            List.of(),
            now.minus(Duration.ofDays(1)),
            now.plus(Duration.ofDays(1)),
            CertificateWriter.SERVER);
    failure = refusal(options, nameless, "localhost");
    assertThat(failure.problem()).isEqualTo("server_wrong_host");
    assertThat(failure).hasMessageContaining("no subject alternative name");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void aWildcardStandsForOneLabel(TlsProviderChoice provider) throws Exception {
    TlsClientOptions options = options(provider);
    TestAuthority.Issued wild = AUTHORITY.server("*.wild.example");
    accepted(options, wild, "a.wild.example");
    accepted(options, wild, "A.Wild.Example.");
    for (String host : List.of("wild.example", "a.b.wild.example", "example")) {
      assertThat(refusal(options, wild, host).problem()).isEqualTo("server_wrong_host");
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void anAddressIsMatchedByAnAddress(TlsProviderChoice provider) throws Exception {
    TlsClientOptions options = options(provider);
    TestAuthority.Issued addressed = AUTHORITY.server("localhost", "127.0.0.1", "::1");
    accepted(options, addressed, "127.0.0.1");
    accepted(options, addressed, "[::1]");
    accepted(options, addressed, "0:0:0:0:0:0:0:1");
    assertThat(refusal(options, addressed, "127.0.0.2").problem()).isEqualTo("server_wrong_host");
    TestAuthority.Issued named = AUTHORITY.server("localhost");
    assertThat(refusal(options, named, "127.0.0.1").problem()).isEqualTo("server_wrong_host");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void aClientsCertificateIsNoServers(TlsProviderChoice provider) throws Exception {
    Instant now = Instant.now();
    TestAuthority.Issued client =
        issued(
            List.of("localhost"),
            now.minus(Duration.ofDays(1)),
            now.plus(Duration.ofDays(1)),
            CertificateWriter.CLIENT);
    assertThat(refusal(options(provider), client, "localhost").problem())
        .isEqualTo("server_refused");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void revokedCertificatesAreRefused(TlsProviderChoice provider) throws Exception {
    TestAuthority.Issued good = AUTHORITY.server("localhost");
    TestAuthority.Issued bad = AUTHORITY.server("localhost");
    TlsClientOptions options =
        options(provider).withRevocationLists(List.of(AUTHORITY.revoke(folder, bad.certificate())));
    accepted(options, good, "localhost");
    TlsFailure failure = refusal(options, bad, "localhost");
    assertThat(failure.problem()).isEqualTo("server_revoked");

    TestAuthority unlisted = new TestAuthority("Unlisted");
    TlsClientOptions both =
        options.withTrustAnchors(List.of(AUTHORITY.file(folder), unlisted.file(folder)));
    failure = refusal(both, unlisted.server("localhost"), "localhost");
    assertThat(failure.problem()).isEqualTo("server_refused");
    assertThat(failure).hasMessageContaining("revocation list");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void everythingIsAcceptedWhenNothingIsChecked(TlsProviderChoice provider) throws Exception {
    TlsClientOptions options =
        TlsClientOptions.DEFAULTS.withProvider(provider).withChecksServer(false);
    Instant now = Instant.now();
    TestAuthority.Issued bad =
        issued(
            List.of("other.example"),
            now.minus(Duration.ofDays(2)),
            now.minus(Duration.ofDays(1)),
            CertificateWriter.CLIENT);
    accepted(options, bad, "localhost");
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void whatCannotBeUsedIsSaidAtOnce(TlsProviderChoice provider) throws Exception {
    TlsClientOptions options = TlsClientOptions.DEFAULTS.withProvider(provider);
    Path broken = Files.writeString(folder.resolve("broken.pem"), "nonsense");
    Path missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> TlsClient.create(options.withTrustAnchors(List.of(missing))))
        .isInstanceOf(TlsConfigError.class)
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> TlsClient.create(options.withTrustAnchors(List.of(broken))))
        .isInstanceOf(TlsConfigError.class)
        .hasMessageContaining("there is no certificate in it");
    assertThatThrownBy(() -> TlsClient.create(options.withRevocationLists(List.of(broken))))
        .isInstanceOf(TlsConfigError.class)
        .hasMessageContaining("there is no revocation list in it");
    assertThatThrownBy(
            () -> TlsClient.create(options.withIdentity(TlsIdentity.pem(broken, broken))))
        .isInstanceOf(TlsConfigError.class);
    assertThatThrownBy(() -> TlsClient.create(options.withCiphers(List.of("TLS_NONSENSE"))))
        .isInstanceOf(TlsConfigError.class)
        .hasMessageContaining("TLS_NONSENSE");
  }
}
