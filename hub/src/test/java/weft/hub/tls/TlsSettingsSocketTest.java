package weft.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.hub.HubOptions;

/// Certificates by name, clients' certificates, resumption, reload, key log, with every library.
@Timeout(60)
class TlsSettingsSocketTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");

  /// Takes a while to make.
  private static final TestAuthority.Issued RSA = AUTHORITY.rsaServer("localhost");

  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  private static void exchange(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(HELLO);
    assertThat(socket.getInputStream().readNBytes(5)).isEqualTo(HELLO);
  }

  private static TlsOptions options(TlsProviderChoice provider, TestAuthority.Issued... issued) {
    TlsOptions options = TlsOptions.DEFAULTS.withProvider(provider);
    for (TestAuthority.Issued one : issued) {
      options = options.withIdentity(one.identity());
    }
    return options;
  }

  private static X509Certificate shown(JdkTlsClient client, String version, String host)
      throws Exception {
    try (SSLSocket socket = client.connect(version, host)) {
      exchange(socket);
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void theHostChoosesTheCertificate(TlsProviderChoice provider) throws Exception {
    TestAuthority.Issued first = AUTHORITY.server("first.example");
    TestAuthority.Issued second = AUTHORITY.server("second.example");
    TestAuthority.Issued wild = AUTHORITY.server("*.wild.example");
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options(provider, first, second, wild))) {
      for (String version : List.of("TLSv1.3", "TLSv1.2")) {
        assertThat(shown(fresh(echo), version, "first.example")).isEqualTo(first.certificate());
        assertThat(shown(fresh(echo), version, "SECOND.example")).isEqualTo(second.certificate());
        assertThat(shown(fresh(echo), version, "a.wild.example")).isEqualTo(wild.certificate());
        assertThat(shown(fresh(echo), version, "a.b.wild.example")).isEqualTo(first.certificate());
        assertThat(shown(fresh(echo), version, "other.example")).isEqualTo(first.certificate());
        assertThat(shown(fresh(echo), version, null)).isEqualTo(first.certificate());
      }
      assertThat(echo.connections.getFirst().serverName()).isEqualTo("first.example");
      assertThat(echo.connections.getLast().serverName()).isNull();
      echo.awaitNoBuffers();
    }
  }

  private static JdkTlsClient fresh(TlsEcho echo) {
    return new JdkTlsClient(echo.address(), AUTHORITY.certificate);
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void aHostMayHaveTwoKindsOfKeys(TlsProviderChoice provider) throws Exception {
    TestAuthority.Issued ec = AUTHORITY.server("both.example");
    TestAuthority.Issued rsa = AUTHORITY.rsaServer("both.example");
    TestAuthority.Issued other = AUTHORITY.server("other.example");
    for (TlsOptions options :
        List.of(options(provider, ec, rsa), options(provider, other, ec, rsa))) {
      try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
        assertThat(shown(fresh(echo), "TLSv1.3", "both.example")).isEqualTo(ec.certificate());
        try (SSLSocket socket = fresh(echo).connect("TLSv1.2", "both.example")) {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
          socket.setSSLParameters(parameters);
          exchange(socket);
          assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(rsa.certificate());
        }
        echo.awaitNoBuffers();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#allVersions")
  void rsaKeysSignOnThePool(HubOptions kind, TlsProviderChoice provider, String version)
      throws Exception {
    try (TlsEcho echo = new TlsEcho(kind, options(provider, RSA))) {
      for (int count = 0; count < 5; count++) {
        assertThat(shown(fresh(echo), version, "localhost")).isEqualTo(RSA.certificate());
      }
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#allVersions")
  void clientsShowCertificates(HubOptions kind, TlsProviderChoice provider, String version)
      throws Exception {
    TestAuthority clients = new TestAuthority("Clients");
    TestAuthority strangers = new TestAuthority("Strangers");
    TestAuthority.Issued alice = clients.client("Alice");
    TestAuthority.Issued mallory = strangers.client("Mallory");
    TestAuthority.Issued server = AUTHORITY.server("localhost");
    for (ClientAuthentication demand :
        List.of(ClientAuthentication.WANT, ClientAuthentication.NEED)) {
      TlsOptions options =
          options(provider, server)
              .withClientAuthentication(demand)
              .withTrustAnchors(List.of(clients.file(folder)));
      try (TlsEcho echo = new TlsEcho(kind, options)) {
        JdkTlsClient known = new JdkTlsClient(echo.address(), AUTHORITY.certificate, alice);
        for (int count = 0; count < 2; count++) {
          try (SSLSocket socket = known.connect(version, "localhost")) {
            exchange(socket);
          }
          assertThat(echo.connections.getLast().peerCertificates().getFirst())
              .isEqualTo(alice.certificate());
        }

        JdkTlsClient nobody = new JdkTlsClient(echo.address(), AUTHORITY.certificate);
        if (demand == ClientAuthentication.WANT) {
          shown(nobody, version, "localhost");
          assertThat(echo.connections.getLast().peerCertificates()).isEmpty();
        } else {
          assertThatThrownBy(() -> shown(nobody, version, "localhost"))
              .isInstanceOf(IOException.class);
          assertThat(echo.tls.counters().failedHandshakes())
              .isEqualTo(Map.of("client_certificate_missing", 1L));
        }
        ignoresAuthorities(echo, mallory, version);
        assertThat(echo.tls.counters().failedHandshakes())
            .containsEntry("client_certificate_refused", 1L);
        echo.awaitNoBuffers();
      }
    }
  }

  /// A client that shows its certificate whatever authorities the server names.
  private static void ignoresAuthorities(
      TlsEcho echo, TestAuthority.Issued issued, String version) {
    JdkTlsClient client = JdkTlsClient.stubborn(echo.address(), AUTHORITY.certificate, issued);
    assertThatThrownBy(() -> shown(client, version, "localhost")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void revokedClientsAreRefused(TlsProviderChoice provider) throws Exception {
    TestAuthority clients = new TestAuthority("Clients");
    TestAuthority.Issued alice = clients.client("Alice");
    TestAuthority.Issued bob = clients.client("Bob");
    TlsOptions options =
        options(provider, AUTHORITY.server("localhost"))
            .withClientAuthentication(ClientAuthentication.NEED)
            .withTrustAnchors(List.of(clients.file(folder)))
            .withRevocationLists(List.of(clients.revoke(folder, bob.certificate())));
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      shown(new JdkTlsClient(echo.address(), AUTHORITY.certificate, alice), "TLSv1.3", "localhost");
      JdkTlsClient revoked = new JdkTlsClient(echo.address(), AUTHORITY.certificate, bob);
      assertThatThrownBy(() -> shown(revoked, "TLSv1.3", "localhost"))
          .isInstanceOf(IOException.class);
      assertThat(echo.tls.counters().failedHandshakes())
          .isEqualTo(Map.of("client_certificate_refused", 1L));
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void aSessionEndsWithTheCertificateOfItsClient(TlsProviderChoice provider) throws Exception {
    // Beside each other, since both mostly wait.
    try (ExecutorService versions = Executors.newCachedThreadPool()) {
      Future<?> older = versions.submit(() -> seeCertificateEnd(provider, "TLSv1.2"));
      seeCertificateEnd(provider, "TLSv1.3");
      older.get();
    }
  }

  private Void seeCertificateEnd(TlsProviderChoice provider, String version) throws Exception {
    boolean seen = false;
    while (!seen) {
      seen = endsWithCertificate(provider, version);
    }
    return null;
  }

  /// @return false when the certificate ended before its session was taken up again, as it may on a
  ///   busy machine
  private boolean endsWithCertificate(TlsProviderChoice provider, String version) throws Exception {
    TestAuthority clients = new TestAuthority("Clients of " + version);
    TlsOptions options =
        options(provider, AUTHORITY.server("localhost"))
            .withClientAuthentication(ClientAuthentication.NEED)
            .withTrustAnchors(List.of(clients.file(folder)));
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      TestAuthority.Issued own = clients.client("Alice", Duration.ofSeconds(4));
      Instant end = own.certificate().getNotAfter().toInstant();
      JdkTlsClient alice = new JdkTlsClient(echo.address(), AUTHORITY.certificate, own);
      try {
        shown(alice, version, "localhost");
        TlsEcho.await("time", new Elapsed(20));
        shown(alice, version, "localhost");
      } catch (IOException | AssertionError refused) {
        // By an alert, or by the end of the stream.
        if (Instant.now().isAfter(end)) {
          return false;
        }
        throw refused;
      }
      assertThat(echo.tls.counters().resumedHandshakes()).isEqualTo(1);

      TlsEcho.await("the certificate's end", () -> Instant.now().isAfter(end.plusSeconds(1)));
      assertThatThrownBy(() -> shown(alice, version, "localhost")).isNotNull();
      TlsEcho.await("the refusal", () -> !echo.tls.counters().failedHandshakes().isEmpty());
      assertThat(echo.tls.counters().failedHandshakes())
          .isEqualTo(Map.of("client_certificate_refused", 1L));
      assertThat(echo.tls.counters().resumedHandshakes()).isEqualTo(1);
      echo.awaitNoBuffers();
      return true;
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#allVersions")
  void sessionsAreTakenUpAgain(HubOptions kind, TlsProviderChoice provider, String version)
      throws Exception {
    TestAuthority.Issued server = AUTHORITY.server("localhost");
    try (TlsEcho echo = new TlsEcho(kind, options(provider, server))) {
      JdkTlsClient client = fresh(echo);
      shown(client, version, "localhost");
      // The JDK tells sessions apart by their time in milliseconds.
      TlsEcho.await("time", new Elapsed(20));
      shown(client, version, "localhost");

      assertThat(echo.tls.counters().fullHandshakes()).isEqualTo(1);
      assertThat(echo.tls.counters().resumedHandshakes()).isEqualTo(1);
      assertThat(echo.connections.getLast().isResumed()).isTrue();
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void ticketsOutliveAReloadAndAChangeOfKeys(TlsProviderChoice provider) throws Exception {
    if (provider == TlsProviderChoice.JDK) {
      return;
    }
    TlsOptions options =
        options(provider, AUTHORITY.server("localhost")).withTicketKeyNanos(300_000_000);
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      JdkTlsClient client = fresh(echo);
      shown(client, "TLSv1.3", "localhost");
      echo.tls.reload();
      shown(client, "TLSv1.3", "localhost");
      assertThat(echo.tls.counters().resumedHandshakes()).isEqualTo(1);
      TlsEcho.await("the key's end", new Elapsed(320));
      shown(client, "TLSv1.3", "localhost");
      shown(client, "TLSv1.3", "localhost");
      assertThat(echo.tls.counters().resumedHandshakes()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void withoutTicketsNothingIsTakenUp(TlsProviderChoice provider) throws Exception {
    TlsOptions options = options(provider, AUTHORITY.server("localhost")).withTickets(false);
    if (provider == TlsProviderChoice.JDK) {
      assertThatThrownBy(() -> TlsServer.create(options))
          .isInstanceOf(TlsConfigError.class)
          .hasMessageContaining("cannot be told to issue no session tickets");
      return;
    }
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      JdkTlsClient client = fresh(echo);
      shown(client, "TLSv1.3", "localhost");
      shown(client, "TLSv1.3", "localhost");
      assertThat(echo.tls.counters().fullHandshakes()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void reloadsUnderLoadFailNobody(TlsProviderChoice provider) throws Exception {
    TestAuthority.Issued server = AUTHORITY.server("localhost");
    TlsOptions options =
        TlsOptions.DEFAULTS.withProvider(provider).withIdentity(server.files(folder, "server"));
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger exchanges = new AtomicInteger();
    List<Exception> failures = new CopyOnWriteArrayList<>();
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      SSLSocket lasting = fresh(echo).connect("TLSv1.3", "localhost");
      exchange(lasting);
      List<Thread> clients = new ArrayList<>();
      for (int count = 0; count < 2; count++) {
        clients.add(
            Thread.ofPlatform()
                .start(() -> {
                  while (!done.get()) {
                    try {
                      shown(fresh(echo), "TLSv1.3", "localhost");
                      exchanges.incrementAndGet();
                    } catch (Exception failure) {
                      failures.add(failure);
                    }
                  }
                }));
      }
      for (int count = 0; count < 100; count++) {
        AUTHORITY.server("localhost").files(folder, "fresh");
        echo.tls.reload();
        TlsEcho.await("a pause", new Elapsed(5));
      }
      TlsEcho.await("some clients", () -> exchanges.get() > 10);
      done.set(true);
      for (Thread client : clients) {
        client.join();
      }
      exchange(lasting);
      lasting.close();

      assertThat(failures).isEmpty();
      assertThat(echo.tls.counters().failedHandshakes()).isEmpty();
      assertThat(echo.tls.counters().reloads()).isEqualTo(100);
      echo.awaitNoBuffers();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void changedFilesAreNoticedAndBrokenOnesLeaveAllAsItWas(TlsProviderChoice provider)
      throws Exception {
    TestAuthority.Issued old = AUTHORITY.server("localhost");
    TestAuthority.Issued next = AUTHORITY.server("localhost");
    TlsOptions options =
        TlsOptions.DEFAULTS.withProvider(provider).withIdentity(old.files(folder, "server"));
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      echo.tls.watch();
      Files.writeString(folder.resolve("server.pem"), "nonsense");
      TlsEcho.await("the refusal", () -> echo.tls.counters().failedReloads() > 0);
      assertThat(shown(fresh(echo), "TLSv1.3", "localhost")).isEqualTo(old.certificate());
      assertThatThrownBy(echo.tls::reload)
          .isInstanceOf(TlsConfigError.class)
          .hasMessageContaining("there is no certificate in it");

      Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
      next.files(elsewhere, "server");
      for (String name : List.of("server.key", "server.pem")) {
        Files.move(
            elsewhere.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
      TlsEcho.await("the reload", () -> echo.tls.counters().reloads() > 0);
      assertThat(shown(fresh(echo), "TLSv1.3", "localhost")).isEqualTo(next.certificate());
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void anExpiredCertificateKeepsNoRenewedOneOut(TlsProviderChoice provider) throws Exception {
    TestAuthority.Issued one = AUTHORITY.server("one.example");
    TestAuthority.Issued renewed = AUTHORITY.server("one.example");
    TestAuthority.Issued two = AUTHORITY.server("two.example");
    TestAuthority.Issued expired = AUTHORITY.expiredServer("two.example");
    TlsOptions options =
        TlsOptions.DEFAULTS
            .withProvider(provider)
            .withIdentity(one.files(folder, "one"))
            .withIdentity(two.files(folder, "two"));
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      renewed.files(folder, "one");
      expired.files(folder, "two");
      echo.tls.reload();

      assertThat(shown(fresh(echo), "TLSv1.3", "one.example")).isEqualTo(renewed.certificate());
      assertThat(shown(fresh(echo), "TLSv1.3", "two.example")).isEqualTo(two.certificate());

      AUTHORITY.expiredServer("one.example").files(folder, "one");
      assertThatThrownBy(echo.tls::reload)
          .isInstanceOf(TlsConfigError.class)
          .hasMessageContaining("one.pem: the certificate of CN=one.example expired at ");
      assertThat(shown(fresh(echo), "TLSv1.3", "one.example")).isEqualTo(renewed.certificate());
    }
  }

  /// Nothing but the time changes until it may be used.
  @Test
  void aCertificateWhoseTimeHasNotComeKeepsNoRenewedOneOutAndIsTriedAgain() throws Exception {
    TestAuthority.Issued renewed = AUTHORITY.server("one.example");
    TestAuthority.Issued two = AUTHORITY.server("two.example");
    TlsOptions options =
        TlsOptions.DEFAULTS
            .withIdentity(AUTHORITY.server("one.example").files(folder, "one"))
            .withIdentity(two.files(folder, "two"));
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      renewed.files(folder, "one");
      assertThat(echo.tls.reloadLoudly()).isTrue();
      AUTHORITY.earlyServer("two.example").files(folder, "two");
      assertThat(echo.tls.reloadLoudly()).isFalse();

      assertThat(echo.tls.counters().reloads()).isEqualTo(2);
      assertThat(shown(fresh(echo), "TLSv1.3", "one.example")).isEqualTo(renewed.certificate());
      assertThat(shown(fresh(echo), "TLSv1.3", "two.example")).isEqualTo(two.certificate());

      AUTHORITY.earlyServer("one.example").files(folder, "one");
      assertThatThrownBy(echo.tls::reload)
          .isInstanceOf(TlsConfigError.class)
          .hasMessageContaining("one.pem: the certificate of CN=one.example is not valid before ");
      assertThat(shown(fresh(echo), "TLSv1.3", "one.example")).isEqualTo(renewed.certificate());
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void secretsAreLoggedForDebuggers(TlsProviderChoice provider) throws Exception {
    Path log = folder.resolve("keys.log");
    TlsOptions options = options(provider, AUTHORITY.server("localhost")).withKeyLog(log);
    if (provider == TlsProviderChoice.JDK) {
      assertThatThrownBy(() -> TlsServer.create(options))
          .isInstanceOf(TlsConfigError.class)
          .hasMessageContaining("cannot write a key log");
      return;
    }
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      shown(fresh(echo), "TLSv1.3", "localhost");
      TlsEcho.await("the lines", () -> lines(log).size() >= 5);
      assertThat(lines(log))
          .allMatch(line -> line.matches("[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]{64,128}"))
          .anyMatch(line -> line.startsWith("CLIENT_TRAFFIC_SECRET_0 "));
      assertThat(Files.getPosixFilePermissions(log)).hasSize(2);
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
    TlsOptions options =
        options(provider, AUTHORITY.server("localhost")).withMinimumVersion(TlsVersion.TLS_1_3);
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      shown(fresh(echo), "TLSv1.3", "localhost");
      assertThatThrownBy(() -> shown(fresh(echo), "TLSv1.2", "localhost"))
          .isInstanceOf(IOException.class);
      assertThat(echo.tls.counters().failedHandshakes()).isEqualTo(Map.of("no_common_version", 1L));
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void cipherSuitesAreThoseNamed(TlsProviderChoice provider) throws Exception {
    TlsOptions options =
        options(provider, AUTHORITY.server("localhost"))
            .withCiphers(
                List.of("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"));
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      try (SSLSocket socket = fresh(echo).connect("TLSv1.2", "localhost")) {
        exchange(socket);
        assertThat(socket.getSession().getCipherSuite())
            .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void suitesOfTheNewestVersionAloneLeaveOutTheOlder(TlsProviderChoice provider) throws Exception {
    TlsOptions options =
        options(provider, AUTHORITY.server("localhost"))
            .withCiphers(List.of("TLS_AES_128_GCM_SHA256"));
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      shown(fresh(echo), "TLSv1.3", "localhost");
      assertThatThrownBy(() -> shown(fresh(echo), "TLSv1.2", "localhost"))
          .isInstanceOf(IOException.class);
    }
  }

  /// True when some time has passed.
  private static final class Elapsed implements BooleanSupplier {
    private final long until;

    Elapsed(long millis) {
      until = System.nanoTime() + millis * 1_000_000;
    }

    @Override
    public boolean getAsBoolean() {
      return System.nanoTime() > until;
    }
  }
}
