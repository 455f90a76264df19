package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The demo with certificates made by openssl: clients that must show one, files that change under
/// load, and files that cannot be used.
@Tag("interop")
@Timeout(120)
final class TlsCertificatesInteropTest {
  private static final DemoMode MODE = new DemoMode("uring", true);
  private static final int RELOADS = 100;

  @TempDir Path folder;

  private CertificateFiles files;
  private CertificateFiles.Pair own;

  @BeforeEach
  void makeCertificate() throws Exception {
    files = new CertificateFiles(folder);
    own = files.selfSigned("own");
  }

  static List<TlsMode> modes() {
    return TlsMode.all();
  }

  @ParameterizedTest
  @MethodSource("modes")
  void clientsMustShowACertificate(TlsMode mode) throws Exception {
    CertificateFiles.Pair authority = files.selfSigned("authority");
    CertificateFiles.Pair client = files.signedBy(authority, "client", 1);
    CertificateFiles.Pair expired = files.signedBy(authority, "late", -1);
    CertificateFiles.Pair stranger = files.selfSigned("stranger");

    try (DemoProcess demo =
        DemoProcess.startSecure(
            mode.demo(),
            folder,
            "--tls-provider",
            mode.provider(),
            "--tls-certificate",
            own.certificate().toString(),
            "--tls-key",
            own.key().toString(),
            "--tls-client-authentication",
            "need",
            "--tls-trust",
            authority.certificate().toString())) {
      for (String version : List.of("TLSv1_2", "TLSv1_3")) {
        assertThat(ask(demo, version, client)).as(version).contains("200 OK", "Hello, World!");
        assertThat(PythonClient.ask(demo, own.certificate(), version))
            .as(version)
            .startsWith("refused:");
        assertThat(ask(demo, version, stranger)).as(version).startsWith("refused:");
        assertThat(ask(demo, version, expired)).as(version).startsWith("refused:");
      }
    }
  }

  private String ask(DemoProcess demo, String version, CertificateFiles.Pair shown)
      throws Exception {
    return PythonClient.ask(demo, own.certificate(), version, shown.certificate(), shown.key());
  }

  @ParameterizedTest
  @ValueSource(strings = {"boringssl", "jdk"})
  void aHundredReloadsUnderLoadAreNotNoticed(String provider) throws Exception {
    CertificateFiles.Pair other = files.selfSigned("other");
    Path file = folder.resolve("both.pem");
    files.install(own, file);

    try (DemoProcess demo =
            DemoProcess.startSecure(
                MODE, folder, "--tls-provider", provider, "--tls-certificate", file.toString());
        ReloadLoad load =
            new ReloadLoad(
                demo.tlsPort(),
                CertificateFiles.trusting(own.certificate(), other.certificate()))) {
      load.start();
      for (int count = 0; count < RELOADS; count++) {
        files.install(count % 2 == 0 ? other : own, file);
        demo.reload();
        load.awaitHandshakes(1);
      }
      load.end();

      assertThat(load.failures()).isEmpty();
      assertThat(load.handshakes()).as("handshakes").isGreaterThanOrEqualTo(RELOADS);
      assertThat(load.names()).as("certificates seen").containsExactlyInAnyOrder("own", "other");
    }
  }

  @Test
  void aBrokenReloadLeavesTheOldCertificateInUse() throws Exception {
    CertificateFiles.Pair other = files.selfSigned("other");
    Path file = folder.resolve("both.pem");
    files.install(own, file);

    try (DemoProcess demo =
        DemoProcess.startSecure(MODE, folder, "--tls-certificate", file.toString())) {
      files.install(new CertificateFiles.Pair(other.certificate(), own.key()), file);
      demo.hangUp();
      demo.awaitLine("certificates stay as they were");

      assertThat(demo.output()).contains("the key does not belong to the certificate of CN=other");
      assertThat(PythonClient.ask(demo, own.certificate(), "TLSv1_3")).contains("Hello, World!");
    }
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    CertificateFiles.Pair other = files.selfSigned("other");

    assertThat(refusal(own.certificate(), other.key()))
        .contains("" + other.key(), "the key does not belong to the certificate of CN=own")
        .contains("name the right key");
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    CertificateFiles.Pair late = files.signedBy(own, "late", -1);

    assertThat(refusal(late.certificate(), late.key()))
        .contains(late.certificate() + ": the certificate of CN=late expired at ", "renew it");
  }

  @Test
  void aMissingFileIsRefused() throws Exception {
    Path absent = folder.resolve("absent.pem");

    assertThat(refusal(absent, own.key()))
        .contains("" + absent, "there is no such file", "check the path");
    assertThat(refusal(own.certificate(), absent))
        .contains("" + absent, "there is no such file", "check the path");
  }

  @Test
  void anUnknownCipherIsRefused() throws Exception {
    for (String provider : List.of("boringssl", "jdk")) {
      String[] options = {"--tls-ciphers", "TLS_FROM_NOWHERE", "--tls-provider", provider};

      assertThat(refusal(own.certificate(), own.key(), options))
          .contains("TLS_FROM_NOWHERE", "is unknown to ", "use IANA names such as ");
    }
  }

  /// What the demo says, in one line, before it ends with 2.
  private static String refusal(Path certificate, Path key, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--port", "0", "--tls-port", "0"));
    all.addAll(List.of("--tls-certificate", "" + certificate, "--tls-key", "" + key));
    all.addAll(List.of(options));
    try (DemoProcess demo = DemoProcess.startRaw(all.toArray(new String[0]))) {
      assertThat(demo.awaitExit()).as(demo.output()).isEqualTo(2);
      assertThat(demo.output().strip().lines().toList()).as(demo.output()).hasSize(1);
      return demo.output();
    }
  }
}
