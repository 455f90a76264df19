package weft.verify.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// curl at the demo that is to be reached by TLS only: it is sent on from the plain port, and keeps
/// to TLS once it has been told.
@Tag("interop")
@Timeout(120)
final class HttpsOnlyInteropTest {
  private static final List<String> VERSIONS = List.of("--http1.1", "--http2");

  @TempDir Path folder;

  private CertificateFiles.Pair own;

  @BeforeEach
  void makeCertificate() throws Exception {
    own = new CertificateFiles(folder).selfSigned("own");
  }

  static List<TlsMode> modes() {
    return TlsMode.all();
  }

  private DemoProcess start(TlsMode mode) throws Exception {
    return DemoProcess.startSecure(
        mode.demo(),
        folder,
        "--tls-provider",
        mode.provider(),
        "--tls-certificate",
        own.certificate().toString(),
        "--tls-key",
        own.key().toString(),
        "--https-redirect",
        "--hsts",
        "1h");
  }

  @ParameterizedTest
  @MethodSource("modes")
  void curlFollowsWithMethodAndBody(TlsMode mode) throws Exception {
    try (DemoProcess demo = start(mode)) {
      for (String version : List.of("--http1.1", "--http2", "--http2-prior-knowledge")) {
        assertThat(curl(version, "-L", "-d", "body", demo.url("/echo")))
            .as(version)
            .isEqualTo("body\n200 1 " + demo.secureUrl("/echo"));
      }
      assertThat(curl("--http1.0", "-H", "Host:", demo.url("/")))
          .contains("names no host")
          .contains("\n400 0 ");
    }
  }

  @ParameterizedTest
  @MethodSource("modes")
  void curlKeepsToTlsOnceTold(TlsMode mode) throws Exception {
    try (DemoProcess demo = start(mode)) {
      String secure = "https://localhost:" + demo.tlsPort() + "/plaintext";
      // To which a client that does not keep to TLS gets 400.
      String plain = "http://localhost:" + demo.tlsPort() + "/plaintext";
      for (String version : VERSIONS) {
        Path known = folder.resolve("known" + version);

        assertThat(curl(version, "--hsts", known.toString(), plain)).contains("\n400 0 ");
        assertThat(curl(version, "--hsts", known.toString(), secure)).contains("\n200 0 ");
        assertThat(Files.readString(known)).contains("localhost");
        assertThat(curl(version, "--hsts", known.toString(), plain))
            .isEqualTo("Hello, World!\n200 0 " + secure);
      }
    }
  }

  /// @return the body, and in a last line status, count of redirects and last URL
  private String curl(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("-sS", "-m", "30"));
    all.addAll(List.of("-w", "\n%{http_code} %{num_redirects} %{url_effective}"));
    all.addAll(List.of("--cacert", own.certificate().toString()));
    all.addAll(List.of(arguments));
    Tool.Run run = Tool.run("curl", all);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return run.output();
  }
}
