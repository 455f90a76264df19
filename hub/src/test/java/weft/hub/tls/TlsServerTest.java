package weft.hub.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.hub.Hubs;
import weft.hub.TcpListener;
import weft.hub.backend.SocketSettings;
import weft.hub.tls.engine.ClientContext;
import weft.hub.tls.engine.ClientSettings;
import weft.hub.tls.engine.EngineRefused;
import weft.hub.tls.engine.ServerContext;
import weft.hub.tls.engine.ServerSettings;
import weft.hub.tls.engine.TlsEngine;
import weft.hub.tls.engine.TlsLibrary;

/// What a server refuses at its start and in which forms it takes keys.
@Timeout(60)
class TlsServerTest {
  private static final TestAuthority AUTHORITY = new TestAuthority("Authority");

  @TempDir Path folder;

  private static TlsOptions with(TlsIdentity identity) {
    return TlsOptions.DEFAULTS.withIdentity(identity);
  }

  private static void refused(TlsOptions options, String... parts) {
    assertThatThrownBy(() -> TlsServer.create(options).close())
        .isInstanceOf(TlsConfigError.class)
        .hasMessageContainingAll(parts);
  }

  private static void accepted(TlsOptions options) {
    for (TlsProviderChoice provider : TlsKinds.providers()) {
      assertThatCode(() -> TlsServer.create(options.withProvider(provider)).close())
          .as(provider.toString())
          .doesNotThrowAnyException();
    }
  }

  // Mistakes.

  @Test
  void aCertificateIsNeeded() {
    refused(
        TlsOptions.DEFAULTS, "identities: TLS needs a certificate; ", "development certificate");
  }

  @Test
  void missingFilesAreNamed() throws Exception {
    AUTHORITY.server("localhost").files(folder, "server");
    Path missing = folder.resolve("missing.pem");
    refused(
        with(TlsIdentity.pem(missing, folder.resolve("server.key"))),
        missing + ": there is no such file; check the path");
    refused(
        with(TlsIdentity.pem(folder.resolve("server.pem"), missing)),
        missing + ": there is no such file; check the path");
    refused(with(TlsIdentity.pkcs12(missing, "x")), missing + ": there is no such file");
  }

  @Test
  void aFolderIsNoFile() throws Exception {
    refused(
        with(TlsIdentity.pem(folder, folder)),
        folder + ": it cannot be read: ",
        "irectory; name a file that can");
  }

  @Test
  void suitesWithoutTheOnlyVersionAreRefused() {
    TlsOptions options =
        with(AUTHORITY.server("localhost").identity())
            .withProvider(TlsProviderChoice.JDK)
            .withMinimumVersion(TlsVersion.TLS_1_3)
            .withCiphers(List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
    refused(options, "is one of TLS 1.3; add TLS_AES_128_GCM_SHA256, or allow TLS 1.2");
  }

  /// Only the JDK takes such keys.
  @Test
  void keysForPssAloneServe() throws Exception {
    assumeTrue(openssl("version") == 0, "OpenSSL is there");
    for (String command :
        List.of(
            "genpkey -algorithm rsa-pss -pkeyopt rsa_keygen_bits:2048 -out key.pem",
            "req -x509 -key key.pem -subj /CN=localhost -days 2 -addext"
                + " subjectAltName=DNS:localhost -out chain.pem")) {
      assertThat(openssl(command.split(" "))).isZero();
    }
    Path chain = folder.resolve("chain.pem");
    TlsOptions options =
        with(TlsIdentity.pem(chain, folder.resolve("key.pem"))).withProvider(TlsProviderChoice.JDK);
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), options)) {
      JdkTlsClient client =
          new JdkTlsClient(echo.address(), IdentityLoader.certificates(chain).getFirst());
      try (var socket = client.connect("TLSv1.3", "localhost")) {
        socket.startHandshake();
      }
    }
  }

  @Test
  void theKeyMustBeThatOfTheCertificate() throws Exception {
    AUTHORITY.server("one.example").files(folder, "one");
    AUTHORITY.server("two.example").files(folder, "two");
    refused(
        with(TlsIdentity.pem(folder.resolve("one.pem"), folder.resolve("two.key"))),
        "two.key: the key does not belong to the certificate of CN=one.example; ");
  }

  @Test
  void swappedFilesAreTold() throws Exception {
    AUTHORITY.server("one.example").files(folder, "one");
    refused(
        with(TlsIdentity.pem(folder.resolve("one.key"), folder.resolve("one.pem"))),
        "one.key: there is no certificate in it");
    refused(
        with(TlsIdentity.pem(folder.resolve("one.pem"), folder.resolve("one.pem"))),
        "one.pem: there is no private key in it");
  }

  @Test
  void datesAreLookedAt() {
    Instant now = Instant.now();
    refused(with(dated(now.minusSeconds(7200), now.minusSeconds(3600))), "expired at", "renew it");
    refused(with(dated(now.plusSeconds(3600), now.plusSeconds(7200))), "not valid before", "clock");
  }

  private static TlsIdentity dated(Instant from, Instant until) {
    KeyPair keys = TestAuthority.ecKeys();
    CertificateWriter writer =
        new CertificateWriter(
            "dated", List.of("dated"), from, until, false, CertificateWriter.SERVER);
    X509Certificate certificate = TestAuthority.write(writer, keys, "dated", keys);
    return TlsIdentity.inMemory(List.of(certificate), keys.getPrivate());
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void unknownCiphersAndGroupsAreRefused(TlsProviderChoice provider) {
    TlsOptions options = with(AUTHORITY.server("localhost").identity()).withProvider(provider);
    refused(options.withCiphers(List.of("TLS_AES_128_GCM_SHA256", "TLS_NONSENSE")), "TLS_NONSENSE");
    if (provider == TlsProviderChoice.BORINGSSL) {
      refused(options.withGroups(List.of("nonsense")), "knows none of the groups [nonsense]");
    }
  }

  @Test
  void clientsNeedAnAuthority() throws Exception {
    TlsOptions options =
        with(AUTHORITY.server("localhost").identity())
            .withClientAuthentication(ClientAuthentication.NEED);
    refused(options, "trustAnchors: ", "no authority is named");
    Path broken = folder.resolve("broken.pem");
    Files.writeString(broken, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    refused(options.withTrustAnchors(List.of(broken)), "certificate 1 in it is damaged");
    Files.writeString(broken, "-----BEGIN CERTIFICATE-----\nAAAA\n");
    refused(options.withTrustAnchors(List.of(broken)), "not a whole PEM file");
    refused(
        options
            .withTrustAnchors(List.of(AUTHORITY.file(folder)))
            .withRevocationLists(List.of(AUTHORITY.file(folder))),
        "there is no revocation list in it");
  }

  /// Whoever names an authority believes that clients without its certificates are refused.
  @Test
  void anAuthorityForClientsThatAreNotAskedIsRefused() throws Exception {
    TlsOptions options = with(AUTHORITY.server("localhost").identity());
    List<Path> file = List.of(AUTHORITY.file(folder));
    refused(options.withTrustAnchors(file), "clientAuthentication: clients are not asked");
    refused(options.withRevocationLists(file), "clientAuthentication: clients are not asked");
  }

  @Test
  void optionsHaveRanges() {
    assertThatThrownBy(() -> TlsOptions.DEFAULTS.withHandshakeTimeoutNanos(0))
        .hasMessageContaining("handshakeTimeoutNanos 0 is not in 1 to");
    for (long nanos : new long[] {0, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> TlsOptions.DEFAULTS.withTicketKeyNanos(nanos))
          .hasMessageContaining("ticketKeyNanos " + nanos + " is not in 1 to");
    }
    assertThatThrownBy(() -> TlsOptions.DEFAULTS.withHandshakesPerSecond(-1))
        .hasMessageContaining("handshakesPerSecond -1");
    assertThatThrownBy(() -> TlsOptions.DEFAULTS.withApplicationProtocols(List.of("")))
        .hasMessageContaining("ALPN");
  }

  @Test
  void passwordsAreNotShown() {
    TlsOptions options =
        with(TlsIdentity.pem(Path.of("a"), Path.of("b"), "secret"))
            .withIdentity(TlsIdentity.pkcs12(Path.of("c"), "secret"));
    assertThat(options.toString()).doesNotContain("secret");
  }

  @Test
  void theLibraryIsSaid() throws Exception {
    try (TlsServer server =
        TlsServer.create(
            with(AUTHORITY.server("localhost").identity()).withProvider(TlsProviderChoice.JDK))) {
      assertThat(server.provider()).isEqualTo("JDK");
      assertThat(server.providerReason()).isEqualTo("asked for");
    }
  }

  // Forms of keys.

  @Test
  void pkcs12WithItsPassword() throws Exception {
    TestAuthority.Issued issued = AUTHORITY.server("localhost");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        issued.keys().getPrivate(),
        "secret".toCharArray(),
        new Certificate[] {issued.certificate(), issued.authority()});
    Path file = folder.resolve("server.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "secret".toCharArray());
    }
    accepted(with(TlsIdentity.pkcs12(file, "secret")));
    refused(with(TlsIdentity.pkcs12(file, "wrong")), file.toString(), "the password is wrong");
  }

  @Test
  void pkcs12WithoutTheCertificateOfItsKey() throws Exception {
    assumeTrue(openssl("version") == 0, "OpenSSL is there");
    AUTHORITY.server("localhost").files(folder, "server");
    assertThat(
            openssl(
                "pkcs12 -export -nocerts -inkey server.key -passout pass:secret -out server.p12"
                    .split(" ")))
        .isZero();
    Path file = folder.resolve("server.p12");
    refused(
        with(TlsIdentity.pkcs12(file, "secret")),
        file + ": there is no certificate; give the key's certificate");
  }

  /// Each form OpenSSL writes: the command makes `key.pem`, from `plain.pem` if it needs one.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ec genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
        "ec ecparam -genkey -name prime256v1 -noout -out key.pem",
        "ec ecparam -genkey -name secp384r1 -out key.pem",
        "ec genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:secret -out key.pem",
        "ec ec -in plain.pem -aes256 -passout pass:secret -out key.pem",
        "rsa genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem",
        "rsa rsa -traditional -in plain.pem -out key.pem",
        "rsa rsa -traditional -aes128 -passout pass:secret -in plain.pem -out key.pem",
        "rsa rsa -traditional -des3 -passout pass:secret -in plain.pem -out key.pem",
        "rsa pkcs8 -topk8 -v2 aes-128-cbc -passout pass:secret -in plain.pem -out key.pem",
        "rsa pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -passout pass:secret -in plain.pem"
            + " -out key.pem"
      })
  void everyFormOfPem(String command) throws Exception {
    assumeTrue(openssl("version") == 0, "OpenSSL is there");
    String[] words = command.split(" ");
    String kind = words[0].equals("ec") ? "EC" : "RSA";
    String size = kind.equals("EC") ? "ec_paramgen_curve:P-256" : "rsa_keygen_bits:2048";
    assertThat(openssl("genpkey", "-algorithm", kind, "-pkeyopt", size, "-out", "plain.pem"))
        .isZero();
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.removeFirst();
    assertThat(openssl(arguments.toArray(new String[0]))).isZero();
    assertThat(
            openssl(
                ("req -x509 -key key.pem -passin pass:secret -subj /CN=localhost -days 2 -addext"
                        + " subjectAltName=DNS:localhost -out chain.pem")
                    .split(" ")))
        .isZero();
    Path chain = folder.resolve("chain.pem");
    Path key = folder.resolve("key.pem");

    accepted(with(TlsIdentity.pem(chain, key, "secret")));
    if (command.contains("secret")) {
      refused(with(TlsIdentity.pem(chain, key)), "encrypted and no password was given");
      refused(with(TlsIdentity.pem(chain, key, "wrong")), "password is wrong");
    } else {
      accepted(with(TlsIdentity.pem(chain, key)));
    }
  }

  /// One wrong password in 256 leaves an end that looks like padding: this one does.
  @Test
  void whatAWrongPasswordMakesOfAKeyIsNotTakenForOne() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("MD5");
    digest.update("wrong".getBytes(US_ASCII));
    byte[] key = digest.digest(new byte[8]);
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
    for (int size : new int[] {0, 1, 2, 100, 300}) {
      byte[] content = cipher.doFinal(new byte[size]);
      PemBlock block =
          new PemBlock(
              "EC PRIVATE KEY", Map.of("DEK-Info", "AES-128-CBC," + "00".repeat(16)), content);

      assertThatThrownBy(() -> PrivateKeys.read(block, "wrong"))
          .hasMessage("the password is wrong or the key damaged");
    }
  }

  @Test
  void pkcs12OfOpenssl() throws Exception {
    assumeTrue(openssl("version") == 0, "OpenSSL is there");
    AUTHORITY.server("localhost").files(folder, "server");
    assertThat(
            openssl(
                ("pkcs12 -export -in server.pem -inkey server.key -passout pass:secret -out"
                        + " server.p12")
                    .split(" ")))
        .isZero();
    accepted(with(TlsIdentity.pkcs12(folder.resolve("server.p12"), "secret")));
  }

  private int openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException absent) {
      return -1;
    }
  }

  // The development certificate.

  @Test
  void aDevelopmentCertificateIsMadeOnceAndKept() throws Exception {
    Path cache = folder.resolve("cache");
    List<String> hosts = List.of("localhost", "127.0.0.1", "::1", "my-machine");
    Instant now = Instant.now();
    DevelopmentCertificate made = DevelopmentCertificate.obtain(cache, hosts, now);
    DevelopmentCertificate found = DevelopmentCertificate.obtain(cache, hosts, now);

    assertThat(made.isNew()).isTrue();
    assertThat(found.isNew()).isFalse();
    assertThat(Files.getPosixFilePermissions(made.keyFile())).hasSize(2);
    assertThat(made.trustCommands()).contains(made.certificateFile().toString());
    accepted(with(made.identity()));

    assertThat(DevelopmentCertificate.obtain(cache, List.of("localhost"), now).isNew()).isTrue();
    Instant late = now.plus(Duration.ofDays(360));
    assertThat(DevelopmentCertificate.obtain(cache, List.of("localhost"), late).isNew()).isTrue();
    Files.writeString(made.keyFile(), "damaged");
    assertThat(DevelopmentCertificate.obtain(cache, List.of("localhost"), late).isNew()).isTrue();
  }

  @Test
  void severalMayAskForTheDevelopmentCertificateAtOnce() throws Exception {
    int askers = 4;
    try (ExecutorService threads = Executors.newFixedThreadPool(askers)) {
      for (int round = 0; round < 20; round++) {
        Path cache = folder.resolve("cache" + round);
        CyclicBarrier together = new CyclicBarrier(askers);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int asker = 0; asker < askers; asker++) {
          results.add(
              threads.submit(() -> {
                together.await();
                DevelopmentCertificate certificate =
                    DevelopmentCertificate.obtain(cache, List.of("localhost"), Instant.now());
                new IdentityLoader(Instant.now()).load(certificate.identity());
                return certificate.isNew();
              }));
        }
        int made = 0;
        for (Future<Boolean> result : results) {
          made += result.get() ? 1 : 0;
        }
        assertThat(made).isEqualTo(1);
      }
    }
  }

  @Test
  void anotherProcessIsWaitedForThatMakesTheDevelopmentCertificate() throws Exception {
    Path made = folder.resolve("made");
    DevelopmentCertificate.obtain(made, List.of("localhost"), Instant.now());
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Path maker = Files.createFile(cache.resolve("development.lock"));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path program = folder.resolve("Holder.java");
    Files.writeString(
        program,
        """
        void main(String[] arguments) throws Exception {
          try (var channel = java.nio.channels.FileChannel.open(
              java.nio.file.Path.of(arguments[0]), java.nio.file.StandardOpenOption.WRITE)) {
            channel.lock();
            System.out.println("held");
            System.in.read();
          }
        }
        """);
    Process holder =
        new ProcessBuilder(java.toString(), program.toString(), maker.toString()).start();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      assertThat(holder.inputReader().readLine()).isEqualTo("held");
      Future<DevelopmentCertificate> asked =
          thread.submit(
              () -> DevelopmentCertificate.obtain(cache, List.of("localhost"), Instant.now()));
      assertThatThrownBy(() -> asked.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      // What the other has made counts.
      for (String name : List.of("development-key.pem", "development-certificate.pem")) {
        Files.copy(made.resolve(name), cache.resolve(name));
      }
      holder.getOutputStream().close();
      assertThat(asked.get().isNew()).isFalse();
    } finally {
      holder.destroyForcibly();
      holder.waitFor();
    }
  }

  @Test
  void opensslVerifiesTheDevelopmentCertificate() throws Exception {
    assumeTrue(openssl("version") == 0, "OpenSSL is there");
    DevelopmentCertificate made =
        DevelopmentCertificate.obtain(
            folder, List.of("localhost", "127.0.0.1", "::1"), Instant.now());
    String file = made.certificateFile().toString();
    for (String check : List.of("-verify_hostname localhost", "-verify_ip ::1")) {
      String[] name = check.split(" ");
      assertThat(
              openssl(
                  "verify",
                  "-x509_strict",
                  "-purpose",
                  "sslserver",
                  name[0],
                  name[1],
                  "-CAfile",
                  file,
                  file))
          .as(check)
          .isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("weft.hub.tls.TlsKinds#each")
  void theJdkTrustsTheDevelopmentCertificate(TlsProviderChoice provider) throws Exception {
    DevelopmentCertificate made =
        DevelopmentCertificate.obtain(folder, List.of("localhost", "127.0.0.1"), Instant.now());
    try (TlsEcho echo = new TlsEcho(TlsKinds.hub(), with(made.identity()).withProvider(provider))) {
      X509Certificate certificate = IdentityLoader.certificates(made.certificateFile()).getFirst();
      JdkTlsClient client = new JdkTlsClient(echo.address(), certificate);
      try (var socket = client.connect("TLSv1.3", "localhost")) {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
      }
    }
  }

  // A library that fails.

  @Test
  void aConnectionWithoutAnEngineIsResetAndHoldsNothing() throws Exception {
    SelectedLibrary broken = new SelectedLibrary(new BrokenLibrary(), "a test");
    TlsOptions options = with(AUTHORITY.server("localhost").identity());
    Logger.getLogger("weft.hub").setLevel(Level.OFF);
    try (TlsServer server = TlsServer.create(options, broken);
        Hubs hubs = Hubs.start(TlsKinds.hub())) {
      InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      TcpListener listener =
          hubs.hub(0)
              .listen(
                  loopback,
                  SocketSettings.DEFAULTS,
                  tcp -> TlsConnection.accept(tcp, server, _ -> null));
      InetSocketAddress address = (InetSocketAddress) listener.address();
      for (int count = 0; count < 3; count++) {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
          socket.setSoTimeout(10_000);
          assertThatThrownBy(() -> socket.getInputStream().read())
              .isInstanceOf(SocketException.class);
        }
      }

      assertThat(server.users()).isEqualTo(1);
      assertThat(hubs.hub(0).counters().bugs()).isEqualTo(3);
    } finally {
      Logger.getLogger("weft.hub").setLevel(null);
    }
  }

  /// Makes a context, but no engine.
  private static final class BrokenLibrary implements TlsLibrary {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public ServerContext serverContext(ServerSettings settings) {
      return new ServerContext() {
        @Override
        public TlsEngine newEngine() {
          throw new IllegalStateException("no memory for an engine");
        }

        @Override
        public void ticketKeysChanged() {}

        @Override
        public void close() {}
      };
    }

    @Override
    public ClientContext clientContext(ClientSettings settings) throws EngineRefused {
      throw new EngineRefused("it is broken", "take another");
    }
  }
}
